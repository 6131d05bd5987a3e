"""Content files and settings spoiled in every way are answered by sentences, never by a trace."""

import asyncio
import os
import shutil
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from secrets import randbelow

import pytest

from bot.bootstrap import opened, real_settings
from bot.content_loader import CONTENT, ContentMistakes, Mistake, load
from bot.settings import BadSetting
from bot.storage.opening import CannotOpen
from tests.hostile import strange

SPOILED = 60
SEED = int(os.environ.get("COACH_SEED") or randbelow(10**6))
NAMES = (
    *("DATABASE_URL", "HOST", "PORT", "PUBLIC_URL", "COACH_SECRET_KEYS", "COACH_LANGUAGE", "COACH_TIME_ZONE"),
    *("COACH_RESPONSIBLE", "COACH_DPO", "COACH_TICK_SECONDS", "COACH_LEASE_SECONDS", "COACH_MINIMUM_GROUP"),
    *(
        "COACH_RETENTION_MONTHS",
        "COACH_HOLIDAYS",
        "SLACK_SIGNING_SECRET",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_CLIENT_ID",
    ),
    *("SLACK_CLIENT_SECRET", "SLACK_API_URL", "MATTERMOST_URL", "MATTERMOST_TOKEN"),
)
SETTINGS = (
    *("sqlite:///", "sqlite:////dev/null/x", "sqlite:////", "postgresql://", "postgresql://[", "mysql://x/y", "://"),
    *("http://", "http://[", "https://é/", "xoxb-é", "xapp-", "k" * 40, "k" * 40 + ",", ",,,", "1e9", "nan", "inf"),
)
TEN_TIMES = [f"{name}: &{name} [{', '.join([f'*{of}'] * 10)}]" for of, name in pairwise("abcdefghi")]
BAD_YAML = {
    "laughs": "\n".join(["a: &a [ha, ha]", *TEN_TIMES]),
    "itself": "a: &a [*a]\n",
    "keys of keys": "? {a: b}\n: c\n? [a]\n: d\n",
    "deep": "[" * 5000,
    "deep and closed": "[" * 5000 + "]" * 5000,
    "deeper by lines": "\n".join(" " * depth + "a:" for depth in range(2000)),
    "objects": "!!python/object/apply:os.system ['true']\n",
    "documents": "a: b\n---\nc: d\n",
    "marks": "%YAML 9.9\n---\n!!binary 4\n",
    "half a sign": '"\\ud800": "\\udfff"\n',
    "no bytes": "\0",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the coach's own content."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def files(folder: Path) -> Sequence[Path]:
    return sorted(folder.rglob("*.yaml"))


def is_told(folder: Path) -> bool:
    """Whether what is wrong in that folder is told in whole lines; whatever else is raised fails the test."""
    mistakes: Sequence[Mistake] | None = None
    try:
        load(folder)
    except ContentMistakes as problem:
        mistakes = problem.mistakes
    assert mistakes is None or (mistakes and all(str(each).startswith("content/") for each in mistakes))
    return mistakes is not None


@pytest.mark.parametrize("kind", BAD_YAML)
def test_a_file_that_is_meant_to_hurt_is_told_in_sentences(folder: Path, kind: str) -> None:
    for file in files(folder):
        good = file.read_bytes()
        file.write_text(BAD_YAML[kind], "utf-8")
        assert is_told(folder), file
        file.write_bytes(good)


def test_spoiled_content_is_told_in_sentences(folder: Path) -> None:
    print(f"seed {SEED}")  # noqa: T201
    found = 0
    for number in range(SPOILED):
        random = Random(f"{SEED}:{number}")  # noqa: S311  (to be made again)
        file = random.choice(files(folder))
        good = file.read_bytes()
        file.write_bytes(random.choice(SPOILING)(random, good))
        try:
            found += is_told(folder)
        except Exception as problem:
            raise AssertionError(f"seed {SEED}, number {number}, {file.name}") from problem
        file.write_bytes(good)
    assert found > SPOILED / 3


def _cut(random: Random, good: bytes) -> bytes:
    return good[: random.randrange(len(good))]


def _noise(random: Random, good: bytes) -> bytes:
    at = random.randrange(len(good))
    return good[:at] + random.randbytes(random.randrange(1, 20)) + good[at:]


def _lines(random: Random, good: bytes) -> bytes:
    """Lines left out, doubled, moved in or exchanged."""
    lines = good.split(b"\n")
    for _ in range(random.randrange(1, 6)):
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[at] = random.choice(
            (b"", lines[at] + b"\n" + lines[at], b"  " + lines[at], lines[other], lines[at].lstrip())
        )
    return b"\n".join(lines)


def _odd(random: Random, good: bytes) -> bytes:
    """A value that nobody would write."""
    lines = good.split(b"\n")
    at = random.choice([number for number, line in enumerate(lines) if b":" in line])
    value = strange.text(random, ("{", "{a b}", "{}", "{a.b[0]}", "*x", "&x", "!!int x", "- -", "{x!r:>9}", "[", "|"))
    lines[at] = lines[at].partition(b":")[0] + b": " + value[:500].encode("utf-8", "replace")
    return b"\n".join(lines)


SPOILING: Sequence[Callable[[Random, bytes], bytes]] = (_cut, _noise, _lines, _odd, _odd)


def test_spoiled_settings_are_told_in_sentences(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    print(f"seed {SEED}")  # noqa: T201
    monkeypatch.chdir(tmp_path)
    for number in range(SPOILED):
        random = Random(f"{SEED}:{number}")  # noqa: S311  (to be made again)
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name in random.sample(NAMES, random.randrange(1, 12)):
            value = random.choice((*SETTINGS, strange.text(random, ())))
            monkeypatch.setenv(name, value.replace("\0", "").encode("utf-8", "replace").decode()[:3000])
        told = _settings_told()
        assert told is None or told.strip(), f"seed {SEED}, number {number}"
        assert "Traceback" not in (told or "")


def _settings_told() -> str | None:
    """What is said against the settings of the environment; whatever else is raised fails the test."""
    try:
        settings = real_settings()
        if settings.coach.database_url.startswith("sqlite") or not settings.coach.database_url:
            asyncio.run(opened(settings.coach, migrating=False))
        settings.check()
    except (BadSetting, CannotOpen) as problem:
        return str(problem)
    return None
