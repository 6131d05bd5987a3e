"""What Slack's refusals mean to the coach: a class for each meaning, with Slack's codes as data."""

import logging
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.platforms.surfaces import TriggerLate
from bot.ports import NotSent, OutcomeUnknown, SlowDown, Unreachable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

TOO_MANY, SERVER_ERROR = 429, 500


class TokenRevoked(NotSent):
    """The coach may not speak in this workspace any more."""

    codes = ("token_revoked", "token_expired", "invalid_auth", "not_authed", "app_uninstalled")

    def __init__(self, reason: str) -> None:
        super().__init__(reason, timedelta(hours=1))


class NotInstalled(Unreachable):
    """The coach has no token for this workspace: it was uninstalled there, and may be for good."""


class ScopeMissing(NotSent):
    """The app was installed without a permission that it needs for this."""

    codes = ("missing_scope", "not_allowed_token_type")

    def __init__(self, reason: str) -> None:
        super().__init__(reason, timedelta(minutes=15))


class NotNow(NotSent):
    """Slack did not take it, and may take it later."""

    codes = (
        *("ratelimited", "rate_limited", "request_timeout", "service_unavailable"),
        *("message_limit_exceeded", "accesslimited"),
    )


class Migrating(NotSent):
    """The workspace is on its way into an organisation, and away until it has arrived."""

    codes = ("org_login_required", "team_added_to_org")

    def __init__(self, reason: str) -> None:
        super().__init__(reason, timedelta(minutes=15))


class NobodyThere(Unreachable):
    """A person or a channel that cannot be written to."""

    codes = (
        *("user_not_found", "users_not_found", "user_disabled", "user_not_visible", "is_inactive"),
        *("cannot_dm_bot", "messages_tab_disabled", "channel_not_found", "is_archived", "not_in_channel"),
        *("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel"),
        *(
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
            "method_not_supported_for_channel_type",
        ),
        *("user_not_in_channel", "fetch_members_failed", "team_not_found", "invalid_thread_ts"),
        *("no_permission", "access_denied", "team_access_not_granted", "enterprise_is_restricted"),
    )


class AccountInactive(Unreachable):
    """A person was deactivated, or the app was removed: Slack says the same of both."""

    codes = ("account_inactive",)


class ThreadGone(Unreachable):
    """There is no such message to reply to, or to read the thread of."""

    codes = ("thread_not_found",)


class Gone(Exception):
    """The message or the view is no longer there."""

    codes: tuple[str, ...] = (
        *("message_not_found", "is_inactive_message"),
        *("not_found", "hash_conflict", "file_not_found", "file_deleted"),
    )


class Stays(Unreachable):
    """The message or the file is there, and Slack does not let the coach change it or take it away."""

    codes = (
        *("cant_update_message", "edit_window_closed"),
        *("cant_delete_message", "compliance_exports_prevent_deletion", "cant_delete_file"),
    )


class Malformed(Unreachable):
    """Slack does not understand what the coach sent: a mistake of the coach."""

    codes = (
        *(
            "invalid_blocks",
            "invalid_blocks_format",
            "block_mismatch",
            "no_text",
            "msg_too_long",
            "msg_blocks_too_long",
        ),
        *("invalid_arguments", "invalid_form_data", "invalid_json", "invalid_metadata_format"),
        *("invalid_metadata_schema", "metadata_too_large", "too_many_attachments", "view_too_large", "json_not_object"),
    )


class TriggerExpired(TriggerLate):
    """A form can no longer be opened by that tap."""

    codes = ("expired_trigger_id", "trigger_exchanged", "exchanged_trigger_id", "invalid_trigger_id", "invalid_trigger")


class PerhapsTaken(OutcomeUnknown):
    """Slack failed on its side, perhaps after it took the message."""

    codes = ("internal_error", "fatal_error")


MEANINGS = (
    *(TokenRevoked, ScopeMissing, NotNow, Migrating, NobodyThere, AccountInactive, ThreadGone),
    *(Gone, Stays, Malformed, TriggerExpired, PerhapsTaken),
)
BY_CODE = {code: meaning for meaning in MEANINGS for code in meaning.codes}


async def understood(call: Awaitable[Answer]) -> Answer:
    """The answer of a call of the Web API.

    Raises:
        NotSent, Unreachable, OutcomeUnknown, Gone or TriggerLate: what its failure means to the coach.
    """
    try:
        return await call
    except SlackApiError as problem:
        raise meaning_of(problem) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        raise NotSent(type(problem).__name__) from problem
    except (aiohttp.ClientError, TimeoutError, SlackRequestError) as problem:
        raise OutcomeUnknown(type(problem).__name__) from problem


def meaning_of(problem: SlackApiError) -> Exception:
    """What a refusal means; a code that nobody knows is a refusal that trying again would not help."""
    response = problem.response
    status: int = getattr(response, "status_code", 0)
    body = getattr(response, "data", None)
    if status == TOO_MANY:
        return SlowDown("ratelimited", timedelta(seconds=float(response.headers.get("Retry-After", 1))))
    if status >= SERVER_ERROR or not isinstance(body, dict) or "error" not in body:
        return OutcomeUnknown(f"http {status}")
    meaning = BY_CODE.get(body["error"], Unreachable)
    if meaning in (Malformed, ScopeMissing, Unreachable):
        log.error("action=slack_refused error=%s needed=%s", body["error"], body.get("needed", ""))
    return meaning(body["error"])
