"""What happens in Mattermost, handed to the front desk: words, their edits and deletions, coming and going."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Arrival, Place
from bot.platforms.mattermost.catching_up import HeardUntil
from bot.platforms.mattermost.channels import Channels
from bot.platforms.mattermost.means import Kit
from bot.platforms.mattermost.reading import (
    DIRECT,
    JSON,
    Event,
    brought_in_by,
    gone_in,
    profile_from,
    replied_in,
    said_in,
)
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.platforms.profiles import Profiles
from bot.platforms.said import Said
from bot.ports import NotSent, OutcomeUnknown, StoreAway, Unreachable

log = logging.getLogger(__name__)

REMEMBERED = 10_000


class Hearing:
    """Takes the websocket's events; what could not be heard for now raises, so that it is told again."""

    def __init__(self, desk: FrontDesk, kit: Kit, profiles: Profiles, channels: Channels, until: HeardUntil) -> None:
        self._desk, self._kit, self._profiles = desk, kit, profiles
        self._channels, self._until = channels, until
        self._direct: OrderedDict[str, bool] = OrderedDict()
        self._events: dict[str, Callable[[Event], Awaitable[None]]] = {
            "posted": self._posted,
            "post_edited": self._edited,
            "post_deleted": self._deleted,
            "user_added": self._added,
            "user_removed": self._removed,
            "leave_team": self._left_team,
            "channel_deleted": self._archived,
            "channel_restored": self._restored,
            "user_updated": self._profile,
        }

    async def hear_event(self, event: Event) -> None:
        """Hear what happened. Raises StoreAway, NotSent or OutcomeUnknown: it was not heard."""
        try:
            if event.name in self._events:
                await self._events[event.name](event)
        except (StoreAway, NotSent, OutcomeUnknown):
            raise
        except Exception:
            log.exception("action=event_failed event=%s", event.name)

    async def hear(self, said: Said) -> None:
        """Hear what somebody wrote, edited or deleted, once. Raises StoreAway: it was not heard."""
        who = await self._profiles.person(WORKSPACE, said.user)
        if said.words is None:
            await self._desk.deleted(said.deleted(who))
        else:
            await self._desk.typed(said.typed(who))

    async def _posted(self, event: Event) -> None:
        is_direct = event.data.get("channel_type") == DIRECT
        self._remember(event.channel, is_direct)
        if is_direct:
            await self._said(said_in(event.post, await self._own()))
        else:
            await self._brought_in(event)
            await self._in_thread(event.post)
        await self._until.reached(event.post["update_at"])

    async def _edited(self, event: Event) -> None:
        if await self._is_direct(event.channel):
            await self._said(said_in(event.post, await self._own()))
        await self._until.reached(event.post["update_at"])

    async def _deleted(self, event: Event) -> None:
        """Mattermost deletes a message's replies with it and tells nothing of them, only that something moved it."""
        if not await self._is_direct(event.channel):
            await self._in_thread(event.post, gone=True)
            return
        post, own = event.post, await self._own()
        gone = gone_in(post, own)
        await self._said(gone)
        if gone is not None and post["update_at"] > (post.get("edit_at") or post["create_at"]):
            for reply in await self._kit.client.posts_since(event.channel, post["update_at"]):
                if reply.get("root_id") == post["id"] and reply.get("delete_at"):
                    await self._said(said_in(reply, own))

    async def _brought_in(self, event: Event) -> None:
        """Tell who brought the coach into a channel how to set it up; the channel is told once that is done."""
        brought = brought_in_by(event.post, await self._own())
        if brought is None:
            return
        who = await self._profiles.person(WORKSPACE, brought.user)
        name = str(event.data.get("channel_display_name") or "")
        message = await self._desk.brought_in(Arrival(who, Place(brought.channel), brought.event, name))
        if message is None:
            return
        try:
            await self._kit.write_to(who.user, message)
        except (NotSent, Unreachable, OutcomeUnknown) as problem:
            log.warning("action=not_welcomed reason=%s", problem)

    async def _in_thread(self, post: JSON, *, gone: bool = False) -> None:
        told = replied_in(post, await self._own(), gone=gone)
        if told is not None:
            await self._desk.in_thread(told)

    async def _removed(self, event: Event) -> None:
        """Who was removed is told apart; of somebody else that stands in what their channel is told."""
        if event.broadcast.get("user_id") == await self._own():
            await self._desk.sent_away(WORKSPACE, event.channel)
        elif event.data.get("user_id") and event.broadcast.get("channel_id"):
            await self._desk.left(WORKSPACE, event.channel, str(event.data["user_id"]))

    async def _added(self, event: Event) -> None:
        user = event.data.get("user_id")
        if user and user != await self._own():
            await self._desk.came(WORKSPACE, event.channel, str(user))

    async def _left_team(self, event: Event) -> None:
        """Out of a team somebody is out of its channels, of which nothing is told."""
        user = event.data.get("user_id")
        if user == await self._own():
            await self._channels.listed()
        elif user:
            await self._desk.left_several(WORKSPACE, str(user))

    async def _archived(self, event: Event) -> None:
        await self._desk.sent_away(WORKSPACE, event.channel)

    async def _restored(self, event: Event) -> None:
        await self._desk.back_in(WORKSPACE, event.channel)

    async def _profile(self, event: Event) -> None:
        user, profile = event.data["user"], profile_from(event.data["user"])
        self._profiles.heard(WORKSPACE, user["id"], profile)
        if profile.closed:
            await self._desk.closed(WORKSPACE, user["id"], profile)

    async def _said(self, said: Said | None) -> None:
        if said is not None:
            await self.hear(said)

    async def _own(self) -> str:
        return await self._kit.client.own_id()

    async def _is_direct(self, channel: str) -> bool:
        """Whether that is somebody's conversation with the coach, which only new posts tell by themselves."""
        if channel not in self._direct:
            try:
                found = await self._kit.client.channel(channel)
            except Unreachable:
                return False
            self._remember(channel, found["type"] == DIRECT)
        return self._direct[channel]

    def _remember(self, channel: str, is_direct: bool) -> None:
        self._direct[channel] = is_direct
        if len(self._direct) > REMEMBERED:
            self._direct.popitem(last=False)
