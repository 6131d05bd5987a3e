"""Carrying messages into Slack, over the wire: what is sent, what Slack's refusals mean, and looking what arrived."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.domain.chart import Chart
from bot.domain.message import Message, Quote, sentence
from bot.domain.outbox import Posting, Priority
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.errors import MEANINGS, Gone, Malformed, NotInstalled, TokenRevoked
from bot.platforms.slack.installations import OneToken
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.workspaces import Workspaces, team_of
from bot.platforms.surfaces import TriggerLate
from bot.ports import CannotLook, DrawingFailed, NotSent, OutcomeUnknown, Posted, Unreachable
from bot.storage.keys import Keyring
from bot.storage.opening import open_store
from bot.storage.store import SqlStore
from tests.platforms.slack.double import Fault, Person, Slack, mentions
from tests.platforms.slack.examples import EVERYTHING, HOSTILE

IMPATIENT = aiohttp.ClientTimeout(total=3)
HELLO = sentence("Bonjour & bienvenue")


class Granted(OneToken):
    """The tokens of this Slack's workspaces."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def token_of(self, workspace: str) -> str | None:
        found = self._slack.workspaces.get(team_of(workspace))
        return found.token if found else None


class Easel:
    """Draws nothing but what a test wants."""

    def __init__(self) -> None:
        self.drawn, self.broken = 0, False

    async def draw(self, chart: Chart) -> bytes:
        if self.broken:
            raise DrawingFailed("no picture could be drawn")
        self.drawn += 1
        return chart.title.encode()


@dataclass
class Office:
    """A courier in one workspace, and somebody to write to."""

    slack: Slack
    courier: SlackCourier
    store: SqlStore
    easel: Easel
    camille: Person

    @property
    def workspace(self) -> str:
        return f"slack:{self.slack.workspace.id}"

    def posting(self, **where: str) -> Posting:
        to = where or {"user": self.camille.user.id}
        at = datetime.fromtimestamp(self.slack.clock.now() - 60, UTC)
        return Posting(
            id="send-1",
            workspace=self.workspace,
            kind="prompt",
            subject="",
            language="fr",
            priority=Priority.REPLY,
            created_at=at,
            **to,  # type: ignore[arg-type]
        )


@pytest.fixture
async def office(slack: Slack) -> AsyncIterator[Office]:
    easel, store = Easel(), await open_store("sqlite://", Keyring(["k" * 32]))
    async with aiohttp.ClientSession(timeout=IMPATIENT) as session:
        workspaces = Workspaces(session, Granted(slack), slack.api_url)
        pictures = Pictures(workspaces, easel, pauses=(0, 0))
        yield Office(slack, SlackCourier(workspaces, pictures, store), store, easel, slack.person("Camille"))
    await store.close()


async def test_a_direct_message_goes_to_the_user_and_its_channel_is_remembered(office: Office) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    assert posted == Posted(office.camille.direct.id, office.camille.posts()[-1].ts, office.workspace)
    assert office.camille.announced() == ["Bonjour & bienvenue"]
    assert not office.slack.calls("conversations.open")


async def test_a_message_carries_its_send_id_and_nobodys_words(office: Office) -> None:
    await office.courier.post(office.posting(), Message((Quote("un secret"),), "Votre réponse"), None)
    [post] = office.camille.posts()
    assert post.metadata == {"event_type": "pm_coach_posting", "event_payload": {"send_id": "send-1"}}
    assert "un secret" not in post.text


async def test_links_are_never_unfurled_and_names_never_linked(office: Office) -> None:
    await office.courier.post(office.posting(), HELLO, None)
    [post] = office.camille.posts()
    assert post.sent_with == {"unfurl_links": False, "unfurl_media": False}


async def test_quoted_words_notify_nobody(office: Office) -> None:
    channel = office.slack.channel("equipe", office.camille)
    await office.courier.post(office.posting(channel=channel.id), Message((Quote(HOSTILE, by=HOSTILE),), HOSTILE), None)
    [post] = office.camille.posts(channel)
    assert mentions(post.text, post.blocks) == []


