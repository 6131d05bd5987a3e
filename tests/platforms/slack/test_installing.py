"""Many workspaces: installed through OAuth, each with its own token, encrypted, and uninstalled again."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.domain.library import Library
from bot.domain.outbox import PlatformRecord, Posting
from bot.domain.people import Member, Standing, Team
from bot.domain.reflection import Prompt
from bot.platforms.slack.side import EVENTS, INSTALL, REDIRECT
from tests.platforms.slack.coach import PUBLIC_URL, Coach, coaching, paris
from tests.platforms.slack.double import Person, Slack, Workspace
from tests.platforms.slack.test_channels import sets_up
from tests.platforms.slack.test_listening import starts

INSTALLED = "SELECT body FROM platform_records WHERE kind = 'installation'"


@pytest.fixture
async def coach(slack: Slack, library: Library, tmp_path: Path) -> AsyncIterator[Coach]:
    """The coach, which anybody may install."""
    async with coaching(slack, library, url=f"sqlite:///{tmp_path / 'coach.db'}", by_oauth=True) as answering:
        yield answering


async def begins(coach: Coach, browser: aiohttp.ClientSession) -> str:
    """Opens the page to install the coach; the state that Slack is given."""
    async with browser.get(f"{coach.address}{INSTALL}") as response:
        page = await response.text()
        assert response.status == 200
    [address] = [part.split('"')[0] for part in page.split('href="') if part.startswith("https://slack.com/")]
    asked = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
    assert asked["redirect_uri"] == [f"{PUBLIC_URL}{REDIRECT}"]
    return asked["state"][0]


async def returns(coach: Coach, browser: aiohttp.ClientSession, code: str, state: str) -> int:
    """Comes back from Slack; the status of the page."""
    cookies = {"slack-app-oauth-state": state}
    where = f"{coach.address}{REDIRECT}"
    async with browser.get(where, params={"code": code, "state": state}, cookies=cookies) as response:
        return response.status


async def installs(coach: Coach, person: Person) -> int:
    """Installs the coach in a person's workspace."""
    async with aiohttp.ClientSession() as browser:
        state = await begins(coach, browser)
        return await returns(coach, browser, coach.slack.allows(person, f"{PUBLIC_URL}{REDIRECT}"), state)


async def test_two_workspaces_are_answered_each_with_its_own_token(coach: Coach, slack: Slack) -> None:
    other = slack.add_workspace("TOTHER", "autre")
    people = [slack.person("Camille"), slack.person("Kim", other)]
    for person in people:
        assert await installs(coach, person) == 200
        await person.types("aide")
        await coach.settle()
        assert coach.say("help.title") in person.sees()


async def test_tokens_rest_encrypted(coach: Coach, slack: Slack, camille: Person) -> None:
    await installs(coach, camille)
    rows = sqlite3.connect(str(coach.store.url.database)).execute(INSTALLED).fetchall()
    assert len(rows) == 1
    assert slack.workspace.token not in rows[0][0]


async def test_installing_again_takes_the_new_token(coach: Coach, slack: Slack, camille: Person) -> None:
    await installs(coach, camille)
    await uninstalls(coach, slack.workspace)
    slack.workspace.token, slack.workspace.token_state = "xoxb-new", ""
    assert await installs(coach, camille) == 200
    await camille.types("aide")
    await coach.settle()
    assert coach.say("help.title") in camille.sees()


async def test_a_process_that_knows_an_old_token_finds_the_new_one_in_the_store(
    coach: Coach, slack: Slack, library: Library, camille: Person
) -> None:
    await installs(coach, camille)
    await camille.types("aide")
    await coach.settle()
    url = f"sqlite:///{coach.store.url.database}"
    async with coaching(slack, library, url=url, by_oauth=True) as another:
        await uninstalls(another, slack.workspace)
        slack.workspace.token, slack.workspace.token_state = "xoxb-new", ""
        assert await installs(another, camille) == 200
    slack.listens(f"{coach.address}{EVENTS}")
    before = len(camille.posts())
    await camille.types("bonjour")
    await coach.settle()
    assert len(camille.posts()) == before + 1


