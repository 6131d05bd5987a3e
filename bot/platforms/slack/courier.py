"""Carries the coach's messages into Slack."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.message import Message
from bot.domain.outbox import Posting
from bot.domain.pace import Pacing
from bot.platforms.slack.blocks import JSON, Assets, message_fields
from bot.platforms.slack.errors import Gone, ScopeMissing, Stays
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.reading import SLACKBOT, before, is_tombstone, profile_from, time_stamp
from bot.platforms.slack.workspaces import Workspaces, team_of
from bot.ports import CannotLook, Posted, Profile, Store, Unreachable

EVENT_TYPE = "pm_coach_posting"
PAGE = 15
"""How many messages Slack gives at once to an app outside its marketplace."""
MANY = 200
SKEW = timedelta(minutes=10)
"""How far Slack's clock may be behind ours, so that what was sent after it was wanted seems to be older."""
EMPTY_HOME: JSON = {"type": "home", "blocks": []}
PACING = Pacing(start=5.0, channel=timedelta(seconds=1))
"""Slack allows one message a second in a channel; of a workspace it only says that several hundred a minute pass."""


class SlackCourier:
    """Slack's side of `bot.ports.Courier`."""

    def __init__(self, workspaces: Workspaces, pictures: Pictures, store: Store, pacing: Pacing = PACING) -> None:
        self._workspaces, self._pictures, self._store = workspaces, pictures, store
        self._read: dict[tuple[str, str], Profile | None] = {}
        self.pacing = pacing

    async def post(self, posting: Posting, message: Message, thread: Posted | None) -> Posted:
        target: JSON = {"channel": posting.channel or posting.user}
        target["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"send_id": posting.id}}
        if thread is not None:
            target["thread_ts"] = thread.message_id

        async def send(assets: Assets) -> Any:
            shown = message_fields(message, assets)
            return await self._workspaces.call(posting.workspace, "chat_postMessage", **shown, **target)

        answer = await self._pictures.show(posting.workspace, message, send)
        return Posted(answer["channel"], answer["ts"], posting.workspace)

    async def update(self, posted: Posted, message: Message) -> None:
        async def send(assets: Assets) -> Any:
            shown = message_fields(message, assets)
            said = {"text": shown["text"], "blocks": shown["blocks"]}
            return await self._workspaces.call(posted.workspace, "chat_update", **_named(posted), **said)

        with contextlib.suppress(Gone):
            await self._pictures.show(posted.workspace, message, send)

    async def delete(self, posted: Posted) -> None:
        with contextlib.suppress(Gone):
            await self._workspaces.call(posted.workspace, "chat_delete", **_named(posted))

    async def clear(self, workspace: str, user: str, until: datetime) -> datetime | None:
        """As the protocol says, a page at a time; what was shown to somebody alone in passing Slack keeps nowhere.

        Raises CannotLook, too, after a page of which Slack did not let everything be taken away.
        """
        try:
            opened = await self._workspaces.call(workspace, "conversations_open", users=user)
            channel = opened["channel"]["id"]
            latest = time_stamp(until)
            page = await self._workspaces.call(
                workspace, "conversations_history", channel=channel, latest=latest, inclusive=True, limit=PAGE
            )
            said = [each for each in page["messages"] if each.get("user") != user and not is_tombstone(each)]
            stays = [each["ts"] for each in said if not await self._removed(workspace, channel, each)]
        except ScopeMissing as problem:
            raise CannotLook(str(problem)) from problem
        if stays:
            raise CannotLook(f"{len(stays)} messages stay")
        if page.get("has_more"):
            return before(page["messages"][-1]["ts"])
        with contextlib.suppress(Unreachable, Gone):
            await self._workspaces.call(workspace, "views_publish", user_id=user, view=EMPTY_HOME)
        return None

    async def _removed(self, workspace: str, channel: str, message: JSON) -> bool:
        """Delete a message, with the files that it brought; whether Slack let all of it go."""
        calls: list[tuple[str, JSON]] = [("files_delete", {"file": file["id"]}) for file in message.get("files") or ()]
        removed = True
        for method, named in (*calls, ("chat_delete", {"channel": channel, "ts": message["ts"]})):
            try:
                await self._workspaces.call(workspace, method, **named)
            except Stays:
                removed = False
            except Gone:
                pass
        return removed

    async def find(self, posting: Posting) -> Posted | None:
        try:
            channel = posting.channel or await self._direct(posting)
            async for message in self._said_since(posting, channel):
                if _send_id(message) == posting.id:
                    return Posted(channel, message["ts"], posting.workspace)
        except (ScopeMissing, Unreachable) as problem:
            raise CannotLook(str(problem)) from problem
        return None

    async def has_replies(self, posted: Posted) -> bool:
        """As the protocol says; where the coach may not look, people may have answered."""
        try:
            answer = await self._workspaces.call(
                posted.workspace, "conversations_replies", **_named(posted), limit=PAGE
            )
        except ScopeMissing:
            return True
        except (Gone, Unreachable):
            return False
        return any("bot_id" not in message for message in answer["messages"][1:])

    async def profile(self, workspace: str, user: str) -> Profile | None:
        try:
            answer = await self._workspaces.call(workspace, "users_info", user=user, include_locale=True)
        except Unreachable:
            return None
        return profile_from(answer["user"])

    async def profiles_of(self, workspace: str, users: Sequence[str]) -> Mapping[str, Profile]:
        """As the protocol says; Slack tells of one at a time, and what was read before it refuses is not read again."""
        for user in users:
            if (workspace, user) not in self._read:
                self._read[workspace, user] = await self._colleague(workspace, user)
        told = {user: self._read.pop((workspace, user)) for user in users}
        return {user: profile for user, profile in told.items() if profile is not None}

    async def _colleague(self, workspace: str, user: str) -> Profile | None:
        """Somebody's profile; None for Slack's own account, and for whoever is of another workspace."""
        try:
            found = (await self._workspaces.call(workspace, "users_info", user=user, include_locale=True))["user"]
        except Unreachable:
            return None
        is_colleague = user != SLACKBOT and found.get("team_id") == team_of(workspace)
        return profile_from(found) if is_colleague else None

    async def members_of(self, workspace: str, channel: str, most: int) -> Sequence[str] | None:
        found: list[str] = []
        async for page in self._pages(workspace, "conversations_members", channel=channel, limit=MANY):
            found += page["members"]
            if len(found) > most:
                return None
        return found

    async def can_post(self, workspace: str, channel: str) -> bool:
        """As the protocol says: Slack lets an app post in channels that it was brought into."""
        try:
            found = await self._channel(workspace, channel)
        except (Unreachable, ScopeMissing):
            return False
        return bool(found.get("is_member")) and not found.get("is_archived")

    async def channel_name(self, workspace: str, channel: str) -> str:
        try:
            return f"#{(await self._channel(workspace, channel))['name']}"
        except ScopeMissing as problem:
            raise Unreachable(str(problem)) from problem

    async def is_in(self, workspace: str, channel: str, user: str) -> bool:
        try:
            return user in (await self.members_of(workspace, channel, sys.maxsize) or ())
        except Unreachable:
            return False

    async def _channel(self, workspace: str, channel: str) -> Any:
        return (await self._workspaces.call(workspace, "conversations_info", channel=channel))["channel"]

    async def _direct(self, posting: Posting) -> str:
        answer = await self._workspaces.call(posting.workspace, "conversations_open", users=posting.user)
        return str(answer["channel"]["id"])

    async def _said_since(self, posting: Posting, channel: str) -> AsyncIterator[JSON]:
        """What was said in the posting's channel or thread since it was wanted, by any clock."""
        asked: JSON = {"channel": channel, "include_all_metadata": True, "limit": PAGE}
        thread = await self._thread(posting)
        if thread:
            pages = self._pages(posting.workspace, "conversations_replies", ts=thread, **asked)
        else:
            oldest = time_stamp(posting.created_at - SKEW)
            pages = self._pages(posting.workspace, "conversations_history", oldest=oldest, **asked)
        async for page in pages:
            for message in page["messages"]:
                yield message

    async def _thread(self, posting: Posting) -> str | None:
        if posting.thread_of is None:
            return None
        async with self._store.transaction() as tx:
            parent = await tx.get(Posting, posting.thread_of)
        return parent.message_id if parent else None

    async def _pages(self, workspace: str, method: str, **asked: Any) -> AsyncIterator[Any]:
        while True:
            page = await self._workspaces.call(workspace, method, **asked)
            yield page
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return


def _named(posted: Posted) -> JSON:
    return {"channel": posted.channel, "ts": posted.message_id}


def _send_id(message: JSON) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    found: str | None = payload.get("send_id")
    return found
