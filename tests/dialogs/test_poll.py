"""`poll`: a question to a team's channel, one tap each without names, and a count at most once it is closed."""

from collections.abc import Sequence

import pytest

from bot.domain.people import Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Answer, Digest
from tests.dialogs.groups import community, product_team, publishes, set_up
from tests.dialogs.reading import paris, spaced
from tests.dialogs.talk import Someone, Talk

CLOSING = "2026-12-02 11:00"
"""A week after it was put, at the digest's hour."""
FOUR_WEEKS_LATER = "2026-12-23 08:00"
TEAM, QUESTION = "Mes démarches", "evidence"
VOTERS = ("Inès", "Jules", "Karim", "Léa", "Malo", "Nour", "Ondine")
DIFFERING = ("yes", "yes", "no", "rather_no", "rather_yes", "no")
ALIKE = ("yes", "yes", "yes", "yes", "no", "no")


async def previews(someone: Someone, **values: str) -> None:
    """Chooses a question and sees the preview."""
    await someone.commands("/pm-coach poll")
    await someone.sends(**{"question": QUESTION, **values})
    assert someone.errors == {}


async def puts(talk: Talk, someone: Someone, **values: str) -> Poll:
    """Puts a question to the channel."""
    await previews(someone, **values)
    await someone.taps(talk.say("poll.put"))
    (poll,) = await talk.kept(Poll, state=PollState.OPEN)
    return poll


async def vote(talk: Talk, channel: str, ratings: Sequence[str], start: int = 0) -> list[Someone]:
    """As many people of the channel, none of whom has started, vote by one tap each."""
    people = [talk.person(name) for name in VOTERS[start : start + len(ratings)]]
    for someone, rating in zip(people, ratings, strict=True):
        await someone.taps(talk.say(f"ratings.{rating}"), channel)
        someone.sees(talk.say("poll.voted", until="")[:20], channel=channel)
    return people


async def polled(talk: Talk, ratings: Sequence[str] = DIFFERING) -> tuple[str, Someone]:
    """A product's team that was asked and has answered so."""
    channel, (andrea,) = await product_team(talk)
    await puts(talk, andrea)
    await vote(talk, channel, ratings)
    await talk.until(CLOSING)
    return channel, andrea


async def test_a_question_is_previewed_before_the_channel_reads_it(each_talk: Talk) -> None:
    say, (channel, (andrea,)) = each_talk.say, await product_team(each_talk)
    before = each_talk.posts(channel)
    asked = each_talk.library.role(each_talk.language).question(QUESTION).meeting
    await previews(andrea)
    andrea.sees(say("poll.preview", team=TEAM), asked, say("ratings.unknown"), say("poll.once", minimum=5))
    previewed = andrea.reads()[-1].splitlines()[1:4]
    assert each_talk.posts(channel) == before
    await andrea.taps(say("poll.put"))
    posted = each_talk.posts(channel)[-1]
    assert posted.splitlines()[: len(previewed)] == previewed
    assert "Andrea" in posted
    assert len(andrea.labels(channel)) == 5
    assert "Andrea" not in andrea.last(channel).notification


