"""What comes after the first answer: pictures, files and excuses, whatever fails on their way, over the wire."""

import asyncio

import pytest

from bot.domain.chart import Chart
from tests.platforms.slack.coach import Coach, Easel
from tests.platforms.slack.double import Fault, Person, Slack
from tests.platforms.slack.test_listening import starts


@pytest.fixture
async def answered(coach: Coach, camille: Person) -> Coach:
    """The coach, which Camille has answered once."""
    await starts(coach, camille)
    await camille.taps("Non")
    await coach.settle()
    return coach


def first_words(coach: Coach, key: str) -> str:
    """A phrase as far as its reference."""
    return coach.say(key, reference="|").partition("|")[0]


async def test_a_form_that_comes_too_late_at_home_is_excused_at_the_top_of_home(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    await camille.opens_home()
    slack.trigger_age = 4
    await camille.taps_home(coach.say("greeting.start"))
    await coach.settle()
    assert camille.modal == ""
    assert camille.home.startswith(coach.say("errors.form_late"))
    await camille.opens_home()
    assert coach.say("errors.form_late") not in camille.home


async def test_an_answer_that_comes_too_late_at_home_stands_at_the_top_of_home(
    answered: Coach, slack: Slack, camille: Person
) -> None:
    await camille.opens_home()
    slack.trigger_age = 4
    await camille.taps_home(answered.say("command_labels.pause"))
    await answered.settle()
    assert camille.home.startswith(answered.say("pause.paused"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Nothing is drawn before this is set."""
    event = asyncio.Event()

    async def draw(_easel: Easel, chart: Chart) -> bytes:
        await event.wait()
        return chart.title.encode()

    monkeypatch.setattr(Easel, "draw", draw)
    return event


@pytest.mark.parametrize("goes_on", [True, False])
async def test_a_picture_that_comes_late_does_not_undo_what_was_done_meanwhile(
    answered: Coach, camille: Person, drawn: asyncio.Event, caplog: pytest.LogCaptureFixture, goes_on: bool
) -> None:
    await camille.opens_home()
    await camille.taps_home(answered.say("command_labels.my-answers"))
    if goes_on:
        await camille.taps(answered.say("answers.search"))
    else:
        await camille.closes()
    before = camille.modal
    drawn.set()
    await answered.settle()
    assert camille.modal == before
    assert "late_answer_failed" not in caplog.text


async def test_a_picture_that_comes_late_does_not_undo_a_newer_home(
    answered: Coach, camille: Person, drawn: asyncio.Event
) -> None:
    await camille.opens_home()
    await camille.taps_home(answered.say("command_labels.pause"))
    drawn.set()
    await answered.settle()
    assert answered.say("command_labels.resume") in camille.home


async def test_whatever_the_painter_does_the_answer_comes(
    answered: Coach, camille: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def trip(_easel: Easel, _chart: Chart) -> bytes:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(Easel, "draw", trip)
    await camille.commands("/pm-coach", "mes-réponses")
    await answered.settle()
    assert answered.say("answers.trend") in camille.sees()
    assert "action=picture_failed" in caplog.text


async def test_a_file_that_cannot_be_brought_is_not_promised_in_silence(
    answered: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    channel = slack.channel("equipe", camille)
    await camille.commands("/pm-coach", "mes-réponses", channel)
    await answered.settle()
    slack.faults.order("files.getUploadURLExternal", Fault.HTTP_500)
    await camille.taps(answered.say("answers.export"), channel)
    await answered.settle()
    said = first_words(answered, "slack.file_failed")
    assert camille.sees().startswith(said)
    assert f"reference={camille.sees().removeprefix(said)[:8]}" in caplog.text