async def test_a_thread_is_named_by_the_text_of_its_first_message(office: Office) -> None:
    channel = office.slack.channel("equipe", office.camille)
    first = await office.courier.post(office.posting(channel=channel.id), HELLO, None)
    second = await office.courier.post(office.posting(channel=channel.id), HELLO, first)
    assert first.message_id.endswith("0")
    assert [post.ts for post in channel.replies(first.message_id)] == [second.message_id]


async def test_a_message_is_said_differently_and_taken_away(office: Office) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    await office.courier.update(posted, sentence("Autrement"))
    assert office.camille.sees() == "Autrement"
    await office.courier.delete(posted)
    assert office.camille.posts() == []


async def test_what_is_gone_already_is_fine(office: Office) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    await office.courier.delete(posted)
    await office.courier.delete(posted)
    await office.courier.update(posted, HELLO)
    assert office.camille.posts() == []


async def test_a_picture_is_uploaded_once_and_shown_with_its_words(office: Office) -> None:
    posted = await office.courier.post(office.posting(), EVERYTHING, None)
    await office.courier.update(posted, EVERYTHING)
    [image] = [block for block in office.camille.posts()[-1].blocks if block["type"] == "image"]
    assert image["alt_text"] == "Une réponse, que le tableau donne."
    assert "30 novembre 2026 · La vision · Oui" in office.camille.sees()
    assert office.easel.drawn == 1


async def test_a_picture_still_in_the_works_is_tried_again(office: Office) -> None:
    office.slack.file_busy_for = 1
    await office.courier.post(office.posting(), EVERYTHING, None)
    assert [call.outcome for call in office.slack.calls("chat.postMessage")] == ["invalid_blocks", "ok"]
    assert "image" in [block["type"] for block in office.camille.posts()[-1].blocks]


async def test_a_picture_that_never_comes_is_left_out(office: Office) -> None:
    office.slack.file_busy_for = 9
    await office.courier.post(office.posting(), EVERYTHING, None)
    assert "image" not in [block["type"] for block in office.camille.posts()[-1].blocks]
    assert "Une réponse" not in office.camille.sees()


@pytest.mark.parametrize("broken", ["drawing", "upload"])
async def test_without_a_picture_the_message_goes_with_its_table(office: Office, broken: str) -> None:
    office.easel.broken = broken == "drawing"
    if broken == "upload":
        office.slack.faults.order("files.getUploadURLExternal", Fault.HTTP_500)
    await office.courier.post(office.posting(), EVERYTHING, None)
    assert "30 novembre 2026" in office.camille.sees()


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault.DROP_AFTER, OutcomeUnknown),
        (Fault.DROP_BEFORE, OutcomeUnknown),
        (Fault.HTTP_500, OutcomeUnknown),
        (Fault.HTTP_500_AFTER, OutcomeUnknown),
        (Fault.HANG_AFTER, OutcomeUnknown),
        (Fault.SLOW_DOWN, NotSent),
    ],
)
async def test_a_broken_send_is_never_repeated_by_itself(
    office: Office, fault: Fault, meaning: type[Exception]
) -> None:
    office.slack.faults.order("chat.postMessage", fault)
    with pytest.raises(meaning):
        await office.courier.post(office.posting(), HELLO, None)
    assert len(office.slack.calls("chat.postMessage")) == 1
    assert len(office.camille.posts()) == fault.takes


async def test_too_fast_says_when_to_come_again(office: Office) -> None:
    office.slack.faults.slow_down("chat.postMessage", after=37)
    with pytest.raises(NotSent) as refused:
        await office.courier.post(office.posting(), HELLO, None)
    assert refused.value.wait == timedelta(seconds=37)


async def test_a_refused_connection_was_surely_not_sent(office: Office) -> None:
    async with aiohttp.ClientSession() as session:
        workspaces = Workspaces(session, OneToken("xoxb"), "http://127.0.0.1:9/api")
        courier = SlackCourier(workspaces, Pictures(workspaces, office.easel), office.store)
        with pytest.raises(NotSent):
            await courier.post(office.posting(), HELLO, None)


@pytest.mark.parametrize(("code", "meaning"), [(code, each) for each in MEANINGS for code in each.codes])
async def test_each_refusal_has_a_meaning(office: Office, code: str, meaning: type[Exception]) -> None:
    office.slack.faults.refuse("chat.postMessage", code)
    with pytest.raises(meaning) as refused:
        await office.courier.post(office.posting(), HELLO, None)
    assert type(refused.value) is meaning
    assert issubclass(meaning, NotSent | Unreachable | OutcomeUnknown | Gone | TriggerLate)


