"""Two who hold a product see their ratings side by side, once both agreed; never words, never what is missing."""

import json

from bot.domain.people import Member
from bot.domain.reflection import Prompt
from bot.domain.together import Comparison, Pair, PairState
from tests.dialogs.talk import Someone, Talk

MONDAYS = ("2026-11-30 09:00", "2026-12-07 09:00", "2026-12-14 09:00", "2026-12-21 09:00", "2026-12-28 09:00")
PRODUCT = "Mes démarches"


async def holders(talk: Talk, *names: str) -> list[Someone]:
    """People who hold the same product and are asked on Mondays at nine."""
    people = [talk.person(name) for name in names]
    for someone in people:
        await someone.starts(PRODUCT, way="shared", side="business")
    return people


async def proposes(talk: Talk, someone: Someone, to: str) -> None:
    """Proposes it to somebody, by way of the settings."""
    await someone.commands("/pm-coach settings")
    await someone.taps(talk.say("together.title"))
    await someone.taps(talk.say("together.propose"))
    await someone.sends(person=[to])


async def pair(talk: Talk) -> list[Someone]:
    """Andrea and Sacha, who agreed with the first question."""
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    await sacha.taps(talk.say("together.agree"))
    return [andrea, sacha]


async def takes_an_action(talk: Talk, someone: Someone) -> None:
    await someone.commands("/pm-coach action")
    await someone.taps(talk.say("action.write"))
    await someone.sends(situation="on me demande une date", deed="je demande pour qui")


async def rate(talk: Talk, *ratings: tuple[Someone, str]) -> None:
    for someone, rating in ratings:
        await someone.taps(talk.say(f"ratings.{rating}"))


async def side_by_side(talk: Talk, someone: Someone, own: str, name: str, other: str, week: int = 0) -> str:
    """The line that tells both, of the question of that week from the first."""
    member = next(each for each in await talk.kept(Member) if each.user == someone.user)
    prompts = sorted(await talk.kept(Prompt, member_id=member.id), key=lambda prompt: prompt.asked_at)
    words = {side: talk.say(f"ratings_in_words.{rating}") for side, rating in (("own", own), ("other", other))}
    return talk.say("together.both", question=prompts[week].asked.question, name=name, **words)


async def test_once_both_agreed_the_next_question_shows_both_ratings_and_where_they_differ(each_talk: Talk) -> None:
    talk = each_talk
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    before = sacha.reads()
    await proposes(talk, andrea, "sacha")
    andrea.sees(talk.say("together.noted"))
    assert sacha.reads() == before, "an unasked message of its own"
    await talk.until(MONDAYS[0])
    sacha.sees(talk.say("together.proposal", name="Andrea", product=PRODUCT))
    await sacha.taps(talk.say("together.agree"))
    sacha.sees(talk.say("together.agreed", name="Andrea", product=PRODUCT))
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[1])
    ways = talk.library.role(talk.language).way("shared")
    [point] = [each.text for each in ways.attention if each.id == "shared-roles"]
    andrea.sees(await side_by_side(talk, andrea, "yes", "Sacha", "no"), talk.say("together.far", point=point))
    sacha.sees(await side_by_side(talk, sacha, "no", "Andrea", "yes"))


async def test_who_proposed_it_learns_with_their_next_question_that_the_other_agreed(each_talk: Talk) -> None:
    talk = each_talk
    andrea, sacha = await pair(talk)
    news = talk.say("together.has_agreed", name="Sacha", product=PRODUCT)
    assert news not in andrea.reads()[-1]
    await talk.until(MONDAYS[1])
    andrea.sees(news)
    assert talk.say("together.has_agreed", name="Andrea", product=PRODUCT) not in " ".join(sacha.reads())
    await rate(talk, (andrea, "yes"))
    await talk.until(MONDAYS[2])
    assert news not in andrea.reads()[-1]
    await card(talk, sacha)
    await sacha.taps(talk.say("together.end"))
    assert news not in " ".join(andrea.reads())


