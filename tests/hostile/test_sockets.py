"""What comes by the chats' own websockets may be anything: the coach goes on hearing."""

import contextlib
import json
import os
from collections.abc import Mapping
from random import Random
from secrets import randbelow
from typing import Any

import pytest

from bot.domain.library import Library
from bot.platforms.slack import socket
from tests.hostile import strange
from tests.hostile.story import InMattermost, InSlack, patiently, sees
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.coach import coaching as coaching_mattermost
from tests.platforms.mattermost.double import mattermost_on_localhost
from tests.platforms.slack.coach import coaching as coaching_slack
from tests.platforms.slack.double import Slack, slack_on_localhost

SEED = int(os.environ.get("COACH_SEED") or randbelow(10**6))
SPOILED = 150
FRAMES = ("", "x", "[]", "null", "1", '"x"', "{}", '{"type": 1}', '{"type": "x", "envelope_id": []}', "[" * 100_000)
EVENTS = ("posted", "post_edited", "post_deleted", "user_removed", "leave_team", "channel_deleted", "user_updated")


async def test_the_coach_goes_on_hearing_slack(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    print(f"seed {SEED}")  # noqa: T201
    monkeypatch.setattr(socket, "FIRST_PAUSE", 0.0)
    random = Random(SEED)  # noqa: S311  (to be made again)
    async with slack_on_localhost() as slack, coaching_slack(slack, library, by_socket=True) as coach:
        sent = _noting(slack, monkeypatch)
        camille = InSlack(slack.person("Camille"))
        await camille.commands("commencer")
        way = {coach.say("fields.product"): "Démarches", coach.say("fields.way"): library.role("fr").ways[0].label}
        await camille.fills(way)
        await coach.settle()
        await camille.taps(coach.say("ratings.no"))
        await camille.edits(await camille.types("Des mots."), "D’autres mots.")
        recorded = list(sent)
        for number in range(SPOILED):
            envelope = {"envelope_id": str(number), **strange.spoiled(random, random.choice(recorded), ())}
            await _send(slack, json.dumps(envelope))
        for frame in FRAMES:
            await _send(slack, frame)
        await slack.sockets.disconnect()
        await camille.commands("aide")
        await coach.settle()
        await sees(camille, coach.say("help.title"))


def _noting(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """What is sent to the coach from now on."""
    sent, send = list[Mapping[str, Any]](), slack.sockets.send

    async def noted(kind: str, payload: Any, **more: Any) -> Any:
        sent.append({"type": kind, "payload": payload})
        return await send(kind, payload, **more)

    monkeypatch.setattr(slack.sockets, "send", noted)
    return sent


async def _send(slack: Slack, frame: str) -> None:
    await slack.sockets.connected.wait()
    # What came before may just have ended it.
    with contextlib.suppress(ConnectionError):
        await slack.sockets.open[-1].send_str(frame)


@pytest.mark.parametrize("age", ["old", "new"])
async def test_the_coach_goes_on_hearing_mattermost(library: Library, age: str) -> None:
    print(f"seed {SEED}")  # noqa: T201
    random = Random(SEED)  # noqa: S311  (to be made again)
    async with mattermost_on_localhost() as mattermost:
        mattermost.age = age
        async with coaching_mattermost(mattermost, library) as coach:
            camille = InMattermost(mattermost.person("Camille", locale="fr"))
            await camille.edits(await camille.types("Des mots."), "D’autres mots.")
            await camille.deletes(await camille.types("Encore."))
            await coach.settle()
            recorded = [event for one in mattermost.sockets.open for event in one.events if event["event"] in EVENTS]
            assert {event["event"] for event in recorded} >= {"posted", "post_edited", "post_deleted"}
            for _ in range(SPOILED):
                told = strange.spoiled(random, random.choice(recorded), ())
                data: Any = told.get("data") if isinstance(told, dict) else told
                mattermost.sockets.publish(random.choice(EVENTS), data)
            await coach.hears()
            for frame in FRAMES:
                await mattermost.sockets.connected.wait()
                for connection in mattermost.sockets.open:
                    with contextlib.suppress(ConnectionError):
                        assert connection.socket is not None
                        await connection.socket.send_str(frame)
                await coach.is_back()
            await camille.types("aide")
            await patiently(lambda: _answered(coach, camille))
        mattermost.violations.clear()


async def _answered(coach: Coach, camille: InMattermost) -> None:
    await coach.is_back()
    await coach.settle()
    await sees(camille, coach.say("help.title"))
