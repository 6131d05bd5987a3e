"""Carries the coach's messages into Mattermost."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.message import Message, Picture
from bot.domain.outbox import Posting
from bot.domain.pace import Pacing
from bot.platforms.mattermost.client import MOST_SINCE, Mattermost
from bot.platforms.mattermost.errors import Gone, NobodyThere
from bot.platforms.mattermost.posts import post_fields
from bot.platforms.mattermost.reading import milliseconds_of, profile_from
from bot.platforms.mattermost.seals import Audience, Seals
from bot.platforms.mattermost.sizes import Size
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.ports import (
    CannotLook,
    DrawingFailed,
    NotSent,
    OutcomeUnknown,
    Painter,
    Posted,
    Profile,
    Unreachable,
)

log = logging.getLogger(__name__)

JSON = dict[str, Any]

OWN = "pm_coach"
"""The name among a post's props under which the coach knows it again."""
POSTING = "create_post"
"""The permission to post, which may be for public channels alone."""
FILE_NAME = "chart.png"
LONGEST = 6.0
"""Seconds for drawing and bringing pictures, within those that a post may take."""
SKEW = timedelta(minutes=5)
"""How far the clocks of the server and of the coach may be apart."""
CLEARED = 30
"""How many posts are taken away at once, within the time that an errand may take."""
KEPT = 10_000
KEPT_FILES = 200