async def test_while_it_is_open_its_message_shows_when_it_closes_and_nothing_of_the_votes(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await puts(talk, andrea)
    before = talk.posts(channel)
    await vote(talk, channel, DIFFERING)
    await talk.until("2026-12-02 10:59")
    assert [text for text in talk.posts(channel) if "[" in text] == [text for text in before if "[" in text]
    await andrea.commands("/pm-coach poll")
    assert "6" not in andrea.reads()[-1]
    andrea.sees(talk.say("poll.withdraw", team=TEAM))


async def test_its_count_reaches_the_pm_alone_beside_their_own_answer(each_talk: Talk) -> None:
    say, (channel, (andrea,)) = each_talk.say, await product_team(each_talk)
    await andrea.commands("/pm-coach question")
    await andrea.taps(say("ratings.rather_yes"))
    (answer,) = await each_talk.kept(Answer)
    await puts(each_talk, andrea, question=answer.question_id)
    voters = await vote(each_talk, channel, DIFFERING)
    await each_talk.until(CLOSING)
    andrea.sees(say("poll.result", team=TEAM), f"{say('ratings.no')} | 2", f"{say('ratings.unknown')} | 0")
    today = "25 novembre 2026" if each_talk.language == "fr" else "25 November 2026"
    andrea.sees(say("poll.own_answer", rating=say("ratings_in_words.rather_yes"), day=today))
    closed = each_talk.posts(channel)[-1]
    assert say("poll.closed", day="")[-20:] in closed
    assert "|" not in closed
    assert "[" not in closed
    assert all(person.reads() == [] for person in voters)


async def test_the_channel_reads_the_count_once_the_pm_has_seen_how_and_shows_it(each_talk: Talk) -> None:
    say, (channel, andrea) = each_talk.say, await polled(each_talk)
    await andrea.taps(say("poll.show"))
    andrea.sees(say("poll.preview", team=TEAM), f"{say('ratings.no')} | 2")
    previewed = andrea.reads()[-1].splitlines()[1:-2]
    assert "|" not in each_talk.posts(channel)[-1]
    await andrea.taps(say("poll.show_it"))
    counted, told = each_talk.posts(channel)[-2:]
    assert counted.splitlines() == previewed
    assert say("poll.own_answer", rating="", day="")[:20] not in counted
    assert told == spaced(say("poll.shown_here"))
    await andrea.forges(f"poll.show/{(await each_talk.kept(Poll))[0].id}")
    assert each_talk.posts(channel)[-2:] == [counted, told], "it is said once"
    (shown,) = await each_talk.kept(Poll)
    assert shown.shown


@pytest.mark.parametrize("ratings", [DIFFERING[:4], ALIKE], ids=["too few", "too much alike"])
async def test_too_few_votes_or_votes_too_much_alike_are_shown_to_nobody_ever(
    talk: Talk, ratings: Sequence[str]
) -> None:
    say, (channel, andrea) = talk.say, await polled(talk, ratings)
    andrea.sees(say("poll.nothing", minimum=5))
    assert "|" not in andrea.reads()[-1] + talk.posts(channel)[-1]
    (poll,) = await talk.kept(Poll)
    assert poll.counts is None
    for act in ("poll.preview", "poll.show"):
        assert await andrea.forges(f"{act}/{poll.id}") == say("poll.not_found")
    assert "|" not in talk.posts(channel)[-1]


async def test_a_vote_can_be_changed_while_it_is_open_and_counts_once(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await puts(talk, andrea)
    ines = (await vote(talk, channel, ("unknown", *DIFFERING[1:])))[0]
    await ines.taps(talk.say("ratings.yes"), channel)
    await ines.taps(talk.say("ratings.yes"), channel)
    await talk.until(CLOSING)
    andrea.sees(f"{talk.say('ratings.yes')} | 2", f"{talk.say('ratings.unknown')} | 0")


async def test_a_tap_at_the_moment_of_closing_and_after_it_is_refused_with_a_sentence(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    poll = await puts(talk, andrea)
    await vote(talk, channel, DIFFERING)
    late = talk.person("Ondine")
    button = late.button(talk.say("ratings.yes"), channel)
    talk.clock.stand_still(poll.closes_at)
    await late.taps_again(button)
    late.sees(talk.say("poll.over"), channel=channel)
    await talk.until(CLOSING)
    assert await late.forges(f"poll.vote/{poll.id}/yes", channel) == talk.say("poll.over")
    (poll,) = await talk.kept(Poll)
    assert poll.counts is not None
    assert sum(poll.counts.values()) == len(DIFFERING)


async def test_what_keeps_one_vote_a_person_is_gone_once_it_is_closed(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    poll = await puts(talk, andrea)
    await vote(talk, channel, DIFFERING)
    (poll,) = await talk.kept(Poll)
    assert poll.key
    assert len(poll.ballots or {}) == len(DIFFERING)
    await talk.until(CLOSING)
    (poll,) = await talk.kept(Poll)
    assert (poll.key, poll.ballots) == (None, None)


async def test_nobody_of_another_channel_no_program_and_no_forged_value_is_counted(talk: Talk) -> None:
    _, (andrea,) = await product_team(talk)
    poll, elsewhere = await puts(talk, andrea), talk.channel("ailleurs")
    ines = talk.person("Inès")
    for act, channel in (
        (f"poll.vote/{poll.id}/yes", elsewhere),
        (f"poll.vote/{poll.id}/yes", ""),
        (f"poll.vote/{poll.id}/maybe", "demarches"),
        (f"poll.vote/{poll.id}", "demarches"),
        ("poll.vote/other/yes", "demarches"),
    ):
        assert await ines.forges(act, channel) == talk.say("errors.old_button")
    (poll,) = await talk.kept(Poll)
    assert poll.ballots == {}


async def test_who_answers_the_coach_elsewhere_is_told_that_their_vote_would_count_twice(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    sacha = talk.person("Sacha")
    await sacha.starts("Un autre produit")
    await puts(talk, andrea)
    await sacha.taps(talk.say("ratings.yes"), channel)
    sacha.sees(talk.say("poll.elsewhere"), channel=channel)
    (poll,) = await talk.kept(Poll)
    assert poll.ballots == {}


async def test_a_channel_gets_one_at_most_every_four_weeks(talk: Talk) -> None:
    say, (_, andrea) = talk.say, await polled(talk)
    (poll,) = await talk.kept(Poll)
    await andrea.commands("/pm-coach poll")
    assert andrea.labels() == [say("poll.result", team=TEAM)]
    assert await andrea.forges(f"poll.form/{poll.team_id}") == say("poll.too_soon")
    await talk.until("2026-12-22 20:00")
    assert await andrea.forges(f"poll.form/{poll.team_id}") == say("poll.too_soon")
    await talk.until(FOUR_WEEKS_LATER)
    await andrea.commands("/pm-coach poll")
    assert andrea.form is not None


async def test_the_next_asks_first_what_came_of_the_last_and_opens_with_it_if_its_pm_wants(each_talk: Talk) -> None:
    say, (channel, andrea) = each_talk.say, await polled(each_talk)
    await each_talk.until(FOUR_WEEKS_LATER)
    await andrea.commands("/pm-coach poll")
    assert andrea.form is not None
    assert next(iter(andrea.filled)) == "opening"
    assert each_talk.library.role(each_talk.language).question(QUESTION).meeting in andrea.form["intro"][0]["text"]
    words = "Nous lisons deux retours avant chaque revue."
    await andrea.sends(opening=words, question="impact")
    andrea.sees(words)
    await andrea.taps(say("poll.put"))
    posted = each_talk.posts(channel)[-1]
    assert posted.index(words) < posted.index(say("poll.asks", name="Andrea"))
    assert words not in andrea.last(channel).notification


async def test_left_empty_nothing_is_said_of_the_last_one(talk: Talk) -> None:
    channel, andrea = await polled(talk)
    await talk.until(FOUR_WEEKS_LATER)
    await puts(talk, andrea, question="impact")
    assert talk.say("poll.came_of", question="")[:20] not in talk.posts(channel)[-1]


async def test_it_closes_on_a_working_day(talk: Talk) -> None:
    _, (andrea,) = await product_team(talk)
    poll = await puts(talk, andrea, days="3")
    assert f"{poll.closes_at:%A %d %H}" == "Monday 30 10", "three days from Wednesday is a Saturday"


async def test_a_preview_of_another_day_is_not_put(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    before = talk.posts(channel)
    await previews(andrea)
    await talk.until("2026-11-26 10:00")
    await andrea.taps(talk.say("poll.put"))
    andrea.sees(talk.say("poll.preview_old"))
    assert talk.posts(channel) == before


async def test_a_preview_can_be_changed_or_dropped(talk: Talk) -> None:
    say, (_, (andrea,)) = talk.say, await product_team(talk)
    await previews(andrea, days="14")
    old = andrea.button(say("poll.put"))
    await andrea.taps(say("poll.edit"))
    assert (andrea.filled["question"], andrea.filled["days"]) == (QUESTION, "14")
    await andrea.sends(question="vision")
    await andrea.taps(say("poll.discard"))
    andrea.sees(say("poll.discarded"))
    assert await talk.kept(Poll) == []
    await andrea.taps_again(old)
    andrea.sees(say("poll.not_found"))


async def test_put_twice_it_is_put_once(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await previews(andrea)
    button = andrea.button(talk.say("poll.put"))
    before = len(talk.posts(channel))
    await andrea.taps_again(button)
    await andrea.taps_again(button)
    assert len(talk.posts(channel)) == before + 1


async def test_a_withdrawn_one_leaves_the_channel_with_every_vote(talk: Talk) -> None:
    say, (channel, (andrea,)) = talk.say, await product_team(talk)
    before = talk.posts(channel)
    await puts(talk, andrea)
    await vote(talk, channel, DIFFERING[:1])
    await andrea.commands("/pm-coach poll")
    await andrea.taps(say("poll.withdraw", team=TEAM))
    andrea.sees(say("poll.withdrawn", team=TEAM))
    assert talk.posts(channel)[: len(before)] == before
    assert not any(say("poll.asks", name="Andrea") in text for text in talk.posts(channel))
    (poll,) = await talk.kept(Poll)
    assert (poll.key, poll.ballots) == (None, None)


async def test_only_who_holds_the_product_or_is_in_the_community_may_put_one(each_talk: Talk) -> None:
    say, (channel, (andrea,)) = each_talk.say, await product_team(each_talk)
    sacha = each_talk.person("Sacha")
    await sacha.commands("/pm-coach poll", channel)
    sacha.sees(say("errors.not_started"), channel=channel)
    await sacha.starts("Un autre produit")
    await sacha.commands("/pm-coach poll", channel)
    sacha.sees(say("poll.no_team"), channel=channel)
    (team,) = await each_talk.kept(Team)
    assert await sacha.forges(f"poll.form/{team.id}") == say("poll.no_team")
    poll = await puts(each_talk, andrea)
    for act in ("put", "discard", "withdraw", "result", "preview", "show"):
        assert await sacha.forges(f"poll.{act}/{poll.id}/demarches") == say("poll.not_found")


async def test_of_two_pms_the_other_sees_no_result(talk: Talk) -> None:
    channel, (andrea, charlie) = await product_team(talk, 2)
    await puts(talk, andrea)
    await vote(talk, channel, DIFFERING)
    await talk.until(CLOSING)
    assert not any("|" in text for text in charlie.reads())
    await charlie.commands("/pm-coach poll")
    charlie.sees(talk.say("poll.not_yet", team=TEAM, day="")[:15])
    assert charlie.labels() == []


async def test_with_several_teams_each_shows_where_it_stands(talk: Talk) -> None:
    say, (_, (andrea,)) = talk.say, await product_team(talk)
    await puts(talk, andrea)
    await set_up(andrea, talk.channel("pm"), [], team_name="Les PM")
    await andrea.commands("/pm-coach team", "pm")
    await andrea.taps(say("team.join"), "pm")
    await andrea.commands("/pm-coach sondage")
    andrea.sees(say("poll.what", minimum=5), say("poll.is_open", team=TEAM, until="")[:20])
    assert sorted(andrea.labels()) == sorted([say("poll.withdraw", team=TEAM), say("poll.ask", team="Les PM")])
    await andrea.commands("/pm-coach pouls", "pm")
    assert andrea.form is not None


async def test_who_erases_everything_takes_their_vote_out_and_their_own_polls_are_withdrawn(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await puts(talk, andrea)
    ines = (await vote(talk, channel, DIFFERING[:2]))[0]
    await ines.commands("/pm-coach my-data")
    ines.sees(talk.say("my_data.open_votes", count=1))
    await _erases(talk, ines)
    (poll,) = await talk.kept(Poll)
    assert len(poll.ballots or {}) == 1
    assert not poll.has_vote_of(ines.user)
    await _erases(talk, andrea)
    (poll,) = await talk.kept(Poll)
    assert (poll.state, poll.ballots, poll.put_by, poll.put_by_name) == (PollState.WITHDRAWN, None, "", "")
    assert not any(talk.say("poll.asks", name="Andrea") in text for text in talk.posts(channel))


async def test_who_put_one_and_erases_everything_is_no_longer_named_in_the_channel(talk: Talk) -> None:
    channel, andrea = await polled(talk)
    await talk.until(FOUR_WEEKS_LATER)
    await puts(talk, andrea, question="impact", opening="Nous lisons des retours.")
    await vote(talk, channel, DIFFERING[:1], start=6)
    await talk.until("2026-12-31 10:00")
    assert "Nous lisons" in talk.posts(channel)[-1]
    await _erases(talk, andrea)
    told = "\n".join(talk.posts(channel))
    assert "Andrea" not in told.replace(talk.say("introduction.invited_by", name="Andrea"), "")
    assert "Nous lisons" not in told


async def test_a_team_that_sends_the_coach_away_takes_no_more_votes(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    poll = await puts(talk, andrea)
    await vote(talk, channel, DIFFERING[:1])
    await andrea.commands("/pm-coach team", channel)
    await andrea.taps(talk.say("team.send_away"), channel)
    assert await talk.person("Ondine").forges(f"poll.vote/{poll.id}/yes", channel) == talk.say("poll.over")
    (poll,) = await talk.kept(Poll)
    assert (poll.key, poll.ballots) == (None, None)


async def test_who_leaves_the_team_before_it_closes_gets_no_result(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    poll = await puts(talk, andrea)
    await vote(talk, channel, DIFFERING)
    await andrea.forges(f"team.leave/{poll.team_id}")
    await talk.until(CLOSING)
    assert not any("|" in text for text in andrea.reads())
    assert await andrea.forges(f"poll.result/{poll.id}") == talk.say("poll.no_team")


async def test_a_poll_counts_in_no_digest_and_an_answer_that_voted_in_no_later_total(talk: Talk) -> None:
    """Six members answer and vote; what the poll has told, the digest tells no more."""
    channel, people = await community(talk, 6, weekday="3")
    for someone, rating in zip(people, DIFFERING, strict=True):
        await someone.commands("/pm-coach question")
        await someone.taps(talk.say(f"ratings.{rating}"))
    question = (await talk.kept(Answer))[0].question_id
    async with talk.store.transaction() as tx:
        (team,) = await tx.all(Team)
        team.next_due = None
    await puts(talk, people[0], question=question)
    for someone, rating in zip(people, DIFFERING, strict=True):
        await someone.taps(talk.say(f"ratings.{rating}"), channel)
    await talk.until(CLOSING)
    people[0].sees(f"{talk.say('ratings.no')} | 2")
    assert {answer.drawn_in for answer in await talk.kept(Answer)} == {""}
    assert await talk.kept(Digest) == []


async def test_a_community_whose_digest_has_just_told_of_a_question_is_not_polled_on_it(talk: Talk) -> None:
    _, people = await community(talk, 6, weekday="3")
    for someone, rating in zip(people, DIFFERING, strict=True):
        await someone.commands("/pm-coach question")
        await someone.taps(talk.say(f"ratings.{rating}"))
    question = (await talk.kept(Answer))[0].question_id
    await talk.until("2026-11-26 11:30")
    (digest,) = await talk.kept(Digest)
    assert question in digest.totals
    await people[0].commands("/pm-coach poll")
    await people[0].sends(question=question)
    assert people[0].errors == {"question": talk.say("poll.told_lately", minimum=5)}


async def test_who_shared_their_answer_by_name_is_not_counted(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await andrea.commands("/pm-coach question")
    await andrea.taps(talk.say("ratings.no"))
    await publishes(talk, andrea, "Je n’en suis pas là.")
    question = (await talk.kept(Answer))[0].question_id
    await puts(talk, andrea, question=question)
    await andrea.taps(talk.say("ratings.no"), channel)
    await vote(talk, channel, DIFFERING)
    await talk.until(CLOSING)
    andrea.sees(f"{talk.say('ratings.no')} | 2")


async def test_after_a_poll_nobody_tells_by_name_what_would_uncover_the_others(talk: Talk) -> None:
    """Five votes hide nobody's any more once a fourth rating is known beside the reader's and a colleague's."""
    channel, (andrea, charlie) = await product_team(talk, 2)
    await puts(talk, andrea, question=(await _question(talk, andrea)))
    for someone, rating in ((andrea, "yes"), (charlie, "no")):
        await someone.taps(talk.say(f"ratings.{rating}"), channel)
    await vote(talk, channel, ("yes", "no", "rather_no"))
    await talk.until(CLOSING)
    andrea.sees(talk.say("poll.result", team=TEAM))
    (poll,) = await talk.kept(Poll)
    assert poll.counts is not None
    await andrea.taps(talk.say("answered.share"))
    await andrea.sends(excerpt="Oui, et voici comment.", name="named")
    assert andrea.errors == {"name": talk.say("share.counted", minimum=5)}


async def _question(talk: Talk, someone: Someone) -> str:
    """Answers this week's question; which one that is."""
    await someone.commands("/pm-coach question")
    await someone.taps(talk.say("ratings.yes"))
    return (await talk.kept(Answer))[0].question_id


async def _erases(talk: Talk, someone: Someone) -> None:
    for act in ("my_data.erase", "my_data.erase_now"):
        await someone.forges(act)
    await talk.settle()


async def test_a_vote_that_cannot_be_kept_is_not_said_to_be(disk: Talk) -> None:
    channel, (andrea,) = await product_team(disk)
    await puts(disk, andrea)
    ines = disk.person("Inès")
    button = ines.button(disk.say("ratings.yes"), channel)
    with disk.store_away():
        await ines.taps_again(button)
    ines.sees(disk.say("errors.store_away"), channel=channel)
    (poll,) = await disk.kept(Poll)
    assert poll.ballots == {}


async def test_after_thirteen_months_nothing_is_left_of_it(talk: Talk) -> None:
    channel, andrea = await polled(talk)
    asked = talk.library.role("fr").question(QUESTION).meeting
    await andrea.taps(talk.say("poll.show"))
    await andrea.taps(talk.say("poll.show_it"))
    await andrea.commands("/pm-coach pause")
    talk.clock.stand_still(paris("2028-01-10 10:00"))
    await talk.tick()
    assert await talk.kept(Poll) == []
    assert spaced(asked) not in "".join(talk.posts(channel))
    assert talk.say("poll.shown_here") not in talk.posts(channel)
    assert not any("|" in text for text in andrea.reads())
