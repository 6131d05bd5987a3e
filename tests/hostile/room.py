"""The playground as its own process, and requests that its page would never send."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.bootstrap import own_keys, playground_coach
from bot.domain.people import Holding, Member, Membership
from bot.domain.reflection import Answer, Prompt, Share, TypedWords
from bot.platforms.playground.room import Channel, RoomPerson, direct_channel
from bot.running import DATABASE
from bot.settings import Settings
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from tests.faults.fleet import free_port
from tests.hostile import strange
from tests.hostile.attack import JSON_TYPE, METHODS, TYPES, Sending
from tests.hostile.chats import SECRET
from tests.hostile.program import Program, running
from tests.hostile.story import PATIENCE

CAMILLE, ALIX, TEAM = "camille", "alix", "equipe"
OWNED = (Answer, Holding, Membership, Prompt, Share, TypedWords)
MOMENTS = (
    *("0001-01-01T00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T25:00", "2026-W01-1", "20260101", "now"),
    *("2026-03-29T02:30", "1969-12-31", "+10000-01-01", "2026-01-01T00:00:00.1234567+99:99"),
)
PATHS = (
    "/",
    "/favicon.ico",
    "/page/app.js",
    "/page/..%2F..%2Fwire.py",
    "/page/x.py",
    "/privacy",
    "/metrics",
    "/api/state",
)
AWAY = ({"Host": "e.vil"}, {"Host": "127.0.0.1.e.vil"}, {"Origin": "https://e.vil"}, {"Origin": "null"})


@dataclass(frozen=True)
class Deed:
    """Something that Alix did on the page."""

    name: str
    body: Mapping[str, Any]


class Visitor:
    """Somebody at the page of that program; what they do is remembered in `deeds`."""

    def __init__(self, session: aiohttp.ClientSession, address: str, person: str) -> None:
        self._session, self._address, self._person = session, address, person
        self.place = {"person": person, "channel": direct_channel(person)}
        self.deeds = list[Deed]()

    async def does(self, name: str, **body: Any) -> Any:
        """Do it, as the page would."""
        self.deeds.append(Deed(name, body))
        async with self._session.post(f"{self._address}/api/{name}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def fills(self, answer: Any, **values: str) -> Any:
        """Fill in the form of that answer."""
        form = answer["form"]
        known = {field["name"]: field["value"] for field in form["fields"]}
        return await self.does("submit", **self.place, form=form["id"], act=form["act"], values=known | values)

    async def taps(self, act: str) -> Any:
        """Tap the newest button or menu entry whose act begins so, as soon as there is one."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [each for each in await self._buttons() if each[1].startswith(act)]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        message, told = found[-1]
        return await self.does("tap", **self.place, message=message, act=told)

    async def _buttons(self) -> Sequence[tuple[str, str]]:
        async with self._session.get(f"{self._address}/api/messages", params=self.place) as answer:
            messages = (await answer.json())["messages"]
        rows = [(message["id"], block) for message in messages for block in message["blocks"] or ()]
        items = [(id_, dict_of(item)) for id_, block in rows for item in block.get("items", ())]
        entries = [(id_, entry) for id_, item in items for entry in item.get("options", [item])]
        return [(id_, entry["act"]) for id_, entry in entries if "act" in entry]

    async def lives(self, secret: str) -> None:
        """Starts, answers, writes, shares and looks back."""
        await self.fills(
            await self.does("command", **self.place, text="/pm-coach start"),
            product=f"Produit de {self._person}",
            way="business",
            first="now",
        )
        await self.taps("answer/")
        await self.does("post", **self.place, text=f"{secret} une fois")
        await self.taps("reread/")
        await self.fills(await self.taps("write/"), words=f"{secret} deux fois")
        for words in ("my-answers", "settings", "shared", "pause 2 semaines", "resume", "help", "question"):
            await self.does("command", **self.place, text=f"/pm-coach {words}")
        await self.does("command", **self.place, text="/pm-role vision")


def dict_of(item: object) -> Mapping[str, Any]:
    """The item of a row, where it is one that can be tapped."""
    return item if isinstance(item, dict) else {}


@dataclass(frozen=True)
class Playground:
    """The program, what Alix did there, and what belongs to Camille."""

    program: Program
    file: Path
    deeds: Sequence[Deed]
    known: Sequence[str]
    before: Sequence[str]

    def told(self) -> str:
        """Nothing: everything that it tells is an answer."""
        return ""

    async def is_untouched(self) -> bool:
        """Whether Camille has what she had."""
        return (await hers(self.file))[0] == self.before


