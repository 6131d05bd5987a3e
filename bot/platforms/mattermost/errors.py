"""What Mattermost's refusals mean to the coach: a class for each meaning, with Mattermost's codes as data."""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta

import aiohttp

from bot.platforms.surfaces import TriggerLate
from bot.ports import NotSent, OutcomeUnknown, SlowDown, Unreachable

log = logging.getLogger(__name__)

RESET = "X-RateLimit-Reset"
LONGEST_RESET = 300.0
"""Seconds; some proxies write a date of their own there."""
REFUSED, SERVER_ERROR = 300, 500


class TokenRevoked(NotSent):
    """The coach may not speak on this server any more."""

    statuses, ids = (401,), ()

    def __init__(self, reason: str) -> None:
        super().__init__(reason, timedelta(hours=1))


class TooMany(SlowDown):
    """The server takes no more for now."""

    statuses, ids = (429,), ()


class Elsewhere(NotSent):
    """Another address answered that the server is somewhere else."""

    statuses, ids = (301, 302, 303, 307, 308), ()

    def __init__(self, reason: str) -> None:
        super().__init__(reason, timedelta(minutes=15))


class NobodyThere(Unreachable):
    """A person or a channel that cannot be written to."""

    statuses = (403, 404, 410)
    ids = (
        "api.post.create_post.can_not_post_to_deleted.error",
        "api.post.create_post.root_id.app_error",
        "api.post.create_post.channel_root_id.app_error",
        "api.post.create_post.town_square_read_only",
        "api.channel.create_direct_channel.invalid_user.app_error",
        "api.channel.create_channel.direct_channel.team_restricted_error",
        "store.sql_channel.save.archived_channel.app_error",
        "web.command_webhook.command.app_error",
        "web.command_webhook.invalid.app_error",
        "app.command_webhook.try_use.invalid",
    )


class Gone(Exception):
    """The message is no longer there."""

    statuses = ()
    ids = (
        "app.post.get.app_error",
        "api.post.update_post.find.app_error",
        "api.post.update_post.permissions_details.app_error",
    )


class Stays(Unreachable):
    """The message is there, and Mattermost does not let the coach change it or take it away."""

    statuses = ()
    ids = (
        "api.post.update_post.permissions_time_limit.app_error",
        "api.post.update_post.can_not_update_post_in_deleted.error",
        "api.post.patch_post.can_not_update_post_in_deleted.error",
        "api.post.delete_post.can_not_delete_post_in_deleted.error",
    )


class Malformed(Unreachable):
    """Mattermost does not understand what the coach sent: a mistake of the coach."""

    statuses = (400, 405, 413, 414, 415, 422)
    ids = (
        "model.post.is_valid.msg.app_error",
        "model.post.is_valid.props.app_error",
        "model.post.is_valid.file_ids.app_error",
        "api.context.invalid_body_param.app_error",
        "api.file.upload_file.too_large_detailed.app_error",
    )


class TriggerExpired(TriggerLate):
    """A form can no longer be opened by that command or tap."""

    statuses = ()
    ids = (
        "interactive_message.decode_trigger_id.expired",
        "interactive_message.decode_trigger_id.missing_data",
        "interactive_message.decode_trigger_id.base64_decode_failed",
        "interactive_message.decode_trigger_id.base64_decode_failed_signature",
        "interactive_message.decode_trigger_id.signature_decode_failed",
        "interactive_message.decode_trigger_id.verify_signature_failed",
    )


class PerhapsTaken(OutcomeUnknown):
    """Mattermost failed on its side, perhaps after it took the message."""

    statuses = (500, 502, 503, 504)
    ids = ("api.post.deduplicate_create_post.pending",)


MEANINGS = (*(TokenRevoked, TooMany, Elsewhere, NobodyThere, Gone, Stays, Malformed, TriggerExpired, PerhapsTaken),)
BY_ID = {id_: meaning for meaning in MEANINGS for id_ in meaning.ids}
BY_STATUS = {status: meaning for meaning in MEANINGS for status in meaning.statuses}


@contextlib.contextmanager
def understood() -> Iterator[None]:
    """What breaks on the way to the server is raised as what it means to the coach.

    Raises:
        NotSent: the server cannot have taken it.
        OutcomeUnknown: it may have.
    """
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        raise NotSent(type(problem).__name__) from problem
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        raise OutcomeUnknown(type(problem).__name__) from problem


def meaning_of(status: int, id_: str, headers: Mapping[str, str]) -> Exception:
    """What a refusal means: by Mattermost's own id, else by the status.

    A code that nobody knows is a refusal that trying again would not help.
    """
    reason = id_ or f"http {status}"
    meaning: type[Exception] = BY_ID.get(id_) or BY_STATUS.get(status) or _unknown(status)
    if meaning is TooMany:
        return TooMany(reason, _reset(headers))
    if meaning in (Malformed, Unreachable, TokenRevoked, Elsewhere):
        log.error("action=mattermost_refused status=%s error=%s", status, id_)
    return meaning(reason)


def _unknown(status: int) -> type[Exception]:
    return PerhapsTaken if status > SERVER_ERROR else Unreachable


def _reset(headers: Mapping[str, str]) -> timedelta:
    told = headers.get(RESET, "")
    return timedelta(seconds=min(max(float(told), 1), LONGEST_RESET) if told.isdecimal() else 1)