async def test_both_are_shown_the_same_though_one_of_them_comes_later_and_has_an_action_in_hand(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"), (sacha, "rather_yes"))
    await takes_an_action(talk, sacha)
    await sacha.types("pause 3 semaines")
    await talk.until(MONDAYS[1])
    andrea.sees(await side_by_side(talk, andrea, "yes", "Sacha", "rather_yes"))
    await talk.until(MONDAYS[3])
    both = await side_by_side(talk, sacha, "rather_yes", "Andrea", "yes")
    sacha.sees(both, talk.say("action.asked"))
    [one, other] = sorted(await talk.kept(Comparison), key=lambda each: each.told_at)
    assert (one.own_id, one.other_id) == (other.other_id, other.own_id)


async def test_with_an_action_every_week_it_still_comes_to_both(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    for someone in (andrea, sacha):
        await takes_an_action(talk, someone)
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    sacha.sees(talk.say("together.proposal", name="Andrea", product=PRODUCT))
    assert talk.say("action.asked") not in sacha.reads()[-1], "one request at most"
    andrea.sees(talk.say("action.asked"))
    await sacha.taps(talk.say("together.agree"))
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[1])
    sacha.sees(await side_by_side(talk, sacha, "no", "Andrea", "yes"), talk.say("action.asked"))
    andrea.sees(await side_by_side(talk, andrea, "yes", "Sacha", "no"), talk.say("action.asked"))


async def test_a_proposal_stays_with_the_answer_until_it_is_answered_too(each_talk: Talk) -> None:
    talk = each_talk
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    await sacha.taps(talk.say("ratings.no"))
    sacha.sees(talk.say("together.proposal", name="Andrea", product=PRODUCT))
    assert talk.say("action.offered") not in sacha.reads()[-1], "one request at most"
    await sacha.taps(talk.say("together.agree"))
    sacha.sees(talk.say("together.agreed", name="Andrea", product=PRODUCT), talk.say("action.offered"))


async def test_a_proposal_stays_with_a_question_that_is_skipped(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    await sacha.taps(talk.say("prompt.skip"))
    await sacha.taps(talk.say("together.decline"))
    assert talk.say("together.decline") not in sacha.labels()


async def test_a_proposal_without_an_answer_comes_again_once_after_a_month(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    told = []
    for monday in (*MONDAYS, "2027-01-04 09:00", "2027-01-11 09:00", "2027-01-18 09:00", "2027-01-25 09:00"):
        await talk.until(monday)
        told.append(talk.say("together.agree") in sacha.labels())
        await rate(talk, (sacha, "yes"))
    assert told == [True, False, False, False, True, False, False, False, False]
    assert " ".join(sacha.reads()).count(talk.say("together.agree")) == 1, "in the later one alone"


async def test_it_comes_once_a_month_at_most_and_then_of_the_answers_that_differ_most(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    for week, (own, other) in enumerate((("yes", "yes"), ("yes", "rather_yes"), ("yes", "no"), ("no", "no"))):
        await rate(talk, (andrea, own), (sacha, other))
        await talk.until(MONDAYS[week + 1])
    assert len(await talk.kept(Comparison)) == 2
    await rate(talk, (andrea, "unknown"), (sacha, "yes"))
    await talk.until("2027-01-04 09:00")
    andrea.sees(await side_by_side(talk, andrea, "yes", "Sacha", "no", week=2))


async def test_nothing_is_shown_or_said_to_be_missing_while_one_of_them_has_not_answered(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"))
    await talk.until(MONDAYS[1])
    assert await talk.kept(Comparison) == []
    assert talk.say("together.end") not in andrea.labels()
    assert "Andrea" not in sacha.reads()[-1]
    await andrea.commands("/pm-coach settings")
    await andrea.taps(talk.say("together.title"))
    assert await side_by_side(talk, andrea, "yes", "Sacha", "no") not in andrea.reads()[-1]


async def test_a_question_that_is_brought_back_later_shows_what_it_showed(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until("2026-12-09 10:00")
    show = andrea.button(talk.say("reminder.show"))
    await talk.until(MONDAYS[2])
    await rate(talk, (andrea, "yes"), (sacha, "rather_no"))
    await andrea.types("pause 2 mois")
    await talk.until("2027-01-06 10:00")
    await andrea.taps_again(show)
    andrea.sees(await side_by_side(talk, andrea, "yes", "Sacha", "no"), talk.say("prompt.write"))


async def test_what_was_answered_before_both_agreed_is_never_shown(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await talk.until(MONDAYS[0])
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[1])
    await sacha.taps(talk.say("together.agree"))
    await talk.until(MONDAYS[2])
    assert await talk.kept(Comparison) == []


async def test_words_are_never_shown(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await andrea.types("Hapax de ma part.")
    await talk.until(MONDAYS[1])
    assert "Hapax" not in " ".join(sacha.reads())


async def test_declining_is_told_to_nobody(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    before = await card(talk, andrea)
    await talk.until(MONDAYS[0])
    await sacha.taps(talk.say("together.decline"))
    assert talk.say("together.decline") not in sacha.labels()
    assert await card(talk, andrea) == before
    assert talk.say("together.agree") not in await card(talk, sacha)


async def test_a_proposal_to_who_does_not_hold_the_product_looks_the_same(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    alix = talk.person("Alix")
    await alix.starts("Autre chose")
    await proposes(talk, andrea, "sacha")
    said = andrea.reads()[-1]
    await andrea.taps(talk.say("together.withdraw"))
    await proposes(talk, andrea, "alix")
    assert andrea.reads()[-1] == said
    await talk.until(MONDAYS[0])
    assert "Andrea" not in " ".join([*alix.reads(), *sacha.reads()])


async def test_who_proposes_what_was_proposed_to_them_agrees(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await proposes(talk, sacha, "andrea")
    [one] = await talk.kept(Pair)
    assert one.agreed_at is not None


async def test_who_agreed_with_somebody_can_neither_propose_it_nor_agree_again_before_that_ends(talk: Talk) -> None:
    andrea, sacha, alix = await holders(talk, "Andrea", "Sacha", "Alix")
    await proposes(talk, alix, "sacha")
    await sacha.commands("/pm-coach settings")
    await sacha.taps(talk.say("together.title"))
    old_form, agree = sacha.button(talk.say("together.propose")), sacha.button(talk.say("together.agree"))
    await proposes(talk, sacha, "andrea")
    await proposes(talk, andrea, "sacha")
    assert talk.say("together.propose") not in await card(talk, sacha)
    await sacha.taps_again(agree)
    sacha.sees(talk.say("together.taken"))
    await sacha.taps_again(old_form)
    await sacha.sends(person=["alix"])
    assert list(sacha.errors.values()) == [talk.say("together.taken")]
    assert len([each for each in await talk.kept(Pair) if each.agreed_at]) == 1
    await card(talk, sacha)
    await sacha.taps(talk.say("together.end"))
    await sacha.taps_again(agree)
    with_alix = await card(talk, sacha)
    assert talk.say("together.propose") not in with_alix
    assert talk.say("together.agree") not in with_alix


async def test_what_somebody_proposed_is_good_no_more_once_they_agreed_with_somebody_else(talk: Talk) -> None:
    andrea, sacha, alix = await holders(talk, "Andrea", "Sacha", "Alix")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    agree = sacha.button(talk.say("together.agree"))
    await proposes(talk, alix, "andrea")
    await proposes(talk, andrea, "alix")
    assert talk.say("together.agree") not in sacha.labels()
    await sacha.taps_again(agree)
    sacha.sees(talk.say("together.not_found"))
    [only] = await talk.kept(Pair)
    assert only.name == "Alix"


async def test_who_agreed_with_somebody_hears_of_another_proposal_once_that_ended(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    [alix] = await holders(talk, "Alix")
    await proposes(talk, alix, "sacha")
    await talk.until(MONDAYS[1])
    assert "Alix" not in sacha.reads()[-1]
    await card(talk, andrea)
    await andrea.taps(talk.say("together.end"))
    await talk.until(MONDAYS[2])
    sacha.sees(talk.say("together.proposal", name="Alix", product=PRODUCT))


async def test_after_a_pair_that_showed_something_both_wait_eight_weeks_for_the_next_one(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    [alix] = await holders(talk, "Alix")
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[1])
    await sacha.taps(talk.say("together.end"))
    await proposes(talk, andrea, "alix")
    assert list(andrea.errors.values()) == [talk.say("together.too_soon", count=56)]
    await proposes(talk, alix, "sacha")
    await sacha.commands("/pm-coach settings")
    await sacha.taps(talk.say("together.title"))
    await sacha.taps(talk.say("together.agree"))
    sacha.sees(talk.say("together.too_soon", count=56))
    assert await talk.kept(Pair, state=PairState.AGREED) == []
    await talk.until("2027-02-01 09:05")
    await proposes(talk, alix, "sacha")
    await proposes(talk, sacha, "alix")
    assert len(await talk.kept(Pair, state=PairState.AGREED)) == 1


async def test_one_cannot_propose_it_to_oneself(talk: Talk) -> None:
    [andrea] = await holders(talk, "Andrea")
    await proposes(talk, andrea, "andrea")
    assert andrea.errors == {"person": talk.say("together.yourself")}


async def test_either_ends_it_and_what_was_shown_leaves_both_conversations(each_talk: Talk) -> None:
    talk = each_talk
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[1])
    assert "Andrea" in sacha.reads()[-1]
    await sacha.taps(talk.say("together.end"))
    assert "Andrea" not in sacha.reads()[-1]
    assert "Sacha" not in andrea.reads()[-1]
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[2])
    assert "Andrea" not in sacha.reads()[-1]


async def test_who_erases_everything_leaves_the_other_one_too(talk: Talk) -> None:
    andrea, sacha = await pair(talk)
    await rate(talk, (andrea, "yes"), (sacha, "no"))
    await talk.until(MONDAYS[1])
    await sacha.commands("/pm-coach my-data")
    await sacha.taps(talk.say("my_data.erase"))
    await sacha.taps(talk.say("my_data.erase_now"))
    assert "Sacha" not in andrea.reads()[-1]
    assert (await talk.kept(Pair), await talk.kept(Comparison)) == ([], [])


async def test_who_erases_everything_is_named_no_more_where_they_proposed_it(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    assert "Andrea" in sacha.reads()[-1]
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(talk.say("my_data.erase"))
    await andrea.taps(talk.say("my_data.erase_now"))
    assert "Andrea" not in sacha.reads()[-1]


async def test_ones_own_data_tell_neither_that_it_was_declined_nor_that_it_was_read(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    await sacha.taps(talk.say("together.decline"))
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(talk.say("my_data.export"))
    [machine] = [block["content"] for block in andrea.last().blocks or [] if block.get("name", "").endswith(".json")]
    [proposed] = json.loads(machine)["rows"]["pairs"]
    assert proposed["user"] == "sacha"
    assert not {"state", "told_in"} & proposed.keys()


async def test_an_old_proposal_lapses(talk: Talk) -> None:
    andrea, sacha = await holders(talk, "Andrea", "Sacha")
    await proposes(talk, andrea, "sacha")
    await talk.until(MONDAYS[0])
    button = sacha.button(talk.say("together.agree"))
    await talk.until("2027-02-01 10:00")
    await sacha.taps_again(button)
    sacha.sees(talk.say("together.lapsed"))


async def card(talk: Talk, someone: Someone) -> str:
    """What the card about it says to them now."""
    await someone.commands("/pm-coach settings")
    await someone.taps(talk.say("together.title"))
    return someone.reads()[-1]