def test_no_refusal_has_two_meanings() -> None:
    codes = [code for each in MEANINGS for code in each.codes]
    assert len(codes) == len(set(codes))


async def test_a_refusal_that_nobody_knows_is_set_aside_and_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.faults.refuse("chat.postMessage", "new_in_2031")
    with pytest.raises(Unreachable):
        await office.courier.post(office.posting(), HELLO, None)
    assert "action=slack_refused error=new_in_2031" in caplog.text


PASSING = ["account_inactive", "no_permission", "access_denied", "org_login_required", "team_access_not_granted"]


@pytest.mark.parametrize("code", PASSING)
async def test_what_is_about_one_person_or_passes_stops_nothing(office: Office, code: str) -> None:
    office.slack.faults.refuse("chat.postMessage", code)
    with pytest.raises((NotSent, Unreachable)):
        await office.courier.post(office.posting(), HELLO, None)
    await office.courier.post(office.posting(), HELLO, None)
    assert office.camille.sees() == "Bonjour & bienvenue"


@pytest.mark.parametrize("state", ["token_revoked", "account_inactive"])
async def test_a_token_that_is_good_no_more_stops_all_sending_to_its_workspace(
    office: Office, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    office.slack.workspace.token_state = state
    for _ in range(2):
        with pytest.raises(TokenRevoked):
            await office.courier.post(office.posting(), HELLO, None)
    assert len(office.slack.calls("chat.postMessage")) == 1
    assert f"action=slack_stopped workspace={office.workspace} reason={state}" in caplog.text


async def test_while_slack_does_not_tell_whose_account_is_inactive_nothing_is_given_up(office: Office) -> None:
    office.slack.faults.refuse("chat.postMessage", "account_inactive")
    office.slack.faults.order("auth.test", Fault.HTTP_500)
    with pytest.raises(NotSent):
        await office.courier.post(office.posting(), HELLO, None)


async def test_a_new_token_lets_the_workspace_be_written_to_again(office: Office) -> None:
    office.slack.workspace.token_state = "token_revoked"
    with pytest.raises(TokenRevoked):
        await office.courier.post(office.posting(), HELLO, None)
    office.slack.workspace.token, office.slack.workspace.token_state = "xoxb-new", ""
    await office.courier.post(office.posting(), HELLO, None)
    assert office.camille.sees() == "Bonjour & bienvenue"


async def test_where_the_coach_is_not_installed_nothing_is_sent(office: Office) -> None:
    posting = office.posting()
    posting.workspace = "slack:TELSEWHERE"
    with pytest.raises(NotInstalled):
        await office.courier.post(posting, HELLO, None)
    assert office.slack.noted == []


async def test_a_message_that_arrived_is_found_by_its_send_id(office: Office) -> None:
    office.slack.faults.order("chat.postMessage", Fault.DROP_AFTER)
    posting = office.posting()
    with pytest.raises(OutcomeUnknown):
        await office.courier.post(posting, HELLO, None)
    found = await office.courier.find(posting)
    assert found == Posted(office.camille.direct.id, office.camille.posts()[0].ts, office.workspace)


async def test_a_message_is_found_though_slacks_clock_is_behind(office: Office) -> None:
    posting = office.posting()
    posted = await office.courier.post(posting, HELLO, None)
    posting.created_at += timedelta(minutes=5)
    assert await office.courier.find(posting) == posted


async def test_a_message_is_found_behind_many_others(office: Office) -> None:
    posting = office.posting()
    posted = await office.courier.post(posting, HELLO, None)
    for number in range(40):
        await office.courier.post(other(office, f"other-{number}"), HELLO, None)
    assert await office.courier.find(posting) == posted


async def test_a_message_that_never_arrived_is_not_found(office: Office) -> None:
    await office.courier.post(other(office, "other"), HELLO, None)
    assert await office.courier.find(office.posting()) is None


async def test_without_history_scope_a_channel_cannot_be_looked_at(office: Office) -> None:
    channel = office.slack.channel("equipe", office.camille)
    with pytest.raises(CannotLook, match="missing_scope"):
        await office.courier.find(office.posting(channel=channel.id))


async def test_with_history_scope_a_reply_in_a_thread_is_found(office: Office) -> None:
    office.slack.workspace.scopes.add("channels:history")
    channel = office.slack.channel("equipe", office.camille)
    parent = other(office, "parent", channel=channel.id)
    first = await office.courier.post(parent, HELLO, None)
    parent.posted_channel, parent.message_id = first.channel, first.message_id
    async with office.store.transaction() as tx:
        tx.add(parent)
    posting = office.posting(channel=channel.id, thread_of="parent")
    posted = await office.courier.post(posting, HELLO, first)
    assert await office.courier.find(posting) == posted


async def test_only_what_people_wrote_counts_as_a_reply(office: Office) -> None:
    office.slack.workspace.scopes.add("channels:history")
    channel = office.slack.channel("equipe", office.camille)
    posted = await office.courier.post(office.posting(channel=channel.id), HELLO, None)
    await office.courier.post(office.posting(channel=channel.id), HELLO, posted)
    assert not await office.courier.has_replies(posted)
    await office.camille.types("Merci", channel, thread=posted.message_id)
    assert await office.courier.has_replies(posted)


async def test_where_replies_cannot_be_seen_there_may_be_some(office: Office) -> None:
    channel = office.slack.channel("equipe", office.camille)
    posted = await office.courier.post(office.posting(channel=channel.id), HELLO, None)
    assert await office.courier.has_replies(posted)


async def test_a_profile_tells_name_language_and_zone_where_they_are_known(office: Office) -> None:
    kim = office.slack.person("Kim", tz="Asia/Kathmandu", locale="en-GB")
    lou = office.slack.person("Lou", tz=None, locale=None)
    known = await office.courier.profile(office.workspace, kim.user.id)
    unknown = await office.courier.profile(office.workspace, lou.user.id)
    assert known is not None
    assert unknown is not None
    assert (known.name, known.language, known.zone) == ("Kim", "en", "Asia/Kathmandu")
    assert (unknown.name, unknown.language, unknown.zone) == ("Lou", None, None)
    assert await office.courier.profile(office.workspace, "UNOBODY") is None


async def test_200_members_of_a_channel_are_all_listed(office: Office) -> None:
    people = [office.slack.person(f"Personne {number}") for number in range(200)]
    channel = office.slack.channel("equipe", *people)
    members = await office.courier.members_of(office.workspace, channel.id, 201)
    assert members is not None
    assert {person.user.id for person in people} <= set(members)
    assert await office.courier.members_of(office.workspace, channel.id, 200) is None


async def test_the_coach_may_post_only_where_it_was_brought_in(office: Office) -> None:
    inside = office.slack.channel("dedans", office.camille)
    outside = office.slack.channel("dehors", office.camille, coach=False)
    archived = office.slack.channel("archives", office.camille)
    archived.archived = True
    may = [
        await office.courier.can_post(office.workspace, where)
        for where in (inside.id, outside.id, archived.id, "CNOWHERE")
    ]
    assert may == [True, False, False, False]


async def test_what_slack_does_not_understand_is_a_mistake_of_ours(office: Office) -> None:
    office.slack.faults.refuse("chat.postMessage", "invalid_blocks")
    with pytest.raises(Malformed):
        await office.courier.post(office.posting(), HELLO, None)


def other(office: Office, id_: str, **where: str) -> Posting:
    """A posting with another send id."""
    posting = office.posting(**where)
    posting.id = id_
    return posting


@pytest.mark.parametrize("code", ["edit_window_closed", "cant_update_message"])
async def test_what_slack_lets_nobody_change_any_more_is_not_taken_for_done(office: Office, code: str) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    office.slack.faults.refuse("chat.update", code)
    with pytest.raises(Unreachable):
        await office.courier.update(posted, sentence("Autrement"))


async def test_what_slack_does_not_let_the_coach_delete_is_not_taken_for_done(office: Office) -> None:
    posted = await office.courier.post(office.posting(), HELLO, None)
    office.slack.faults.refuse("chat.delete", "cant_delete_message")
    with pytest.raises(Unreachable):
        await office.courier.delete(posted)
