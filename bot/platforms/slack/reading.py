"""What Slack tells, as the front desk hears it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.calendar import is_zone
from bot.domain.message import Act
from bot.frontdesk.incoming import InThread
from bot.platforms.said import Said
from bot.ports import Profile

SLACKBOT = "USLACKBOT"
WRITTEN = (None, "thread_broadcast", "file_share", "me_message")
"""Subtypes of messages that a person wrote."""
CHANNELS = ("channel", "group")
TOMBSTONE = "tombstone"
"""Subtype of what Slack leaves in the place of a deleted message that has replies."""
LONGEST_ID, LONGEST_ADDRESS = 100, 2000
REFERENCE = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def text(told: Mapping[str, Any], name: str, longest: int = LONGEST_ID) -> str:
    """The text of that name, an id unless told otherwise.

    Raises:
        TypeError: it is none, or longer, so that nothing further in can keep it.
    """
    found = told[name]
    if not isinstance(found, str) or len(found) > longest:
        raise TypeError(f"{name} is no text of {longest} characters at most")
    return found


def profile_from(user: Mapping[str, Any]) -> Profile:
    """A profile as `users.info` and `user_change` tell it; a language is the first part of a locale."""
    details = user.get("profile") or {}
    names = (details.get("display_name"), user.get("real_name"), details.get("real_name"), user.get("name"))
    name = next((found for found in names if found and isinstance(found, str)), None)
    language = (user.get("locale") or "").partition("-")[0].lower()
    zone = user.get("tz")
    return Profile(
        name or user["id"],
        language or None,
        zone if zone and is_zone(zone) else None,
        administers=bool(user.get("is_admin") or user.get("is_owner")),
        closed=bool(user.get("deleted")),
        is_program=bool(user.get("is_bot")),
    )


def said_in(event: Mapping[str, Any]) -> Said | None:
    """What a `message` event tells of a person's own words; None for everything else that comes as one."""
    if event.get("channel_type") != "im":
        return None
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return _gone(event, event.get("previous_message") or {}, text(event, "deleted_ts"))
    if subtype == "message_changed":
        return _changed(event)
    if subtype not in WRITTEN or not _is_persons(event) or is_wordless(event):
        return None
    return _words(event, event, moment((event.get("edited") or event)["ts"]))


def replied_in(workspace: str, event: Mapping[str, Any]) -> InThread | None:
    """What a `message` event tells of a person's own words in a channel's thread, or of their deletion.

    None for everything else; an edit is nothing new.
    """
    subtype = event.get("subtype")
    message = event.get("previous_message") or {} if subtype == "message_deleted" else event
    if event.get("channel_type") not in CHANNELS or subtype not in (*WRITTEN, "message_deleted"):
        return None
    thread, ts = message.get("thread_ts"), message.get("ts")
    if not _is_persons(message) or not thread or thread == ts:
        return None
    words = None if subtype == "message_deleted" else plain_words(message.get("text") or "")
    ids = (text(event, "channel"), text(message, "thread_ts"), text(message, "ts"), text(message, "user"))
    return InThread(workspace, *ids, words)


def is_tombstone(message: Mapping[str, Any]) -> bool:
    """Whether only its place is left of a message."""
    return message.get("subtype") == TOMBSTONE


def is_wordless(message: Mapping[str, Any]) -> bool:
    """Whether somebody sent a file, or spoke, without a word of text."""
    return message.get("subtype") == "file_share" and not (message.get("text") or "").strip() and _is_persons(message)


def _changed(event: Mapping[str, Any]) -> Said | None:
    """An edit, or a deletion that leaves a mark before its replies; a link's preview changes no words."""
    message, before = event["message"], event.get("previous_message") or {}
    if is_tombstone(message):
        return _gone(event, before, text(message, "ts"))
    if message.get("text") == before.get("text") or not _is_persons(message):
        return None
    edited = (message.get("edited") or {}).get("ts") or event["event_ts"]
    return _words(event, message, moment(edited))


def _words(event: Mapping[str, Any], message: Mapping[str, Any], changed: datetime) -> Said | None:
    words = plain_words(message.get("text") or "")
    ts, thread = text(message, "ts"), text(message, "thread_ts") if message.get("thread_ts") else None
    return Said(text(message, "user"), text(event, "channel"), ts, words, moment(ts), changed, thread)


def _gone(event: Mapping[str, Any], before: Mapping[str, Any], ts: str) -> Said | None:
    if not _is_persons(before):
        return None
    return Said(text(before, "user"), text(event, "channel"), ts, None, moment(ts), moment(text(event, "event_ts")))


def _is_persons(message: Mapping[str, Any]) -> bool:
    return "bot_id" not in message and message.get("user") not in (None, SLACKBOT)


def plain_words(text: str) -> str:
    """The words as their author sees them: references by their names, and nothing escaped any more."""
    named = REFERENCE.sub(_named, text)
    return named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _named(found: re.Match[str]) -> str:
    kind, target, label = found.groups()
    sign = "@" if kind == "!" else kind
    return f"{sign}{(label or target).lstrip('@#')}" if kind else label or target.removeprefix("mailto:")


def moment(ts: str) -> datetime:
    """When that was, of Slack's time stamps."""
    seconds, _, rest = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int((rest + "000000")[:6]))


def before(ts: str) -> datetime:
    """The last moment before that, of Slack's time stamps."""
    return moment(ts) - timedelta(microseconds=1)


def time_stamp(at: datetime) -> str:
    """That moment, as Slack writes it."""
    return f"{at.timestamp():.6f}"


def act_of(action: Mapping[str, Any]) -> Act:
    """What a tap on a button, or a choice in a menu, means."""
    return Act.parse((action.get("selected_option") or action).get("value") or "")
