"""What Mattermost tells, as the front desk hears it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.calendar import is_zone
from bot.frontdesk.incoming import InThread
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.said import Said
from bot.ports import Profile

JSON = Mapping[str, Any]

WRITTEN = ("", "me")
"""Types of posts that a person wrote."""
BY_PROGRAMS = ("from_bot", "from_webhook")
DIRECT = "D"
ADDED = "system_add_to_channel"
ANSWERED = "OK"
ADMINISTRATOR = "system_admin"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """One event of the websocket; `sequence` counts the events of a connection."""

    name: str
    data: JSON
    broadcast: JSON
    sequence: int

    @property
    def post(self) -> JSON:
        """The post that it is about, which travels as JSON inside JSON; nothing for an event without one."""
        found = json.loads(self.data.get("post") or "{}")
        return found if isinstance(found, Mapping) else {}

    @property
    def channel(self) -> str:
        """The channel that it is about."""
        return str(self.data.get("channel_id") or self.broadcast.get("channel_id") or "")


@dataclass(frozen=True)
class BroughtIn:
    """Somebody brought the coach into a channel; `event` is the same however often that is told."""

    channel: str
    user: str
    event: str


def event_in(text: str) -> Event:
    """The event that the websocket tells; an answer to what the coach sent itself is called as its status is."""
    told = json.loads(text)
    name = str(told.get("event") or told.get("status") or "")
    return Event(name, told.get("data") or {}, told.get("broadcast") or {}, int(told.get("seq", 0)))


def said_in(post: JSON, own: str) -> Said | None:
    """What a post in the conversation with the coach tells of a person's own words; None for everything else.

    `own` is the coach's own user.
    """
    if not _is_persons(post, own):
        return None
    sent, deleted = moment(post["create_at"]), post.get("delete_at") or 0
    if deleted:
        return Said(post["user_id"], post["channel_id"], post["id"], None, sent, moment(deleted))
    words = post.get("message") or ""
    if not words.strip() and post.get("file_ids"):
        return None
    changed = moment(post.get("edit_at") or post["create_at"])
    return Said(post["user_id"], post["channel_id"], post["id"], words, sent, changed, post.get("root_id") or None)


def replied_in(post: JSON, own: str, *, gone: bool = False) -> InThread | None:
    """What a post in a channel tells of a person's own words in a thread, or that it is `gone`; None else."""
    if not _is_persons(post, own) or not post.get("root_id"):
        return None
    words = None if gone or post.get("delete_at") else post.get("message") or ""
    return InThread(WORKSPACE, post["channel_id"], post["root_id"], post["id"], post["user_id"], words)


def gone_in(post: JSON, own: str) -> Said | None:
    """The deletion that `post_deleted` tells, whose post is as it was before."""
    return said_in({**post, "delete_at": post.get("delete_at") or post["update_at"]}, own)


def brought_in_by(post: JSON, own: str) -> BroughtIn | None:
    """Who brought the coach into the channel, where this post says so."""
    props = post.get("props") or {}
    if post.get("type") != ADDED or props.get("addedUserId") != own or post["user_id"] == own:
        return None
    return BroughtIn(post["channel_id"], post["user_id"], f"brought_in:{post['id']}")


def profile_from(user: JSON) -> Profile:
    """A profile as Mattermost tells it; a language is the first part of a locale, and the time zone is often empty."""
    full_name = f"{user.get('first_name') or ''} {user.get('last_name') or ''}".strip()
    name = user.get("nickname") or full_name or user.get("username") or user["id"]
    language = (user.get("locale") or "").partition("-")[0].lower()
    zone = _zone(user.get("timezone") or {})
    return Profile(
        name,
        language or None,
        zone if zone and is_zone(zone) else None,
        administers=ADMINISTRATOR in (user.get("roles") or "").split(),
        closed=bool(user.get("delete_at")),
        is_program=bool(user.get("is_bot")),
    )


def moment(milliseconds: int) -> datetime:
    """When that was, of Mattermost's time stamps."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds_of(when: datetime) -> int:
    """That moment as Mattermost writes it."""
    return (when - EPOCH) // timedelta(milliseconds=1)


def _zone(told: JSON) -> str:
    automatic = str(told.get("useAutomaticTimezone", "true")).lower() == "true"
    return str(told.get("automaticTimezone" if automatic else "manualTimezone") or "")


def _is_persons(post: JSON, own: str) -> bool:
    """Whether a person wrote it.

    A copy of what an edit replaced is not heard, nor what vanished only because the coach deleted what it replied to.
    """
    props = post.get("props") or {}
    if post.get("original_id") or post.get("type", "") not in WRITTEN or any(props.get(mark) for mark in BY_PROGRAMS):
        return False
    return own not in (post["user_id"], props.get("deleteBy"))
