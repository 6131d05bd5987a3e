"""A tiny content folder without a mistake, to make mistakes in."""

from pathlib import Path

import pytest

from bot.content_loader import ContentMistakes, load

ROLE = """\
name: "Tester"
source: {title: "A guide with a title that may well be longer than a button", words: "From a guide"}
short: "Short"
vision: "One sentence"
keywords: [tester]
parts:
  who: {title: "Who", text: "Someone", keywords: [who]}
  why:
    title: "Why"
    text: "Because"
    keywords: [why]
    points:
      - {id: why-first, text: "First point"}
  missions: {title: "Daily", text: "Much", keywords: [daily]}
  questions: {title: "Ask", text: "One", keywords: [ask]}
ways:
  - id: business
    title: "The business"
    label: "I am of the business"
    text: "Alone"
    keywords: [business]
    contexts:
      - {id: context-alone, text: "Nobody else"}
    attention:
      - {id: attention-time, text: "Keep time"}
missions:
  - id: testing
    title: "Testing"
    text: "Trying things"
    keywords: [testing]
    activities:
      - {id: testing-often, text: "Often"}
questions:
  - id: tested
    title: "Tested"
    statement: "We test"
    wordings:
      - "Do we test"
    invitation: "A few words"
    meeting: "Do we all test"
    second_half: "Often"
    openings:
      business: {text: "You have little time", attention: attention-time}
      project_lead: {text: "You are far", attention: null}
      shared: {text: "You are two", attention: null}
      unknown: {text: "Hello", attention: null}
    activities: [testing-often]
    keywords: [tested, Café]
"""

ADVICE = """\
business:
  tips:
    - {id: tested-one, attention: attention-time, text: "One", activity: testing-often, situation: "a", act: "X b"}
    - {id: tested-two, attention: attention-time, text: "Two", activity: testing-often, situation: "a", act: "X b"}
    - {id: tested-three, attention: attention-time, text: "Three", activity: testing-often, situation: "a", act: "X b"}
  ways_to_find_out:
    - {id: tested-find, text: "Find out"}
    - {id: tested-ask, text: "Ask"}
  when_yes:
    - {id: tested-yes, text: "What made it so"}
"""

RULE = """\
shortest: 3
longest: 60
leave_alone: ["nothing to add"]
general: ["I think"]
negations: ["no"]
sought:
  - id: evidence
    questions:
      - {id: evidence-seen, text: "Seen where?"}
      - {id: evidence-heard, text: "Heard where?"}
    signs: ["user*", "# %"]
and_then: [", we"]
"""

PHRASES = """\
hello: "Hello {name}"
answers:
  one: "One answer"
  other: "{count} answers"
days:
  - "Monday"
  - "Tuesday"
"""

ROLE_FR, ROLE_EN = "roles/tester/fr.yaml", "roles/tester/en.yaml"
PHRASES_FR, PHRASES_EN = "phrases/fr.yaml", "phrases/en.yaml"
ADVICE_FR, ADVICE_EN = "roles/tester/coaching/tested/fr.yaml", "roles/tester/coaching/tested/en.yaml"
RULE_FR, RULE_EN = "roles/tester/deepening/fr.yaml", "roles/tester/deepening/en.yaml"

_OTHER_WAYS = ("project_lead", "shared", "unknown")
_I_WILL = {"fr": "je", "en": "I will"}


def advice(language: str, question: str = "tested") -> str:
    """Advice on that question for every way of holding the role, with the same few words for each."""
    mine = ADVICE.replace("X b", f"{_I_WILL[language]} b").replace("tested", question)
    others = (
        mine.replace(f"{question}-", f"{question}-{way}-")
        .replace("business:", f"{way}:")
        .replace("attention: attention-time", "attention: null")
        for way in _OTHER_WAYS
    )
    return "".join((mine, *others))


def add_advice(folder: Path, question: str) -> None:
    """Writes advice on that question in both languages."""
    for language in ("fr", "en"):
        write(folder, f"roles/tester/coaching/{question}/{language}.yaml", advice(language, question))


def write(folder: Path, file: str, text: str) -> None:
    """Writes a file of the folder."""
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, "utf-8")


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {file}"
    (folder / file).write_text(text.replace(old, new), "utf-8")


def reported(folder: Path) -> list[str]:
    with pytest.raises(ContentMistakes) as error:
        load(folder)
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.mistakes)
    return lines
