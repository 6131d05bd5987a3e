"""The websocket cut, the server away and back, the coach away and back: what people wrote meanwhile is heard once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.domain.library import Library
from bot.platforms.mattermost import websocket
from bot.platforms.mattermost.side import WEBSOCKET
from bot.ports import Pulse
from tests.platforms.mattermost.coach import Coach, coaching
from tests.platforms.mattermost.double import Fault, Mattermost, Person, posting
from tests.platforms.mattermost.test_listening import kept_words, starts, store_away

ENOUGH_SECONDS = 10
READ = "GET /channels/{channel_id}/posts"
LISTED = "GET /users/{user_id}/teams/{team_id}/channels"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that outlives a coach."""
    return f"sqlite:///{tmp_path / 'coach.db'}"


@pytest.fixture(params=["old", "new"])
async def started(
    mattermost: Mattermost, library: Library, camille: Person, url: str, request: pytest.FixtureRequest
) -> AsyncIterator[Coach]:
    """The coach on an old and on a new server, and Camille has started."""
    mattermost.age = request.param
    async with coaching(mattermost, library, url=url) as coach:
        await starts(coach, camille)
        yield coach


def read_channels(mattermost: Mattermost) -> list[str]:
    """The conversations that the coach read."""
    return [call.path["channel_id"] for call in mattermost.calls(READ)]


async def readiness(coach: Coach) -> tuple[int, list[str]]:
    """What `/readyz` tells."""
    async with aiohttp.ClientSession() as session, session.get(f"{coach.address}/readyz") as answer:
        return answer.status, (await answer.json())["missing"]