@contextlib.asynccontextmanager
async def besieged_room(folder: Path) -> AsyncIterator[Playground]:
    """A playground with Camille, Alix and a channel, in which both have lived a little."""
    file, port = folder / DATABASE, free_port()
    async with playground_coach(Settings(), file) as coach:
        for person in (CAMILLE, ALIX):
            coach.room.add_person(RoomPerson(person, person.capitalize()), "coach")
        coach.room.add_channel(Channel(TEAM, TEAM))
        await coach.room.save(coach.store)
    arguments = ("playground", "--port", str(port), "--folder", str(folder))
    async with running(folder, *arguments, port=port) as program, aiohttp.ClientSession() as session:
        alix = Visitor(session, program.address, ALIX)
        await Visitor(session, program.address, CAMILLE).lives(SECRET)
        await alix.lives("Vu")
        before, known = await hers(file)
        yield Playground(program, file, alix.deeds, known, before)


async def hers(file: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Camille's rows, and the ids by which one could ask for them."""
    store = await open_store(f"sqlite:///{file}", Keyring(own_keys(file)))
    try:
        async with store.transaction() as tx:
            [member] = await tx.all(Member, user=CAMILLE)
            rows: list[Any] = [row for kind in OWNED for row in await tx.all(kind, member_id=member.id)]
    finally:
        await store.close()
    told = [{name: value for name, value in vars(row).items() if not name.startswith("_")} for row in rows]
    return sorted(map(repr, told)), sorted({member.id, direct_channel(CAMILLE), *(row.id for row in rows)})


class RoomAttack:
    """Makes the requests against a playground."""

    def __init__(self, room: Playground, seed: int) -> None:
        self._room, self._seed = room, seed

    def sending(self, number: int) -> Sending:
        """The request of that number."""
        random = Random(f"{self._seed}:{number}")  # noqa: S311  (to be made again)
        ways = (
            self._spoiled,
            self._spoiled,
            self._spoiled,
            self._malformed,
            self._asked,
            self._from_away,
            self._moment,
        )
        return random.choice(ways)(random)

    def _spoiled(self, random: Random) -> Sending:
        deed = random.choice(self._room.deeds)
        body = strange.spoiled(random, dict(deed.body), self._room.known)
        return self._post(deed.name, json.dumps(body).encode())

    def _malformed(self, random: Random) -> Sending:
        deed = random.choice(self._room.deeds)
        good = json.dumps(deed.body).encode()
        bad = (good[: random.randrange(len(good))], random.randbytes(200), b"[" * 100_000, b"null", b'"x"', b"1")
        return self._post(deed.name, random.choice(bad), random.choice(TYPES))

    def _asked(self, random: Random) -> Sending:
        """A page, a picture or messages, by any method."""
        ids = [*self._room.known, *strange.TEXTS]
        odd = [random.choice(ids).encode("utf-8", "replace").decode()[:300] for _ in range(2)]
        paths = (*PATHS, f"/picture/{random.randrange(60):010}/{random.choice((0, 1, -1, '²', 'x'))}.png")
        query = urlencode({"person": ALIX, "channel": odd[0], "language": odd[1]})
        path = random.choice((*paths, f"/api/messages?{query}", f"/api/state?{query}", f"/privacy?{query}"))
        return Sending(random.choice(METHODS[:7]), path)

    def _from_away(self, random: Random) -> Sending:
        """By another site's page."""
        deed = random.choice(self._room.deeds)
        sending = self._post(deed.name, json.dumps(deed.body).encode())
        return Sending("POST", sending.path, sending.body, {**sending.headers, **random.choice(AWAY)})

    def _moment(self, random: Random) -> Sending:
        """A jump to a moment that cannot be jumped to, or another thing that the page would not send."""
        texts = [text for text in (*strange.TEXTS, *MOMENTS) if text != "next"]
        body = {"to": random.choice(texts), "name": strange.text(random, ()), "language": random.choice(texts)}
        return self._post(random.choice(("clock", "clock", "people", "language", "erase")), json.dumps(body).encode())

    def _post(self, name: str, body: bytes, kind: str = JSON_TYPE) -> Sending:
        return Sending("POST", f"/api/{name}", body, {"Content-Type": kind})
