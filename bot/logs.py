"""Log lines that people and machines read alike: an event a line, `key=value` throughout, `action` naming the event."""

import json
import logging
import re
from datetime import UTC, datetime
from traceback import extract_tb

PAIR = re.compile(r"(\w+)=(.*?)(?= \w+=|$)", re.DOTALL)
"""A key and its value, in the words that stand in the code: what is filled in may hold whatever it wants."""
BARE = re.compile(r'[^\s"=]+')


def told_by(record: logging.LogRecord) -> dict[str, str]:
    """What a record of the coach's own tells, by key; nothing of one without an action, as libraries write."""
    template = str(record.msg)
    if not template.startswith("action="):
        return {}
    given = list(record.args) if isinstance(record.args, tuple) else []
    told = {}
    for key, value in PAIR.findall(template):
        here = value.count("%")
        told[key] = value % tuple(given[:here])
        given = given[here:]
    return told


class KeyValues(logging.Formatter):
    """Writes a record as one line. Of an exception it tells the kind and the place: its words may be a person's."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = told_by(record) or {"action": "library_said", "said": _first_line(record)}
        pairs = {"at": at, "level": record.levelname.lower(), "logger": record.name, **told, **_exception(record)}
        return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())


def _first_line(record: logging.LogRecord) -> str:
    """What a library says; on further lines it may quote an exception, whose words may be a person's."""
    return record.getMessage().partition("\n")[0]


def _exception(record: logging.LogRecord) -> dict[str, str]:
    problem = record.exc_info[1] if record.exc_info else None
    if problem is None:
        return {}
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(problem.__traceback__)]
    return {"exception": type(problem).__name__, "trace": " > ".join(frames)}


def _quoted(value: str) -> str:
    return value if BARE.fullmatch(value) else json.dumps(value, ensure_ascii=False)