async def test_what_was_written_while_the_server_was_away_is_heard_once_it_is_back(
    started: Coach, mattermost: Mattermost, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    kept = await camille.types("Avant.")
    await started.settle()
    await mattermost.goes_away()
    await camille.types("Pendant.")
    await camille.edits(await camille.types("Puis"), "Puis corrigé.")
    await camille.deletes(await camille.types("Jamais."))
    await camille.reacts(kept)
    assert await readiness(started) == (200, [WEBSOCKET])
    mattermost.noted.clear()
    await mattermost.comes_up()
    await started.is_back()
    await started.settle()
    assert await readiness(started) == (200, [])
    assert [words for words in await kept_words(started) if words] == ["Avant.", "Pendant.", "Puis corrigé."]
    assert (mattermost.calls(LISTED) == []) is (mattermost.age == "new")
    told = [record.getMessage().partition(" ")[0] for record in caplog.records if "=mattermost_" in record.getMessage()]
    assert told == ["action=mattermost_away", "action=mattermost_back"]


async def test_what_was_erased_stays_erased_though_it_was_edited_while_the_server_was_away(
    started: Coach, mattermost: Mattermost, camille: Person
) -> None:
    erased = await camille.types("Un quetzal.")
    await started.settle()
    await camille.commands("/pm-coach", "mes-données")
    await camille.taps(started.say("my_data.erase"))
    await camille.taps(started.say("my_data.erase_now"))
    await started.settle()
    await starts(started, camille)
    await mattermost.goes_away()
    await camille.edits(erased, "Un quetzal corrigé.")
    await camille.types("Un lynx.")
    await mattermost.comes_up()
    await started.is_back()
    await started.settle()
    assert await kept_words(started) == ["Un lynx."]


async def test_a_cut_websocket_loses_nothing_and_tells_nothing_twice(
    started: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await camille.types("Un.")
    for words in ("Deux.", "merci", "Trois."):
        await mattermost.sockets.cut()
        await camille.types(words)
        await started.is_back()
        await started.settle()
    assert await kept_words(started) == ["Un.", "Deux.", "Trois."]
    assert sum(started.say("typed.thanks") in text for text in camille.reads()) == 1


async def test_an_event_that_did_not_arrive_is_noticed_by_its_number(
    started: Coach, mattermost: Mattermost, camille: Person
) -> None:
    [connection] = mattermost.sockets.open
    socket, connection.socket = connection.socket, None
    await camille.types("Perdu en route.")
    connection.socket = socket
    await camille.types("Arrivé.")
    await started.is_back()
    await started.settle()
    assert await kept_words(started) == ["Perdu en route.", "Arrivé."]


async def test_a_connection_that_the_server_forgot_is_caught_up(
    mattermost: Mattermost, library: Library, camille: Person
) -> None:
    mattermost.age = "new"
    async with coaching(mattermost, library) as coach:
        await starts(coach, camille)
        await mattermost.goes_away()
        mattermost.sockets.connections.clear()
        await camille.types("Pendant.")
        await mattermost.comes_up()
        await coach.is_back()
        await coach.settle()
        assert await kept_words(coach) == ["Pendant."]


@pytest.mark.parametrize("age", ["old", "new"])
async def test_a_store_that_is_away_keeps_no_word_from_being_heard_later(
    mattermost: Mattermost, library: Library, camille: Person, url: str, age: str
) -> None:
    mattermost.age = age
    async with coaching(mattermost, library, url=url) as coach:
        await starts(coach, camille)
        async with store_away(coach):
            await camille.types("Nous avons tranché.")
            await coach.hears()
            assert coach.pauses != []
        await coach.is_back()
        await coach.settle()
        assert await kept_words(coach) == ["Nous avons tranché."]


async def test_while_the_coach_was_away_everything_is_heard_once(
    mattermost: Mattermost, library: Library, camille: Person, url: str
) -> None:
    async with coaching(mattermost, library, url=url) as coach:
        await starts(coach, camille)
        await camille.types("merci")
        await coach.settle()
        left = coach.clock.now()
    mattermost.clock.follow((left + timedelta(minutes=1)).timestamp)
    await camille.types("Écrit pendant l’absence.")
    await camille.edits(await camille.types("Puis"), "Puis corrigé.")
    for _ in range(2):
        async with coaching(mattermost, library, url=url, now=left + timedelta(hours=1)) as coach:
            await coach.settle()
            assert await kept_words(coach) == ["Écrit pendant l’absence.", "Puis corrigé."]
    assert sum(library.say("fr")("typed.thanks") in text for text in camille.reads()) == 1
    assert sum(library.say("fr")("kept.note") in text for text in camille.reads()) == 1


async def test_what_was_written_before_the_coach_first_came_is_not_heard(
    mattermost: Mattermost, library: Library, camille: Person
) -> None:
    await camille.types("aide")
    async with coaching(mattermost, library) as coach:
        await coach.settle()
        assert camille.posts() == []
        assert mattermost.calls(READ) == []


async def test_only_new_moved_and_asked_conversations_are_read(
    mattermost: Mattermost, library: Library, camille: Person, url: str
) -> None:
    kim, quiet, lou = (mattermost.person(name, locale="fr") for name in ("Kim", "Quentin", "Lou"))
    async with coaching(mattermost, library, url=url) as coach:
        for person in (camille, kim, quiet):
            await starts(coach, person)
        for person in (kim, quiet):
            await person.taps("Non")
        regretted = await camille.types("Nous avons tranché.")
        await camille.commands("/pm-coach", "question")
        await coach.settle()
        left = coach.clock.now()
    mattermost.clock.follow((left + timedelta(days=3)).timestamp)
    async with coaching(mattermost, library, url=url, now=left + timedelta(days=3)) as coach:
        pass
    mattermost.clock.follow((left + timedelta(days=4)).timestamp)
    await camille.deletes(regretted)
    await kim.types("J’y reviens.")
    await lou.types("aide")
    mattermost.noted.clear()
    async with coaching(mattermost, library, url=url, now=left + timedelta(days=4)) as coach:
        await coach.settle()
        wanted = [camille.direct.id, kim.direct.id, lou.direct.id]
        assert sorted(set(read_channels(mattermost))) == sorted(wanted)
        assert len(read_channels(mattermost)) == len(wanted)
        assert len(mattermost.calls(LISTED)) == 1
        assert sorted(words or "" for words in await kept_words(coach)) == ["", "J’y reviens."]
        assert coach.say("help.title") in lou.sees()


async def test_words_deleted_while_the_coach_was_away_are_forgotten_however_quiet_it_was_since(
    mattermost: Mattermost, library: Library, camille: Person, url: str
) -> None:
    async with coaching(mattermost, library, url=url) as coach:
        await starts(coach, camille)
        await camille.taps("Non")
        regretted = await camille.types("Un secret que je regrette.")
        await coach.settle()
        left = coach.clock.now()
    async with coaching(mattermost, library, url=url, now=left + timedelta(days=2)):
        pass
    mattermost.clock.follow((left + timedelta(days=2, minutes=1)).timestamp)
    await camille.deletes(regretted)
    async with coaching(mattermost, library, url=url, now=left + timedelta(days=2, minutes=2)) as coach:
        await coach.settle()
        assert await kept_words(coach) == [None]


async def test_what_was_said_long_ago_is_not_heard_again_because_it_moved(
    mattermost: Mattermost, library: Library, camille: Person, url: str
) -> None:
    async with coaching(mattermost, library, url=url) as coach:
        await starts(coach, camille)
        thanks = await camille.types("merci")
        await coach.settle()
        left = coach.clock.now()
    an_hour_later = left + timedelta(hours=1)
    async with coaching(mattermost, library, url=url, now=an_hour_later) as coach, coach.store.transaction() as tx:
        await tx.forget_heard(left + timedelta(days=1))
    mattermost.clock.follow((left + timedelta(days=60)).timestamp)
    before = len(camille.reads())
    await camille.reacts(thanks)
    await camille.types("aide", thread=thanks)
    async with coaching(mattermost, library, url=url, now=left + timedelta(days=60)) as coach:
        await coach.settle()
        assert len(camille.reads()) == before + 1


async def test_what_the_server_deletes_with_a_message_of_the_coachs_was_not_taken_back(
    mattermost: Mattermost, library: Library, camille: Person
) -> None:
    async with coaching(mattermost, library) as coach:
        await starts(coach, camille)
        prompt = camille.button("Non").post
        await camille.types("Dans le fil.", thread=prompt.id)
        await coach.settle()
        await mattermost.goes_away()
        posting.delete(mattermost, camille.direct, prompt, mattermost.bot.id)
        await mattermost.comes_up()
        await coach.is_back()
        await coach.settle()
        assert await kept_words(coach) == ["Dans le fil."]


@pytest.mark.parametrize("request_", [READ, LISTED, "GET /users/{user_id}/teams", "GET /system/ping"])
async def test_catching_up_that_breaks_begins_anew(
    mattermost: Mattermost, library: Library, camille: Person, request_: str
) -> None:
    async with coaching(mattermost, library) as coach:
        await starts(coach, camille)
        await mattermost.goes_away()
        await camille.types("Pendant.")
        mattermost.faults.order(request_, Fault.HTTP_500)
        await mattermost.comes_up()
        await coach.is_back()
        await coach.settle()
        assert await kept_words(coach) == ["Pendant."]


async def test_a_server_that_is_asked_too_much_is_waited_for(
    mattermost: Mattermost, library: Library, camille: Person
) -> None:
    async with coaching(mattermost, library) as coach:
        await starts(coach, camille)
        await mattermost.goes_away()
        await camille.types("Pendant.")
        mattermost.faults.slow_down(READ, after=7)
        await mattermost.comes_up()
        await coach.is_back()
        assert 7.0 in coach.pauses
        assert await kept_words(coach) == ["Pendant."]


async def test_a_conversation_that_cannot_be_read_keeps_no_other_from_being_heard(
    mattermost: Mattermost, library: Library, camille: Person
) -> None:
    kim = mattermost.person("Kim", locale="fr")
    async with coaching(mattermost, library) as coach:
        for person in (camille, kim):
            await starts(coach, person)
        await mattermost.goes_away()
        await camille.types("Pendant.")
        await kim.types("Pendant.")
        mattermost.faults.refuse(READ, 403)
        await mattermost.comes_up()
        await coach.is_back()
        assert await kept_words(coach) == ["Pendant."]


async def test_tries_come_slower_and_not_all_at_once(mattermost: Mattermost, library: Library, camille: Person) -> None:
    async with coaching(mattermost, library) as coach:
        await mattermost.goes_away()
        while len(coach.pauses) < 10:
            await coach.pause(0)
        waits = [pause for pause in coach.pauses if pause]
        assert all(
            longest / 2 <= wait <= longest for wait, longest in zip(waits, (1, 2, 4, 8, 16, 32, 60), strict=False)
        )
        await mattermost.comes_up()
        await coach.is_back()
        await camille.types("aide")
        await coach.settle()
        assert coach.say("help.title") in camille.sees()


async def test_a_heartbeat_tells_that_the_server_is_still_there_where_nobody_says_anything(
    mattermost: Mattermost, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "ALIVE_SECONDS", 0.02)
    heard = asyncio.Event()

    def now() -> float:
        heard.set()
        return 100.0

    async with coaching(mattermost, library) as coach:
        monkeypatch.setattr(websocket, "monotonic", now)
        await asyncio.wait_for(heard.wait(), ENOUGH_SECONDS)
        assert coach.side.websocket.pulse() == Pulse(is_open=True, silent_seconds=0)
