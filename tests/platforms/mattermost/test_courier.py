"""Carrying messages into Mattermost, over the wire: what is sent, what its refusals mean, and looking what arrived."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.domain.chart import Chart
from bot.domain.message import Act, Actions, Button, Message, Quote, Text, sentence
from bot.domain.outbox import Posting, Priority
from bot.platforms.mattermost.client import Mattermost as Client
from bot.platforms.mattermost.courier import MattermostCourier
from bot.platforms.mattermost.errors import Malformed, NobodyThere, PerhapsTaken, TokenRevoked
from bot.platforms.mattermost.seals import Seals
from bot.platforms.mattermost.workspace import WORKSPACE
from bot.ports import CannotLook, DrawingFailed, NotSent, OutcomeUnknown, Posted, Unreachable
from tests.platforms.mattermost.double import Fault, Mattermost, Person, pictures
from tests.platforms.mattermost.double.world import new_id
from tests.platforms.mattermost.examples import HOSTILE, stuffed
from tests.platforms.slack.examples import EVERYTHING

IMPATIENT = aiohttp.ClientTimeout(total=3)
PUBLIC_URL = "https://coach.example"
HELLO = sentence("Bonjour & bienvenue")
ASKED = Message((Text("Qui décide ?"), Actions((Button("Oui", Act("answer", "p1", "yes")),))), "Une question")
SEALS = Seals([b"k" * 32])
CREATE, PATCH, DELETE = "POST /posts", "PUT /posts/{post_id}/patch", "DELETE /posts/{post_id}"


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
    """A courier to one server, and somebody to write to."""

    mattermost: Mattermost
    courier: MattermostCourier
    easel: Easel
    camille: Person

    def posting(self, id_: str = "send-1", **where: str) -> Posting:
        to = where or {"user": self.camille.user.id}
        at = datetime.fromtimestamp(self.mattermost.clock.now(), UTC)
        return Posting(
            id=id_,
            workspace=WORKSPACE,
            kind="prompt",
            subject="",
            language="fr",
            priority=Priority.REPLY,
            created_at=at,
            **to,  # type: ignore[arg-type]
        )

    async def post(self, message: Message = HELLO, id_: str = "send-1", **where: str) -> Posted:
        return await self.courier.post(self.posting(id_, **where), message, None)


@pytest.fixture
async def office(mattermost: Mattermost) -> AsyncIterator[Office]:
    easel = Easel()
    async with aiohttp.ClientSession(timeout=IMPATIENT) as session:
        client = Client(session, mattermost.url, mattermost.token)
        courier = MattermostCourier(client, easel, SEALS, f"{PUBLIC_URL}/mattermost/action", PUBLIC_URL)
        yield Office(mattermost, courier, easel, mattermost.person("Camille"))


async def test_a_direct_message_stands_in_the_conversation_with_the_coach(office: Office) -> None:
    posted = await office.post()
    camille = office.camille
    assert posted == Posted(camille.direct.id, camille.posts()[-1].id, WORKSPACE, camille.user.id)
    assert camille.sees() == "Bonjour & bienvenue"


async def test_a_conversation_is_opened_once(office: Office) -> None:
    await office.post()
    await office.post(id_="send-2")
    assert len(office.mattermost.calls("POST /channels/direct")) == 1
    assert len(office.camille.posts()) == 2


async def test_a_message_carries_its_send_id_and_announces_nobodys_words(office: Office) -> None:
    await office.post(Message((Quote("un secret"),), "Votre réponse"))
    [post] = office.camille.posts()
    assert post.props["pm_coach"] == {"send_id": "send-1"}
    assert post.message == "Votre réponse"


async def test_a_button_in_a_direct_message_is_its_readers_own(office: Office) -> None:
    posted = await office.post(ASKED)
    for _ in range(2):
        [action] = office.camille.posts()[-1].attachments[-1]["actions"]
        assert action["integration"]["url"] == "https://coach.example/mattermost/action"
        context = action["integration"]["context"]
        assert SEALS.tapped(context, office.camille.user.id, "").act == Act("answer", "p1", "yes")
        await office.courier.update(posted, ASKED)


async def test_a_button_in_a_channel_is_for_everyone_there(office: Office) -> None:
    channel = office.mattermost.channel("equipe", office.camille)
    posted = await office.post(ASKED, channel=channel.id)
    await office.courier.update(posted, ASKED)
    [action] = office.camille.posts(channel)[-1].attachments[-1]["actions"]
    assert SEALS.tapped(action["integration"]["context"], "anybody", channel.id).act.name == "answer"
    assert posted.user == ""


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_quoted_words_notify_nobody_and_load_no_picture(office: Office, words: str) -> None:
    channel = office.mattermost.channel("equipe", office.camille, office.mattermost.person("Sacha"))
    posted = await office.post(stuffed(words), channel=channel.id)
    await office.courier.update(posted, Message((Quote(words, by=words),), words))
    assert office.mattermost.notified == []
    assert pictures(office.camille.posts(channel)[-1]) == []


async def test_a_thread_is_named_by_its_first_message(office: Office) -> None:
    channel = office.mattermost.channel("equipe", office.camille)
    first = await office.post(channel=channel.id)
    posting = office.posting("send-2", channel=channel.id)
    second = await office.courier.post(posting, HELLO, first)
    roots = {post.id: post.root_id for post in office.camille.posts(channel)}
    assert roots == {first.message_id: "", second.message_id: first.message_id}
    assert await office.courier.find(posting) == second


async def test_a_message_is_said_differently_and_taken_away(office: Office) -> None:
    posted = await office.post(ASKED)
    await office.courier.update(posted, sentence("Autrement"))
    assert office.camille.sees() == "Autrement"
    await office.courier.delete(posted)
    assert office.camille.posts() == []


async def test_what_is_gone_already_is_fine(office: Office) -> None:
    posted = await office.post()
    await office.courier.delete(posted)
    await office.courier.delete(posted)
    await office.courier.update(posted, HELLO)
    await office.courier.update(posted, EVERYTHING)
    assert office.camille.posts() == []


async def test_what_can_no_longer_be_changed_stays_as_it_is_and_is_not_said_to_be_gone(office: Office) -> None:
    channel = office.mattermost.channel("equipe", office.camille)
    posted = await office.post(channel=channel.id)
    await office.camille.archives(channel)
    with pytest.raises(Unreachable):
        await office.courier.update(posted, sentence("Autrement"))
    with pytest.raises(Unreachable):
        await office.courier.delete(posted)
    assert [post.message for post in office.camille.posts(channel)] == ["Bonjour & bienvenue"]


async def test_past_the_time_in_which_posts_may_be_edited_an_update_is_not_taken_for_done(office: Office) -> None:
    posted = await office.post()
    office.mattermost.faults.refuse(PATCH, 400, "api.post.update_post.permissions_time_limit.app_error")
    with pytest.raises(Unreachable):
        await office.courier.update(posted, HELLO)


async def test_a_picture_is_brought_once_and_never_exchanged(office: Office) -> None:
    posted = await office.post(EVERYTHING)
    [post] = office.camille.posts()
    files = list(post.file_ids)
    await office.courier.update(posted, EVERYTHING)
    assert (len(files), post.file_ids, office.easel.drawn) == (1, files, 1)
    assert len(office.mattermost.calls("POST /files")) == 1
    assert "Une réponse, que le tableau donne." in office.camille.sees()
    assert "30 novembre 2026 · La vision · Oui" in office.camille.sees()


async def test_a_picture_brought_for_a_post_that_was_refused_serves_the_next_attempt(office: Office) -> None:
    office.mattermost.faults.slow_down(CREATE)
    with pytest.raises(NotSent):
        await office.post(EVERYTHING)
    await office.post(EVERYTHING)
    assert (office.easel.drawn, len(office.mattermost.calls("POST /files"))) == (1, 1)
    assert len(office.camille.posts()[-1].file_ids) == 1


@pytest.mark.parametrize("broken", ["drawing", "upload"])
async def test_without_a_picture_the_message_goes_with_its_table(office: Office, broken: str) -> None:
    office.easel.broken = broken == "drawing"
    if broken == "upload":
        office.mattermost.faults.order("POST /files", Fault.HTTP_500)
    posted = await office.post(EVERYTHING)
    for _ in range(2):
        assert "30 novembre 2026" in office.camille.sees()
        assert "Une réponse, que" not in office.camille.sees()
        await office.courier.update(posted, EVERYTHING)


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
    office.mattermost.faults.order(CREATE, fault)
    with pytest.raises(meaning):
        await office.post()
    assert len(office.mattermost.calls(CREATE)) == 1
    assert len(office.camille.posts()) == fault.takes


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.HTTP_500_AFTER, Fault.HANG_AFTER, Fault.DROP_BEFORE])
async def test_the_same_posting_sent_again_at_once_stands_there_once(office: Office, fault: Fault) -> None:
    office.mattermost.faults.order(CREATE, fault)
    with pytest.raises(OutcomeUnknown):
        await office.post()
    posted = await office.post()
    assert [post.id for post in office.camille.posts()] == [posted.message_id]


async def test_a_posting_that_is_being_saved_may_have_been_taken(office: Office) -> None:
    held = office.mattermost.faults.save_slowly()
    with pytest.raises(OutcomeUnknown):
        await office.post()
    await held.arrived.wait()
    with pytest.raises(PerhapsTaken):
        await office.post()
    held.release()


@pytest.mark.parametrize("request_", ["GET /users/{user_id}", "POST /channels/direct"])
@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.HANG])
async def test_what_breaks_before_the_post_was_surely_not_sent(office: Office, request_: str, fault: Fault) -> None:
    office.mattermost.faults.order(request_, fault)
    with pytest.raises(NotSent):
        await office.post()
    assert office.mattermost.calls(CREATE) == []


async def test_too_fast_says_when_to_come_again(office: Office) -> None:
    office.mattermost.faults.slow_down(CREATE, after=37)
    with pytest.raises(NotSent) as refused:
        await office.post()
    assert refused.value.wait == timedelta(seconds=37)


async def test_where_the_token_is_good_no_more_it_is_tried_again_later(office: Office) -> None:
    office.mattermost.revoke(office.mattermost.token)
    with pytest.raises(TokenRevoked):
        await office.post()


async def test_nothing_is_sent_to_who_is_deactivated_or_never_was(office: Office) -> None:
    await office.post()
    await office.camille.is_deactivated()
    for user in (office.camille.user.id, new_id(), "U1"):
        with pytest.raises(NobodyThere):
            await office.post(id_="send-2", user=user)
    assert len(office.mattermost.calls(CREATE)) == 1


async def test_nothing_can_be_said_in_an_archived_channel_or_one_that_the_coach_is_not_in(office: Office) -> None:
    archived = office.mattermost.channel("archives", office.camille)
    await office.camille.archives(archived)
    outside = office.mattermost.channel("dehors", office.camille, private=True, coach=False)
    for channel in (archived.id, outside.id, new_id()):
        with pytest.raises(NobodyThere):
            await office.post(channel=channel)


async def test_what_the_coach_said_where_it_was_removed_is_set_aside(office: Office) -> None:
    channel = office.mattermost.channel("equipe", office.camille, private=True)
    posted = await office.post(channel=channel.id)
    await office.camille.removes_coach(channel)
    for deed in (office.courier.update(posted, HELLO), office.courier.delete(posted)):
        with pytest.raises(NobodyThere):
            await deed
    with pytest.raises(CannotLook):
        await office.courier.find(office.posting("send-2", channel=channel.id))


async def test_a_thread_whose_first_message_is_gone_is_nowhere(office: Office) -> None:
    first = await office.post()
    await office.courier.delete(first)
    with pytest.raises(Unreachable):
        await office.courier.post(office.posting("send-2"), HELLO, first)


async def test_what_mattermost_does_not_understand_is_a_mistake_of_ours(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.mattermost.faults.refuse(CREATE, 400, "model.post.is_valid.props.app_error")
    with pytest.raises(Malformed):
        await office.post()
    assert "action=mattermost_refused status=400 error=model.post.is_valid.props.app_error" in caplog.text


async def test_a_message_that_arrived_is_found_by_its_send_id(office: Office) -> None:
    office.mattermost.faults.order(CREATE, Fault.DROP_AFTER)
    posting = office.posting()
    with pytest.raises(OutcomeUnknown):
        await office.courier.post(posting, HELLO, None)
    found = await office.courier.find(posting)
    camille = office.camille
    assert found == Posted(camille.direct.id, camille.posts()[0].id, WORKSPACE, camille.user.id)


async def test_a_message_is_found_behind_many_others_and_clocks_that_differ(office: Office) -> None:
    posting = office.posting()
    posted = await office.courier.post(posting, HELLO, None)
    for number in range(40):
        await office.post(id_=f"other-{number}")
    posting.created_at += timedelta(minutes=4)
    assert await office.courier.find(posting) == posted


async def test_a_message_that_never_arrived_is_not_found(office: Office) -> None:
    await office.post(id_="other")
    assert await office.courier.find(office.posting()) is None


async def test_what_was_edited_or_deleted_since_is_found_as_what_it_was(office: Office) -> None:
    posting = office.posting()
    posted = await office.courier.post(posting, HELLO, None)
    await office.courier.update(posted, sentence("Autrement"))
    assert await office.courier.find(posting) == posted
    await office.courier.delete(posted)
    assert await office.courier.find(posting) == posted


async def test_nobody_else_can_pretend_to_be_a_posting(office: Office) -> None:
    await office.post(id_="other")
    id_ = await office.camille.types("moi")
    next(post for post in office.camille.direct.posts if post.id == id_).props["pm_coach"] = {"send_id": "send-1"}
    assert await office.courier.find(office.posting()) is None


async def test_where_the_coach_may_not_look_or_not_see_all_it_cannot_tell(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = office.posting()
    await office.post(id_="other")
    monkeypatch.setattr("bot.platforms.mattermost.courier.MOST_SINCE", 1)
    with pytest.raises(CannotLook):
        await office.courier.find(posting)
    office.mattermost.history_hidden = True
    with pytest.raises(CannotLook):
        await office.courier.find(posting)


async def test_only_what_people_wrote_counts_as_a_reply(office: Office) -> None:
    channel = office.mattermost.channel("equipe", office.camille)
    posted = await office.post(channel=channel.id)
    await office.courier.post(office.posting("send-2", channel=channel.id), HELLO, posted)
    assert not await office.courier.has_replies(posted)
    reply = await office.camille.types("Merci", channel, thread=posted.message_id)
    assert await office.courier.has_replies(posted)
    await office.camille.deletes(reply)
    assert not await office.courier.has_replies(posted)
    await office.courier.delete(posted)
    assert not await office.courier.has_replies(posted)


async def test_a_profile_tells_name_language_and_zone_where_they_are_known(office: Office) -> None:
    zone = {"useAutomaticTimezone": "true", "automaticTimezone": "Asia/Kathmandu", "manualTimezone": ""}
    kim = office.mattermost.person("Kim", locale="en", timezone=zone)
    lou = office.mattermost.person("Lou", locale="")
    known = await office.courier.profile(WORKSPACE, kim.user.id)
    unknown = await office.courier.profile(WORKSPACE, lou.user.id)
    assert known is not None
    assert unknown is not None
    assert (known.name, known.language, known.zone) == ("Kim", "en", "Asia/Kathmandu")
    assert (unknown.name, unknown.language, unknown.zone) == ("Lou", None, None)
    assert await office.courier.profile(WORKSPACE, new_id()) is None


async def test_450_members_of_a_channel_are_all_listed_but_the_coach(office: Office) -> None:
    people = [office.mattermost.person(f"Personne {number}") for number in range(450)]
    channel = office.mattermost.channel("equipe", *people)
    members = await office.courier.members_of(WORKSPACE, channel.id, 450)
    assert await office.courier.members_of(WORKSPACE, channel.id, 449) is None
    assert members is not None
    assert sorted(members) == sorted(person.user.id for person in people)


async def test_the_coach_may_post_only_where_it_was_brought_in(office: Office) -> None:
    inside = office.mattermost.channel("dedans", office.camille)
    outside = office.mattermost.channel("dehors", office.camille, coach=False)
    private = office.mattermost.channel("secret", office.camille, private=True, coach=False)
    archived = office.mattermost.channel("archives", office.camille)
    await office.camille.archives(archived)
    places = (inside.id, outside.id, private.id, archived.id, new_id(), "../users/me")
    assert [await office.courier.can_post(WORKSPACE, place) for place in places] == [True, *[False] * 5]


@pytest.mark.parametrize(("bot", "may"), [("system_user", False), ("system_user system_post_all", True)])
async def test_where_only_some_may_post_the_coach_must_be_one_of_them(office: Office, bot: str, may: bool) -> None:
    channel = office.mattermost.channel("annonces", office.camille)
    channel.roles, office.mattermost.bot.roles = "reading_only", bot
    assert await office.courier.can_post(WORKSPACE, channel.id) is may


async def test_where_the_server_does_not_tell_who_may_post_being_a_member_is_enough(office: Office) -> None:
    channel = office.mattermost.channel("dedans", office.camille)
    office.mattermost.faults.refuse("POST /roles/names", 403)
    assert await office.courier.can_post(WORKSPACE, channel.id)


async def test_it_is_known_who_is_in_a_channel_as_far_as_the_coach_can_see(office: Office) -> None:
    inside = office.mattermost.channel("dedans", office.camille)
    outside = office.mattermost.channel("dehors", office.camille, coach=False)
    sacha = office.mattermost.person("Sacha").user.id
    asked = [(inside.id, office.camille.user.id), (inside.id, sacha), (outside.id, office.camille.user.id)]
    assert [await office.courier.is_in(WORKSPACE, *each) for each in asked] == [True, False, False]


async def test_a_post_that_is_there_and_may_not_be_changed_is_set_aside(office: Office) -> None:
    posted = await office.post()
    office.mattermost.faults.refuse(PATCH, 403)
    office.mattermost.faults.refuse(DELETE, 403)
    with pytest.raises(NobodyThere):
        await office.courier.update(posted, HELLO)
    with pytest.raises(NobodyThere):
        await office.courier.delete(posted)
