"""Lives the example: eight weeks of a community, and a product's team that is about to start."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from bot.domain.calendar import day_in, moment_at, week_at
from bot.domain.message import Act
from bot.platforms.playground.host import Playground
from bot.platforms.playground.room import Channel, RoomPerson, direct_channel

WEEKS = 8
MONDAY, TUESDAY, FRIDAY = 0, 1, 4
NINE, ELEVEN = 9, 11
LETTERS = {"o": "yes", "p": "rather_yes", "m": "rather_no", "n": "no", "i": "unknown"}

Values = Mapping[str, str | Sequence[str]]


async def furnish(playground: Playground) -> None:
    """Fill an empty room with the example, up to the present moment."""
    path = files("bot.platforms.playground.example") / f"{playground.language}.yaml"
    await _Life(playground, yaml.safe_load(path.read_text(encoding="utf-8"))).live()


class _Life:
    """The people of the example, doing what they do in the page."""

    def __init__(self, playground: Playground, plot: dict[str, Any]) -> None:
        self._playground, self._plot = playground, plot
        self._zone = playground.house.policy.zone
        self._end = playground.clock.now()
        self._first_week = week_at(self._end, self._zone) - WEEKS

    async def live(self) -> None:
        """Eight weeks of the community, then the product's team."""
        self._open_room()
        self._playground.clock.stand_still(self._moment(0, MONDAY, NINE) - timedelta(days=1))
        await self._found_community()
        for week in range(WEEKS):
            await self._live_week(week)
        await self._playground.live_until(self._end)
        await self._found_product_team()
        self._playground.clock.offset = timedelta()

    def _open_room(self) -> None:
        room = self._playground.room
        for key, channel in self._plot["channels"].items():
            room.add_channel(Channel(key, channel["name"], channel["topic"], example=key != "general"))
        for person in (*self._plot["team"], *self._plot["members"]):
            found = RoomPerson(person["id"], person["name"], person["title"], example=True)
            room.add_person(found, self._playground.say("playground.coach"))

    async def _found_community(self) -> None:
        members = [member["id"] for member in self._plot["members"]]
        team = {"kind": "community", "team_name": self._plot["community"], "rhythm": "weekly", "people": members}
        await self._set_up("community", members[0], team)
        for member in self._plot["members"]:
            side = {"side": "business"} if member["way"] == "shared" else {}
            await self._start(member["id"], {"product": member["product"], "way": member["way"], **side})

    async def _live_week(self, week: int) -> None:
        await self._playground.live_until(self._moment(week, MONDAY, NINE))
        for at, member in enumerate(self._plot["members"]):
            letter = member["answers"][week]
            if letter in LETTERS:
                self._playground.clock.stand_still(self._moment(week, TUESDAY, NINE) + timedelta(minutes=17 * at))
                await self._tap(member["id"], "answer", LETTERS[letter])
        for share in self._plot["shares"]:
            if share["week"] == week:
                await self._share(share)
        await self._playground.live_until(self._moment(week, FRIDAY, ELEVEN))

    async def _share(self, share: Mapping[str, Any]) -> None:
        who = share["who"]
        form = await self._tap(who, "write")
        await self._fill(who, direct_channel(who), form, {"words": share["words"]})
        form = await self._tap(who, "share")
        named = share["named"] or not _offers(form, "name", "unnamed")
        name = "named" if named else "unnamed"
        await self._fill(who, direct_channel(who), form, {"excerpt": share["words"], "name": name})
        await self._tap(who, "publish")

    async def _found_product_team(self) -> None:
        team = {
            "kind": "product",
            "team_name": self._plot["product"],
            "rhythm": "weekly",
            "people": ["camille", "sacha"],
        }
        await self._set_up("product", "sacha", team)
        await self._start("sacha", {"product": self._plot["product"], "way": "shared", "side": "project_lead"})

    async def _set_up(self, channel: str, who: str, values: Values) -> None:
        answer = await self._playground.command(who, channel, "/pm-coach team")
        await self._fill(who, channel, answer["form"], {**values, "weekday": str(FRIDAY), "hour": str(ELEVEN)})
        await self._playground.live_until(self._playground.clock.now())

    async def _start(self, who: str, values: Values) -> None:
        form = await self._tap(who, "invitation.accept")
        when = {"weekday": str(MONDAY), "hour": str(NINE), "first": "on_the_day"}
        await self._fill(who, direct_channel(who), form, {**values, **when})

    async def _fill(self, who: str, channel: str, form: Mapping[str, Any], values: Values) -> None:
        """Send a form as it was filled in already, with these values in place."""
        known = {field["name"]: field["value"] for field in form["fields"]}
        answer = await self._playground.submit(who, channel, form["id"], form["act"], {**known, **values})
        if answer["errors"]:
            raise ValueError(f"the example cannot be lived: {answer['errors']}")

    async def _tap(self, who: str, name: str, value: str = "") -> Any:
        """Tap the newest button of that name in someone's conversation; the form it opens, if any."""
        await self._playground.live_until(self._playground.clock.now())
        channel = direct_channel(who)
        for post in reversed(self._playground.room.in_channel(channel, who)):
            for act in _acts(post.blocks or []):
                if act.name == name and value in ("", act.value):
                    return (await self._playground.tap(who, channel, post.id, str(act)))["form"]
        raise LookupError(f"the example has no button {name} for {who}")

    def _moment(self, week: int, weekday: int, hour: int) -> datetime:
        return moment_at(day_in(self._first_week + week, weekday), hour, self._zone)


def _offers(form: Mapping[str, Any], name: str, value: str) -> bool:
    """Whether the form lets one choose that value; a larger minimum group lets nobody go unnamed."""
    return any(
        field["name"] == name and value in [choice["value"] for choice in field["choices"]]
        for field in form["fields"]
        if field["type"] == "choice"
    )


def _acts(blocks: Sequence[Mapping[str, Any]]) -> list[Act]:
    items = [item for block in blocks if block["type"] == "actions" for item in block["items"]]
    return [Act.parse(one["act"]) for item in items for one in item.get("options", [item])]
