"""Log lines that a machine reads: one an event, `key=value` throughout, with an action that stays what it is."""

import ast
import logging
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.outbox import PostingState
from bot.logs import KeyValues, told_by

ROOT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def record(template: str, *args: object, problem: BaseException | None = None) -> logging.LogRecord:
    """What a logger of the coach's writes."""
    told = (type(problem), problem, problem.__traceback__) if problem else None
    return logging.LogRecord("bot.coach", logging.ERROR, __file__, 1, template, args, told)


def pairs(line: str) -> dict[str, str]:
    """What a line tells, by key."""
    return dict(pair.split("=", 1) for pair in shlex.split(line))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger in the coach's source, with its place."""
    for folder in ("bot", "jobs"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("log.") in LEVELS:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def template(call: ast.Call) -> str:
    """The words of a call before anything is filled in."""
    found = next(argument for argument in call.args if isinstance(argument, ast.Constant | ast.JoinedStr))
    return str(found.value) if isinstance(found, ast.Constant) else ""


TEMPLATES = [pytest.param(template(call), id=place) for place, call in calls()]


@pytest.mark.parametrize("text", TEMPLATES)
def test_every_line_of_the_source_begins_with_its_action_and_is_made_of_pairs(text: str) -> None:
    assert re.match(r"action=[a-z_%]+( [a-z_]+=\S.*)?$", text), text
    assert re.sub(r"[a-z_]+=%?[\w.%]+", "", text).strip() in ("", ": Slack does not accept SLACK_APP_TOKEN"), text


def test_every_action_of_the_source_stands_in_the_table_and_no_other() -> None:
    table = (ROOT / "docs" / "logs.md").read_text()
    listed = set(re.findall(r"^\| `([a-z_]+)`", table, flags=re.MULTILINE))
    written = {text.values[0].partition(" ")[0].removeprefix("action=") for text in TEMPLATES}  # type: ignore[union-attr]
    written |= {"posting_%s".replace("%s", state) for state in settled()}
    assert listed == (written - {"posting_%s"}) | {"library_said"}


def settled() -> set[str]:
    """What can become of a posting when somebody had it in hand."""
    states = set(PostingState) - {PostingState.SENDING, PostingState.LEFT}
    return {state.value for state in states}


def test_a_line_is_one_line_of_pairs_whatever_is_filled_in() -> None:
    told = pairs(
        KeyValues().format(record("action=%s_refused kind=%s reason=%s", "post", "prompt", 'a\n"b" action=c d=e'))
    )
    assert (told["action"], told["kind"], told["level"]) == ("post_refused", "prompt", "error")
    assert told["reason"] == 'a\\n"b" action=c d=e'
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$", told["at"])


def test_what_a_library_says_is_a_pair_as_well() -> None:
    line = KeyValues().format(logging.LogRecord("aiohttp", logging.WARNING, "", 1, "Unclosed %s", ("session",), None))
    assert (pairs(line)["action"], pairs(line)["said"]) == ("library_said", "Unclosed session")
    assert told_by(record("no action at all")) == {}


def test_an_exception_is_told_by_its_kind_and_place_and_not_in_its_words() -> None:
    try:
        raise ValueError("Zéphyrine said so")
    except ValueError as problem:
        line = KeyValues().format(record("action=round_failed member=%s", "m1", problem=problem))
    assert "\n" not in line
    assert "Zéphyrine" not in line
    assert pairs(line)["exception"] == "ValueError"
    assert "test_an_exception_is_told_by_its_kind" in pairs(line)["trace"]


def test_a_task_that_nobody_waited_for_tells_the_kind_of_its_problem_and_none_of_its_words() -> None:
    said = "Task exception was never retrieved\nfuture: <Task finished exception=ValueError('quetzal')>"
    problem = ValueError("quetzal")
    told = (ValueError, problem, None)
    line = KeyValues().format(logging.LogRecord("asyncio", logging.ERROR, "", 1, said, (), told))
    assert (pairs(line)["said"], pairs(line)["exception"]) == ("Task exception was never retrieved", "ValueError")
    assert "quetzal" not in line
