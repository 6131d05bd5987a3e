"""Tells Sentry, where somebody has one, what went wrong and where: never about whom, and nobody's words."""

import logging
from typing import Any

from bot import __version__
from bot.logs import told_by

MISSING = (
    "SENTRY_DSN is set, but the package that it needs is not installed: run `pip install 'pm-coach[sentry]'`,"
    " or take SENTRY_DSN away."
)
WRONG = "The setting SENTRY_DSN is wrong: copy it from the project's page in Sentry."
ABOUT = ("event_id", "timestamp", "level", "platform", "logger", "release", "environment", "sdk")
TOLD = ("action", "kind", "job", "reference", "status", "error")
PLACE = ("filename", "function", "module", "lineno", "in_app")


class CannotReport(Exception):
    """Errors cannot be reported as the settings want it; the text is a sentence."""


def report_errors(dsn: str) -> None:
    """From now on tell Sentry there of every error that is logged; empty, of none. Raises CannotReport."""
    if not dsn:
        return
    try:
        import sentry_sdk
        from sentry_sdk.integrations.logging import LoggingIntegration
        from sentry_sdk.utils import BadDsn
    except ImportError:
        raise CannotReport(MISSING) from None
    try:
        sentry_sdk.init(
            dsn,
            release=__version__,
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
            auto_session_tracking=False,
            before_send=stripped,
        )
    except BadDsn:
        raise CannotReport(WRONG) from None


def stripped(event: Any, hint: Any) -> Any:
    """The event with nothing left but what kind of error it was, where it happened and which action told of it."""
    record = hint.get("log_record")
    told = told_by(record) if record is not None else {}
    kept = {name: event[name] for name in ABOUT if name in event}
    kept["tags"] = {name: told[name] for name in TOLD if name in told}
    kept["message"] = told.get("action", "library_said")
    if "exception" in event:
        kept["exception"] = {"values": [_kind_and_place(value) for value in event["exception"]["values"]]}
    return kept


def _kind_and_place(value: Any) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", ())
    places = [{name: frame[name] for name in PLACE if name in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": places}}
