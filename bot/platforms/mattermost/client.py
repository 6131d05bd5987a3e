"""The calls of Mattermost's API that the coach makes, with its own token; no post is ever repeated by itself."""

import contextlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

from aiohttp import ClientResponse, ClientSession, FormData

from bot.platforms.mattermost.errors import REFUSED, NobodyThere, meaning_of, understood
from bot.ports import OutcomeUnknown, Unreachable

JSON = dict[str, Any]

API = "/api/v4"
ID = re.compile(r"[a-z0-9]+")
PAGE = 200
CLOCKS_APART = timedelta(minutes=5)
MOST_SINCE = 1_000
"""How many posts the server gives at once of all that changed since a moment: any of them, and no more of them."""


class Mattermost:
    """One server, seen with one token.

    Every method may raise NotSent, Unreachable, OutcomeUnknown, Gone or TriggerLate.
    """

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        self._session, self.url, self._token = session, url.rstrip("/"), token
        self._own: str | None = None

    async def own_id(self) -> str:
        """The coach's own user id, asked for once."""
        if self._own is None:
            self._own = str((await self.user("me"))["id"])
        return self._own

    async def server_time(self) -> datetime:
        """What the server's clock says, to the second, or a moment before where something on the way takes that off."""
        async with self._asked("GET", f"{API}/system/ping") as response:
            told = response.headers.get("Date")
        return parsedate_to_datetime(told) if told else datetime.now(UTC) - CLOCKS_APART

    async def user(self, user: str) -> JSON:
        """A person's profile; `me` is the coach itself."""
        found: JSON = await self._call("GET", f"/users/{_id(user)}")
        return found

    async def users(self, users: Sequence[str]) -> list[JSON]:
        """The profiles of those who exist."""
        found: list[JSON] = await self._call("POST", "/users/ids", json=list(users))
        return found

    async def users_named(self, names: Sequence[str]) -> list[JSON]:
        """The profiles of those who have one of these user names."""
        found: list[JSON] = await self._call("POST", "/users/usernames", json=list(names))
        return found

    async def teams(self) -> list[JSON]:
        """The teams that the coach is in."""
        found: list[JSON] = await self._call("GET", "/users/me/teams")
        return found

    async def channels(self, team: str) -> list[JSON]:
        """The coach's channels in a team, and its direct channels, which belong to none."""
        found: list[JSON] = await self._call("GET", f"/users/me/teams/{_id(team)}/channels")
        return found

    async def channel(self, channel: str) -> JSON:
        """A channel."""
        found: JSON = await self._call("GET", f"/channels/{_id(channel)}")
        return found

    async def direct_channel(self, user: str) -> JSON:
        """The coach's conversation with somebody."""
        found: JSON = await self._call("POST", "/channels/direct", json=[await self.own_id(), user])
        return found

    async def is_member(self, channel: str, user: str) -> bool:
        """Whether somebody is in a channel, as far as the coach can see."""
        return await self.roles_in(channel, user) is not None

    async def roles_in(self, channel: str, user: str) -> list[str] | None:
        """The names of what somebody is in a channel; None where they are not in it, as far as the coach can see."""
        try:
            member = await self._call("GET", f"/channels/{_id(channel)}/members/{_id(user)}")
        except Unreachable:
            return None
        return str(member.get("roles") or "").split()

    async def roles_elsewhere(self, team: str) -> list[str]:
        """The names of what the coach is in a team and on the whole server."""
        own = await self.user("me")
        member = await self._call("GET", f"/teams/{_id(team)}/members/{own['id']}")
        return f"{member.get('roles') or ''} {own.get('roles') or ''}".split()

    async def permissions(self, roles: Sequence[str]) -> set[str]:
        """What these roles together permit."""
        found: list[JSON] = await self._call("POST", "/roles/names", json=list(roles))
        return {permission for role in found for permission in role["permissions"]}

    async def members(self, channel: str, most: int) -> list[str] | None:
        """The ids of everyone in a channel; None where that are more than `most`."""
        found: list[str] = []
        async for member in self._pages(f"/channels/{_id(channel)}/members"):
            found.append(member["user_id"])
            if len(found) > most:
                return None
        return found

    async def posts_since(self, channel: str, since: int) -> list[JSON]:
        """Posts that changed after that moment of the server's clock, in milliseconds, oldest change first.

        Deleted posts are among them, and copies of what edits replaced. Of more than `MOST_SINCE` some are missing.
        """
        posts = _posts(await self._call("GET", f"/channels/{_id(channel)}/posts", params={"since": str(since)}))
        # The roots of threads come along unchanged.
        return [post for post in posts if post["update_at"] > since]

    async def posts_of(self, channel: str, user: str) -> list[JSON]:
        """Everything that somebody wrote in a channel and that is still there, newest first."""
        found: list[JSON] = []
        page: list[JSON] = [{}] * PAGE
        for number in count():
            if len(page) < PAGE:
                return found
            asked = {"page": str(number), "per_page": str(PAGE)}
            page = _posts(await self._call("GET", f"/channels/{_id(channel)}/posts", params=asked))
            found += [post for post in page[::-1] if post["user_id"] == user and not post["delete_at"]]
        return found

    async def thread(self, post: str) -> list[JSON]:
        """A post and its replies."""
        return _posts(await self._call("GET", f"/posts/{_id(post)}/thread"))

    async def post(self, post: str) -> JSON:
        """A post."""
        found: JSON = await self._call("GET", f"/posts/{_id(post)}")
        return found

    async def create_post(self, post: JSON) -> JSON:
        """A new post; the same `pending_post_id` within 30 seconds gives back the first."""
        created: JSON = await self._call("POST", "/posts", json=post)
        return created

    async def patch_post(self, post: str, patch: JSON) -> JSON:
        """A post as it is after the change; `props` are replaced as a whole, and files never change."""
        patched: JSON = await self._call("PUT", f"/posts/{_id(post)}/patch", json=patch)
        return patched

    async def delete_post(self, post: str) -> None:
        """Take a post away, with its replies."""
        await self._call("DELETE", f"/posts/{_id(post)}")

    async def upload(self, channel: str, name: str, content: bytes) -> str:
        """The id of a new file, for one post in that channel."""
        form = FormData()
        form.add_field("channel_id", channel)
        form.add_field("files", content, filename=name, content_type="application/octet-stream")
        answer = await self._call("POST", "/files", data=form)
        return str(answer["file_infos"][0]["id"])

    async def open_dialog(self, trigger: str, dialog: JSON) -> None:
        """Open a dialog, with the address that it goes to, for whoever caused the trigger."""
        await self._call("POST", "/actions/dialogs/open", json={"trigger_id": trigger, **dialog})

    async def answer_command(self, hook: str, answer: JSON) -> None:
        """Answer a slash command again, by its hook: five times within half an hour."""
        async with self._asked("POST", f"/hooks/commands/{_id(hook)}", json=answer):
            pass

    async def _pages(self, path: str) -> AsyncIterator[JSON]:
        page: Sequence[JSON] = [{}] * PAGE
        number = 0
        while len(page) == PAGE:
            page = await self._call("GET", path, params={"page": str(number), "per_page": str(PAGE)})
            number += 1
            for each in page:
                yield each

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        data: FormData | None = None,
    ) -> Any:
        async with self._asked(method, API + path, json=json, params=params, data=data) as response:
            return await response.json()

    @contextlib.asynccontextmanager
    async def _asked(self, method: str, path: str, **about: Any) -> AsyncIterator[ClientResponse]:
        """The server's answer, where it is no refusal."""
        url, known = self.url + path, {"Authorization": f"Bearer {self._token}"}
        with understood():
            async with self._session.request(method, url, headers=known, allow_redirects=False, **about) as response:
                if response.status >= REFUSED:
                    raise meaning_of(response.status, await _id_in(response), response.headers)
                yield response


def _id(id_: str) -> str:
    """The id, as a part of an address; ids that people send may be anything. Raises NobodyThere."""
    if not ID.fullmatch(id_):
        raise NobodyThere("no id")
    return id_


async def _id_in(response: ClientResponse) -> str:
    """Mattermost's own id of a refusal; nothing where something before it refused."""
    try:
        told = await response.json(content_type=None)
    except ValueError:
        return ""
    return str(told.get("id", "")) if isinstance(told, dict) else ""


def _posts(listed: JSON) -> list[JSON]:
    """The posts of a list, the oldest change first."""
    if not isinstance(listed.get("posts"), dict):
        raise OutcomeUnknown("no list of posts")
    return sorted(listed["posts"].values(), key=lambda post: (post["update_at"], post["id"]))
