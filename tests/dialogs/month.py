"""A month of one PM, as docs/a-month.md tells it; `python -m tests.dialogs.month` writes both months anew."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.content_loader import LANGUAGES, load
from bot.domain.library import Library
from tests.dialogs import among_people
from tests.dialogs.conftest import opened
from tests.dialogs.diary import Diary
from tests.dialogs.talk import Talk

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"fr": DOCS / "a-month.fr.md", "en": DOCS / "a-month.md"}
SAID: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Un mois avec le coach",
        "product": "Mes démarches",
        "situation": "on prépare une évolution",
        "deed": "je demande quel chiffre devra bouger",
        "words": "Le support nous remonte beaucoup d’abandons à la pièce jointe.",
        "pause": "/pm-coach pause jusqu’au 28 décembre",
        "answers": "/pm-coach mes-réponses mois",
    },
    "en": {
        "title": "A month with the coach",
        "product": "My requests",
        "situation": "we prepare a change",
        "deed": "I ask which figure is to move",
        "words": "Support tells us that lots of people give up at the attachment step.",
        "pause": "/pm-coach pause until 28 December",
        "answers": "/pm-coach my-answers month",
    },
}
INTRO = {
    "fr": """Ce qui suit est une conversation qu’un test vit dans le bac à sable, mot pour mot : ce qu’un PM touche et
écrit, et ce que le coach en fait. Les boutons sont écrits `ainsi` ; « … » tient lieu de ce qui n’a pas changé. Slack et
Mattermost portent la même conversation.""",
    "en": """What follows is a conversation played out by a test in the playground, word for word: what a PM taps and
writes, and what the coach makes of it. Buttons are written `like this`; “…” stands for what has not changed. Slack and
Mattermost carry the same conversation.""",
}


async def lived(library: Library, language: str) -> str:
    """The month in that language, as a page."""
    async with opened("sqlite://") as store:
        talk = Talk(library, store, language)
        diary = Diary(talk, talk.person("PM"))
        await _live(diary, SAID[language])
    return "\n\n".join([f"# {SAID[language]['title']}", INTRO[language], *diary.lines]) + "\n"


async def _live(diary: Diary, said: Mapping[str, str]) -> None:
    """Answers at once, then after a reminder, then a day later in words, then after a break."""
    await diary.commands("/pm-coach")
    await diary.taps("greeting.start")
    await diary.sends(product=said["product"], way="business", first="on_the_day")
    await diary.at("2026-11-30 09:12")
    await diary.taps("ratings.rather_no")
    await _takes_an_action(diary, said)
    await diary.at("2026-12-09 11:20")
    await diary.taps("reminder.show")
    await diary.taps("action.not_yet")
    await diary.taps("ratings.unknown")
    await diary.at("2026-12-14 09:03")
    await diary.taps("prompt.later_tomorrow")
    await diary.at("2026-12-15 09:30")
    await diary.taps("action.done")
    await diary.types(said["words"])
    await diary.at("2026-12-18 17:05")
    await diary.commands(said["pause"])
    await diary.at("2026-12-28 09:20")
    await diary.taps("ratings.rather_yes")
    await diary.commands(said["answers"])


async def _takes_an_action(diary: Diary, said: Mapping[str, str]) -> None:
    if diary.offers("action.take"):
        await diary.taps("action.take")
    else:
        await diary.taps("action.write")
        await diary.sends(situation=said["situation"], deed=said["deed"])


def write() -> None:
    """Write both months, in each language."""
    library = load()
    for language in LANGUAGES:
        for told, pages in ((lived, PAGES), (among_people.lived, among_people.PAGES)):
            pages[language].write_text(asyncio.run(told(library, language)), encoding="utf-8")


if __name__ == "__main__":
    write()
