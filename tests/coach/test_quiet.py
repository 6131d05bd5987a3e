"""What nobody asked for comes twice at most in any seven days, whatever it is."""

from collections.abc import Sequence

import pytest

from bot.coach import outbox
from bot.coach.quiet import say_what_waited
from bot.coach.say import TELLERS
from bot.domain.outbox import Posting, PostingState, Priority, Saying
from bot.domain.quiet import ANSWERS, UNASKED
from bot.ports import NotSent, Unreachable
from tests.coach.chat import fails
from tests.coach.office import Office
from tests.storage.things import DAY, HOUR, MONDAY, WEEK, holder, posting, prompt


def unasked(id_: str, **other: object) -> Posting:
    """Something that Ana did not ask for, and that stands for every kind of it."""
    return posting(id_, **{"unasked": True, **other})


async def on_days(office: Office, days: Sequence[int], **other: object) -> list[int]:
    """Want something said on each of these days; those on which something was."""
    said = []
    for number, day in enumerate(days):
        office.clock.moment = MONDAY + day * DAY
        before = len(office.chat.taken)
        await office.wants(unasked(f"{number}", not_after=office.clock.moment + HOUR, **other))
        await office.deliver()
        said += [day] if len(office.chat.taken) > before else []
    return said


def test_every_kind_of_saying_is_said_to_be_asked_for_or_not() -> None:
    assert not UNASKED & ANSWERS
    assert set(TELLERS) == UNASKED | ANSWERS


@pytest.mark.parametrize("kind", TELLERS)
async def test_what_nobody_asked_for_is_marked_so(office: Office, kind: str) -> None:
    async with office.store.transaction() as tx:
        scene = office.scene(tx)
        told = outbox.post(scene, Saying(kind), user="ana")
        wished = outbox.post(scene, Saying(kind), user="ana", asked_for=True)
        in_channel = outbox.post(scene, Saying(kind), channel="les-pm")
        assert (told.unasked, wished.unasked, in_channel.unasked) == (kind in UNASKED, False, False)


async def test_a_third_one_in_seven_days_is_let_go(office: Office) -> None:
    assert await on_days(office, [0, 2, 3, 6, 7, 8, 9, 9]) == [0, 2, 7, 9]


async def test_answers_are_said_however_many(office: Office) -> None:
    await on_days(office, [0, 0])
    await office.wants(*(posting(f"answer {number}") for number in range(3)))
    await office.deliver()
    assert len(office.chat.taken) == 5


async def test_what_has_no_last_moment_waits_for_a_day_with_room(office: Office) -> None:
    await on_days(office, [0, 1])
    await office.wants(unasked("patient"))
    await office.deliver()
    assert await office.state("patient") is PostingState.DROPPED
    async with office.store.transaction() as tx:
        assert await tx.next_moment() == MONDAY + WEEK
    for day, taken in ((6, False), (7, True)):
        office.clock.moment = MONDAY + day * DAY
        async with office.store.transaction() as tx:
            await say_what_waited(office.scene(tx), 10)
        await office.deliver()
        assert ("patient" in office.chat.taken) is taken


async def test_room_is_left_for_the_next_question(office: Office) -> None:
    office.clock.moment = MONDAY + DAY
    await office.wants(*holder(next_due=MONDAY + WEEK))
    await office.wants(unasked("first"))
    await office.deliver()
    await office.wants(unasked("second"))
    await office.deliver()
    assert office.chat.taken == ["first"]
    assert (await office.posting("second")).room_at == MONDAY + WEEK + DAY


async def test_a_question_about_to_be_said_goes_before_what_waited_for_the_same_moment(office: Office) -> None:
    await office.wants(*holder(next_due=MONDAY + WEEK), prompt(asked_at=MONDAY), unasked("before"))
    await office.deliver()
    office.clock.moment = MONDAY + HOUR
    await office.wants(
        unasked("waited"), unasked("question", kind="prompt", subject="prompt", priority=Priority.PROMPT)
    )
    await office.deliver()
    assert office.chat.taken == ["before", "question"]


async def test_the_days_are_those_of_the_person(office: Office) -> None:
    ana, *more = holder(zone="Pacific/Chatham")
    await office.wants(ana, *more)
    # In March midnight comes to Chatham at a quarter past ten in the morning of UTC.
    late, early = MONDAY + 3 * HOUR, MONDAY + WEEK + 2 * HOUR
    for id_, moment in (("tuesday", late), ("too", late), ("monday", early), ("next tuesday", early + HOUR)):
        office.clock.moment = moment
        await office.wants(unasked(id_, not_after=moment + HOUR))
        await office.deliver()
    assert office.chat.taken == ["tuesday", "too", "next tuesday"]


async def test_other_people_and_other_workspaces_have_days_of_their_own(office: Office) -> None:
    for other in ({"user": "ben"}, {"workspace": "playground:there"}, {}):
        name = "".join(other.values())
        await office.wants(*(unasked(f"{name}{number}", not_after=MONDAY + HOUR, **other) for number in range(3)))
    await office.deliver()
    assert len(office.chat.taken) == 6


async def test_what_is_tried_again_is_counted_once(office: Office) -> None:
    office.chat.before_taking = fails(NotSent("slow down"), times=3, only="stubborn")
    await office.wants(unasked("stubborn"), unasked("second"))
    for _ in range(4):
        await office.deliver()
        await office.let_time_pass()
    assert sorted(office.chat.taken) == ["second", "stubborn"]


async def test_what_never_arrived_takes_no_room(office: Office) -> None:
    office.chat.before_taking = fails(Unreachable("closed"), only="lost")
    for id_ in ("lost", "first", "second", "third"):
        await office.wants(unasked(id_, not_after=MONDAY + HOUR))
        await office.deliver()
    assert office.chat.taken == ["first", "second"]


async def test_what_was_taken_away_again_was_heard(office: Office) -> None:
    await on_days(office, [0, 1], subject="typed.stopped")
    await office.take_away("phrase", "typed.stopped")
    await office.deliver()
    assert office.chat.shown == {}
    await office.wants(unasked("third", not_after=office.clock.moment + HOUR))
    await office.deliver()
    assert "third" not in office.chat.taken