class MattermostCourier:
    """Mattermost's side of `bot.ports.Courier`; `tapped_at` is the address of the coach that taps go to."""

    # Each server has a limit of its own, or none, and tells it only by refusing; where none was chosen it is ten.
    pacing = Pacing(start=10.0)

    def __init__(self, client: Mattermost, painter: Painter, seals: Seals, tapped_at: str, public_url: str) -> None:
        self._client, self._painter, self._seals = client, painter, seals
        self._tapped_at, self._public_url = tapped_at, public_url
        self._direct: OrderedDict[str, str] = OrderedDict()
        self._files: OrderedDict[str, list[str]] = OrderedDict()

    async def post(self, posting: Posting, message: Message, thread: Posted | None) -> Posted:
        with _nothing_sent_yet():
            own, channel = await self._client.own_id(), await self._channel(posting)
            files = await self._pictures(posting.id, channel, message)
        user = "" if posting.channel else posting.user or ""
        fields = self._fields(message, channel, user, pictured=bool(files))
        post: JSON = {
            "channel_id": channel,
            "message": fields["message"],
            "props": {**fields["props"], OWN: {"send_id": posting.id}},
            "pending_post_id": f"{own}:{posting.id}",
            "root_id": thread.message_id if thread else "",
            "file_ids": files,
        }
        created = await self._client.create_post(post)
        self._files.pop(posting.id, None)
        return Posted(channel, created["id"], WORKSPACE, user)

    async def update(self, posted: Posted, message: Message) -> None:
        with contextlib.suppress(Gone):
            pictured = bool(pictures_of(message)) and bool((await self._client.post(posted.message_id)).get("file_ids"))
            fields = self._fields(message, posted.channel, posted.user, pictured=pictured)
            # A patch replaces all props: this one the server had added by itself.
            props = {**fields["props"], "from_bot": "true"}
            async with self._still_there(posted):
                await self._client.patch_post(posted.message_id, {"message": fields["message"], "props": props})

    async def delete(self, posted: Posted) -> None:
        with contextlib.suppress(Gone):
            async with self._still_there(posted):
                await self._client.delete_post(posted.message_id)

    async def clear(self, workspace: str, user: str, until: datetime) -> datetime | None:  # noqa: ARG002
        """As the protocol says; a post takes its files and its replies along."""
        try:
            said = await self._client.posts_of(await self._direct_channel(user), await self._client.own_id())
        except Unreachable as problem:
            raise CannotLook(str(problem)) from problem
        old = [post["id"] for post in said if post["create_at"] <= milliseconds_of(until)]
        for post in old[:CLEARED]:
            with contextlib.suppress(Gone):
                await self._client.delete_post(post)
        return until if len(old) > CLEARED else None

    async def find(self, posting: Posting) -> Posted | None:
        try:
            channel = posting.channel or await self._direct_channel(posting.user or "")
            since = await self._client.posts_since(channel, milliseconds_of(posting.created_at - SKEW))
        except Unreachable as problem:
            raise CannotLook(str(problem)) from problem
        for post in since:
            if _send_id(post) == posting.id and post["user_id"] == await self._client.own_id():
                user = "" if posting.channel else posting.user or ""
                return Posted(channel, post["original_id"] or post["id"], WORKSPACE, user)
        if len(since) >= MOST_SINCE:
            raise CannotLook("too much was said since")
        return None

    async def has_replies(self, posted: Posted) -> bool:
        """As the protocol says; programs are no people."""
        own = await self._client.own_id()
        try:
            thread = await self._client.thread(posted.message_id)
        except (Gone, Unreachable):
            return False
        return any(post["user_id"] != own and not (post.get("props") or {}).get("from_bot") for post in thread)

    async def profile(self, workspace: str, user: str) -> Profile | None:  # noqa: ARG002
        try:
            return profile_from(await self._client.user(user))
        except Unreachable:
            return None

    async def profiles_of(self, workspace: str, users: Sequence[str]) -> Mapping[str, Profile]:  # noqa: ARG002
        return {user["id"]: profile_from(user) for user in await self._client.users(users)} if users else {}

    async def members_of(self, workspace: str, channel: str, most: int) -> Sequence[str] | None:  # noqa: ARG002
        own = await self._client.own_id()
        found = await self._client.members(channel, most + 1)
        return None if found is None else [member for member in found if member != own]

    async def can_post(self, workspace: str, channel: str) -> bool:  # noqa: ARG002
        """As the protocol says; what the server does not show does not stand in the way."""
        try:
            found = await self._client.channel(channel)
        except Unreachable:
            return False
        roles = await self._client.roles_in(channel, await self._client.own_id())
        return not found["delete_at"] and roles is not None and await self._permit_posting(roles, found["team_id"])

    async def channel_name(self, workspace: str, channel: str) -> str:  # noqa: ARG002
        found = await self._client.channel(channel)
        return str(found["display_name"] or found["name"])

    async def is_in(self, workspace: str, channel: str, user: str) -> bool:  # noqa: ARG002
        return await self._client.is_member(channel, user)

    async def _permit_posting(self, roles: Sequence[str], team: str) -> bool:
        """Whether what the coach is in a channel, in its team or on the server lets it post; true if nothing tells."""
        try:
            if POSTING in await self._client.permissions(roles):
                return True
            elsewhere = await self._client.permissions(await self._client.roles_elsewhere(team))
        except Unreachable:
            return True
        return any(each.startswith(POSTING) for each in elsewhere)

    def _fields(self, message: Message, channel: str, user: str, *, pictured: bool) -> JSON:
        audience = Audience("user", user) if user else Audience("channel", channel)
        sealed = self._seals.sealed(self._tapped_at, audience, outbox=True)
        return post_fields(message, sealed, self._public_url, pictured=pictured)

    async def _channel(self, posting: Posting) -> str:
        """Where it goes; the server would take what is for somebody deactivated."""
        if posting.channel:
            return posting.channel
        if (await self._client.user(posting.user or "")).get("delete_at"):
            raise NobodyThere("deactivated")
        return await self._direct_channel(posting.user or "")

    async def _direct_channel(self, user: str) -> str:
        if user not in self._direct:
            self._direct[user] = str((await self._client.direct_channel(user))["id"])
            while len(self._direct) > KEPT:
                self._direct.popitem(last=False)
        return self._direct[user]

    async def _pictures(self, posting: str, channel: str, message: Message) -> list[str]:
        """The files of the message's pictures, uploaded once; without them their words say everything."""
        if posting not in self._files:
            try:
                async with asyncio.timeout(LONGEST):
                    files = [await self._picture(channel, picture) for picture in pictures_of(message)]
            except (DrawingFailed, TimeoutError, NotSent, Unreachable, OutcomeUnknown) as problem:
                log.error("action=picture_failed posting=%s reason=%s", posting, problem or type(problem).__name__)
                return []
            self._files[posting] = files
            while len(self._files) > KEPT_FILES:
                self._files.popitem(last=False)
        return self._files[posting]

    async def _picture(self, channel: str, picture: Picture) -> str:
        return await self._client.upload(channel, FILE_NAME, await self._painter.draw(picture.chart))

    @contextlib.asynccontextmanager
    async def _still_there(self, posted: Posted) -> AsyncIterator[None]:
        """Raises Gone for a post that is not: changing it is refused as changing somebody else's is."""
        try:
            yield
        except NobodyThere:
            await self._client.post(posted.message_id)
            raise


def pictures_of(message: Message) -> list[Picture]:
    """The pictures of a message, as many as a post takes."""
    return [block for block in message.blocks if isinstance(block, Picture)][: Size.FILES]


@contextlib.contextmanager
def _nothing_sent_yet() -> Iterator[None]:
    """What fails unknown before the post itself is surely not sent."""
    try:
        yield
    except OutcomeUnknown as problem:
        raise NotSent(str(problem)) from problem


def _send_id(post: JSON) -> str | None:
    own = (post.get("props") or {}).get(OWN)
    return own.get("send_id") if isinstance(own, dict) else None
