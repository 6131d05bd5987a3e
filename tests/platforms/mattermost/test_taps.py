"""Taps over the wire: who shows what became of a message, and where an answer goes."""

import asyncio
from typing import Any

import pytest

from bot.domain.people import Standing
from bot.domain.reflection import Answer, Rating
from bot.domain.thread_reply import ThreadReply
from bot.platforms.mattermost.workspace import WORKSPACE
from tests.platforms.mattermost.chat import fills
from tests.platforms.mattermost.coach import Coach
from tests.platforms.mattermost.double import Fault, Mattermost, Person, actions
from tests.platforms.mattermost.test_listening import starts
from tests.storage import things


async def test_what_became_of_a_question_only_the_outbox_shows(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await starts(coach, camille)
    mattermost.noted.clear()
    assert await actions.tap(mattermost, camille.user, camille.button("Non")) == {}
    assert mattermost.calls("GET /posts/{post_id}") == []
    await coach.settle()
    assert coach.say("answered.change") in camille.labels()


async def test_the_answer_to_a_tap_that_arrives_late_does_not_undo_a_later_one(
    coach: Coach, mattermost: Mattermost, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await starts(coach, camille)
    yes, no = camille.button("Oui"), camille.button("Non")
    call, on_its_way, may_arrive = mattermost.integrations.call, asyncio.Event(), asyncio.Event()

    async def slowly(url: str, **about: Any) -> Any:
        answer = await call(url, **about)
        on_its_way.set()
        await may_arrive.wait()
        return answer

    monkeypatch.setattr(mattermost.integrations, "call", slowly)
    late = asyncio.create_task(actions.tap(mattermost, camille.user, yes))
    await on_its_way.wait()
    monkeypatch.setattr(mattermost.integrations, "call", call)
    await camille.taps_again(no)
    await coach.settle()
    may_arrive.set()
    await late
    await coach.settle()
    assert [answer.rating for answer in await coach.kept(Answer)] == [Rating.NO]
    assert coach.say("answered.rated", rating=coach.say("ratings_in_words.no")) in camille.sees()


async def test_a_question_shown_again_to_answer_it_differently_goes_on_as_the_outbox_says(
    coach: Coach, camille: Person
) -> None:
    await starts(coach, camille)
    for _ in range(2):
        await camille.taps("Non")
        await coach.settle()
        await camille.taps(coach.say("answered.change"))
        assert "Oui" in camille.labels()
    await camille.taps("Non")
    await coach.settle()
    assert coach.say("answered.change") in camille.labels()


async def test_what_became_of_an_invitation_is_shown_in_its_place(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    alix, channel = mattermost.person("Alix", locale="fr"), mattermost.channel("equipe", camille)
    await camille.commands("/pm-coach", "équipe", channel)
    await fills(camille, {coach.say("fields.team_name"): "Démarches", coach.say("fields.people"): ["Alix"]})
    await coach.settle()
    await alix.taps(coach.say("invitation.decline"))
    await coach.settle()
    assert alix.reads() == [coach.say("invitation.declined", team="Démarches")]


@pytest.mark.parametrize(
    ("kind", "subject", "label", "said"),
    [
        ("status", "ana", ("pause.weeks", {"count": 1}), "status.title"),
        ("silence", "ana", ("silence.stop", {}), "stop.stopped"),
        ("reminder", "prompt", ("reminder.stop", {}), "reminder.no_more"),
        ("replied", "notice", ("replied.stop", {}), "replied.no_more"),
        ("guests", "guests", ("team.invite_nobody", {}), "team.nobody_invited"),
    ],
)
async def test_a_tap_in_a_message_that_the_outbox_does_not_follow_is_answered_in_its_place(
    coach: Coach, mattermost: Mattermost, kind: str, subject: str, label: tuple[str, dict[str, Any]], said: str
) -> None:
    ana = mattermost.person("Ana", locale="fr")
    here = {"workspace": WORKSPACE, "user": ana.user.id}
    states: dict[str, dict[str, Any]] = {"status": {"standing": Standing.PAUSED}, "silence": {"unanswered": 3}}
    async with coach.store.transaction() as tx:
        tx.add(*things.holder(**here, **states.get(kind, {})), things.prompt())
        tx.add(things.team(workspace=WORKSPACE), things.digest(), things.share(digest_id="digest"))
        tx.add(things.guest_list(**here, found={"kim": "Kim"}))
        heard = {"member_id": "ana", "digest_id": "digest", "message_id": "1", "notice": "notice"}
        tx.add(ThreadReply(id="reply", heard_at=things.MONDAY, **heard))
        tx.add(things.posting(**here, kind=kind, subject=subject))
    await coach.settle()
    before = ana.reads()
    await ana.taps(coach.say(label[0], **label[1]))
    await coach.settle()
    [after] = ana.reads()
    assert [after] != before
    assert coach.say(said) in after
    assert coach.say(label[0], **label[1]) not in ana.labels()


async def test_what_the_coach_answered_changes_at_once(coach: Coach, mattermost: Mattermost, camille: Person) -> None:
    await camille.commands("/pm-role")
    mattermost.clock.advance(31 * 60)
    await camille.taps(coach.library.role("fr").parts.why.title)
    shown = len(camille.posts())
    await camille.taps(coach.say("role.back"))
    assert len(camille.posts()) == shown
    assert coach.library.role("fr").short in camille.sees()


async def test_what_moved_from_a_channel_to_the_conversation_is_not_posted_from_there(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    channel = mattermost.channel("equipe", camille)
    await camille.commands("/pm-role", channel=channel)
    await camille.taps(coach.say("role.post_here"), channel)
    await coach.settle()
    await camille.taps(coach.library.role("fr").parts.why.title, channel)
    assert coach.library.role("fr").parts.why.text in camille.sees()
    assert coach.say("role.back") in camille.labels()
    assert coach.say("role.post_here") not in camille.labels()


async def test_an_answer_of_which_nobody_knows_whether_it_arrived_is_written_once(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    await camille.commands("/pm-role")
    mattermost.clock.advance(31 * 60)
    mattermost.faults.order("POST /posts", Fault.DROP_AFTER)
    await camille.taps(coach.library.role("fr").parts.why.title)
    assert len([post for post in camille.posts() if not post.only_for]) == 1
    assert coach.library.role("fr").parts.why.text in camille.sees()


async def test_a_form_speaks_of_longer_words_only_where_they_can_be_typed(
    coach: Coach, mattermost: Mattermost, camille: Person
) -> None:
    longer = coach.say("mattermost.longer", longest=3000)
    await starts(coach, camille)
    await camille.taps(coach.say("prompt.write"))
    assert longer in camille.modal
    kim = mattermost.person("Kim", locale="fr")
    here = {"workspace": WORKSPACE}
    async with coach.store.transaction() as tx:
        tx.add(*things.holder(**here), things.team(**here), things.passed_on(**here, coach=kim.user.id))
        tx.add(things.posting(**here, user=kim.user.id, kind="passed", subject="passed"))
    await coach.settle()
    await kim.taps(coach.say("product_coach.answer"))
    assert coach.say("product_coach.your_answer") in kim.modal
    assert longer not in kim.modal
