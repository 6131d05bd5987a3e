"""A product coach sees the teams they accompany, their digests, and what waits for an answer: nothing else."""

import pytest

from tests.dialogs.groups import publishes, set_up
from tests.dialogs.talk import Talk
from tests.dialogs.test_poll import ALIKE, CLOSING, DIFFERING, puts, vote
from tests.dialogs.test_product_coach import accompanied, passes_on

MONDAY, FRIDAY = "2026-11-30 09:00", "2026-12-04 11:00"
WORDS = "Comment dire non sans fermer la porte ?"


async def test_it_shows_the_teams_and_says_that_nothing_waits(each_talk: Talk) -> None:
    _, sacha = await accompanied(each_talk)
    await sacha.commands("/pm-coach product-coach")
    say = each_talk.say
    sacha.sees(say("product_coach.place"), say("product_coach.team_without", team="Mes démarches"))
    sacha.sees(say("product_coach.waiting", count=0), say("product_coach.place_reads"))


async def test_what_was_passed_on_waits_until_it_is_answered_and_again_after_a_reply(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, WORDS)
    await sacha.commands("/pm-coach product-coach")
    sacha.sees(say("product_coach.waiting", count=1), WORDS)
    await sacha.taps(say("product_coach.answer"))
    await sacha.sends(words="Dites d’abord oui au besoin.")
    await sacha.commands("/pm-coach product-coach")
    sacha.sees(say("product_coach.waiting", count=0))
    assert WORDS not in sacha.reads()[-1]
    await andrea.taps(say("product_coach.answer"))
    await andrea.sends(words="Et ensuite ?")
    await sacha.commands("/pm-coach product-coach")
    sacha.sees(say("product_coach.waiting", count=1))


async def test_the_last_digest_is_read_as_its_channel_reads_it(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.no"))
    await andrea.types("Un lynx a traversé la réunion.")
    await publishes(each_talk, andrea, "Un lynx a traversé la réunion.")
    await each_talk.until(FRIDAY)
    await sacha.commands("/pm-coach product-coach")
    await sacha.taps(say("product_coach.read_digest", team="Mes démarches"))
    sacha.sees("Un lynx a traversé la réunion.")
    button = sacha.button(say("product_coach.read_digest", team="Mes démarches"))
    await andrea.commands("/pm-coach shared")
    await andrea.taps(say("share.take_back"))
    await sacha.taps_again(button)
    sacha.sees(say("product_coach.no_digest"))


async def test_ratings_and_silence_are_never_shown(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await sacha.commands("/pm-coach product-coach")
    before = sacha.reads()[-1]
    await each_talk.until(MONDAY)
    await andrea.taps(each_talk.say("ratings.no"))
    await sacha.commands("/pm-coach product-coach")
    assert sacha.reads()[-1] == before


async def test_in_a_channel_of_product_coaches_anybody_there_sees_it(each_talk: Talk) -> None:
    coaches = each_talk.channel("coachs")
    andrea, sacha = await accompanied(each_talk, product_coach_channel=coaches)
    await passes_on(each_talk, andrea, WORDS)
    await sacha.commands("/pm-coach product-coach", coaches)
    sacha.sees(WORDS, each_talk.say("product_coach.waiting", count=1), channel=coaches)
    await sacha.commands("/pm-coach product-coach")
    assert WORDS not in sacha.reads()[-1]


async def test_somebody_else_reads_no_digest_of_the_team(talk: Talk) -> None:
    andrea, sacha = await accompanied(talk)
    charlie, other = talk.person("Charlie"), talk.channel("pm")
    await set_up(charlie, other, ["andrea"], product_coach=["charlie"])  # type: ignore[arg-type]
    await talk.until(MONDAY)
    await andrea.taps(talk.say("ratings.no"))
    await andrea.types("Un lynx.")
    await publishes(talk, andrea, "Un lynx.")
    await talk.until(FRIDAY)
    await sacha.commands("/pm-coach product-coach")
    read = sacha.button(talk.say("product_coach.read_digest", team="Mes démarches"))
    assert await charlie.forges(read[1]) == talk.say("product_coach.no_digest")


@pytest.mark.parametrize(("ratings", "shown"), [(DIFFERING, True), (DIFFERING, False), (ALIKE, False)])
async def test_a_closed_question_is_read_as_its_channel_reads_it(
    each_talk: Talk, ratings: tuple[str, ...], shown: bool
) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    poll = await puts(each_talk, andrea)
    await vote(each_talk, "demarches", ratings)
    await sacha.commands("/pm-coach product-coach")
    read = say("product_coach.read_poll", team="Mes démarches")
    assert read not in sacha.labels()
    await each_talk.until(CLOSING)
    if shown:
        await andrea.taps(say("poll.show"))
        await andrea.taps(say("poll.show_it"))
    await sacha.commands("/pm-coach product-coach")
    await sacha.taps(read)
    sacha.sees(say("poll.question", question=poll.asked))
    assert sacha.reads()[-1] == each_talk.posts("demarches")[-2 if shown else -1]
    assert (say("poll.answers", count=6) in sacha.reads()[-1]) is shown


async def test_of_the_digest_they_read_what_can_be_tapped_in_the_channel_is_left_out(talk: Talk) -> None:
    andrea, sacha = await accompanied(talk)
    await talk.until(MONDAY)
    await andrea.taps(talk.say("ratings.no"))
    await publishes(talk, andrea, "Un lynx.")
    await talk.until(FRIDAY)
    await sacha.commands("/pm-coach coach-produit")
    await sacha.taps(talk.say("product_coach.read_digest", team="Mes démarches"))
    assert talk.say("digest.tell") in andrea.labels("demarches")
    assert sacha.labels() == []


async def test_somebody_else_reads_no_question_of_the_team(talk: Talk) -> None:
    andrea, sacha = await accompanied(talk)
    charlie, other = talk.person("Charlie"), talk.channel("pm")
    await set_up(charlie, other, ["andrea"], product_coach=["charlie"])  # type: ignore[arg-type]
    await puts(talk, andrea)
    await talk.until(CLOSING)
    await sacha.commands("/pm-coach product-coach")
    act = sacha.button(talk.say("product_coach.read_poll", team="Mes démarches"))[1]
    assert await charlie.forges(act) == talk.say("product_coach.no_poll")