async def test_uninstalled_the_token_is_gone_and_nothing_is_sent(
    coach: Coach, slack: Slack, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await installs(coach, camille)
    await camille.types("aide")
    await uninstalls(coach, slack.workspace)
    assert await coach.kept(PlatformRecord, kind="installation") == []
    assert "action=slack_stopped" in caplog.text
    slack.noted.clear()
    await coach.settle()
    assert slack.noted == []


async def test_uninstalled_everybody_there_has_stopped_and_three_months_later_nothing_of_them_is_left(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    kim = slack.person("Kim", slack.add_workspace("TOTHER", "autre"))
    for person in (camille, kim):
        await installs(coach, person)
    await sets_up(coach, camille, slack.channel("equipe", camille))
    for person in (camille, kim):
        await starts(coach, person)
    await uninstalls(coach, slack.workspace)
    stands = {member.workspace: (member.standing, member.next_due) for member in await coach.kept(Member)}
    assert stands[f"slack:{slack.workspace.id}"] == (Standing.STOPPED, None)
    assert stands["slack:TOTHER"][0] is Standing.ACTIVE
    [team] = await coach.kept(Team)
    assert (team.ended_at is not None, team.next_due) == (True, None)
    await nights(coach, "2026-12-10 02:00", "2027-02-24 02:00")
    assert len(await coach.kept(Member)) == 2
    await nights(coach, "2027-02-26 02:00", "2027-02-27 02:00")
    [left] = await coach.kept(Member)
    assert left.workspace == "slack:TOTHER"
    assert await coach.kept(Posting, user=camille.user.id) == []
    [team] = await coach.kept(Team)
    assert (team.set_up_by, team.set_up_by_name) == ("", "")


async def test_who_starts_again_once_it_is_back_finds_everything_as_it_was(
    coach: Coach, slack: Slack, camille: Person
) -> None:
    await installs(coach, camille)
    await starts(coach, camille)
    await uninstalls(coach, slack.workspace)
    await nights(coach, "2026-12-02 02:00")
    slack.workspace.token, slack.workspace.token_state = "xoxb-new", ""
    await installs(coach, camille)
    coach.clock.stand_still(paris("2027-02-24 10:00"))
    await starts(coach, camille)
    await nights(coach, "2027-03-01 02:00", "2027-03-05 02:00", "2027-03-20 02:00")
    [member] = await coach.kept(Member)
    assert (member.standing, member.closed_at) == (Standing.ACTIVE, None)
    assert len(await coach.kept(Prompt)) > 1


async def nights(coach: Coach, *walls: str) -> None:
    """Does what is done by night, and says what came of it."""
    for wall in walls:
        coach.clock.stand_still(paris(wall))
        await coach.ticker.tick()
        await coach.settle()


async def test_a_repeat_does_not_undo_a_new_installation(coach: Coach, slack: Slack, camille: Person) -> None:
    await installs(coach, camille)
    await uninstalls(coach, slack.workspace)
    gone = slack.deliveries[-2:]
    slack.workspace.token, slack.workspace.token_state = "xoxb-new", ""
    assert await installs(coach, camille) == 200
    await starts(coach, camille)
    for delivery in gone:
        assert (await slack.repeats(delivery)).answer.good
    assert [member.standing for member in await coach.kept(Member)] == [Standing.ACTIVE]
    await camille.types("aide")
    await coach.settle()
    assert coach.say("help.title") in camille.sees()


async def test_where_it_is_not_installed_nothing_is_answered(coach: Coach, camille: Person) -> None:
    await camille.types("aide")
    await coach.settle()
    assert camille.posts() == []


@pytest.mark.parametrize("wrong", ["state", "used", "late", "code"])
async def test_a_forged_used_or_late_return_installs_nothing(
    coach: Coach, slack: Slack, camille: Person, wrong: str
) -> None:
    async with aiohttp.ClientSession() as browser:
        state = await begins(coach, browser)
        if wrong == "used":
            await returns(coach, browser, "no-such-code", state)
        if wrong == "late":
            coach.clock.stand_still(coach.clock.now().replace(hour=23))
        code = "forged" if wrong == "code" else slack.allows(camille, f"{PUBLIC_URL}{REDIRECT}")
        given = f"{state}0" if wrong == "state" else state
        assert await returns(coach, browser, code, given) >= 400
    assert await coach.kept(PlatformRecord, kind="installation") == []


async def uninstalls(coach: Coach, workspace: Workspace) -> None:
    """Removes the app from a workspace."""
    await coach.slack.uninstalls(workspace)
