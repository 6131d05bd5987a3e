"""What an answer brings: something that fits it, one request at most, and nothing twice within three months."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.coaching import Advice
from bot.domain.people import Holding, Way
from bot.domain.reflection import Answer, Prompt, Rating, TypedWords
from bot.domain.tips import THREE_MONTHS, Occasion, Told
from tests.dialogs.groups import accept, set_up
from tests.dialogs.reading import buttons_of, spaced, text_of
from tests.dialogs.talk import Someone, Talk
from tests.storage import things

MONDAY = date(2026, 11, 30)
GENERAL = {
    "fr": "Globalement oui, la vision est claire pour l’équipe.",
    "en": "I think it is mostly clear to the team.",
}
SPECIFIC = {
    "fr": "Demain, je relis la vision avec deux directions.",
    "en": "Tomorrow I reread it with two departments.",
}
MORE = {"fr": "Deux agents l’ont redite mardi.", "en": "Two agents said it again on Tuesday."}


async def asked(talk: Talk, **values: str) -> Someone:
    """Someone who is asked on Monday at nine."""
    camille = talk.person("Camille")
    await camille.starts(**values)
    await talk.until(f"{MONDAY} 09:00")
    return camille


async def last_prompt(talk: Talk) -> Prompt:
    return (await talk.kept(Prompt, order="asked_at"))[-1]


async def fitting(talk: Talk, way: str = "business") -> Advice:
    """What the content has for the question asked last and that way of holding the role."""
    return talk.library.coaching(talk.language).advice((await last_prompt(talk)).question_id, way)


async def told(talk: Talk) -> list[tuple[str, str]]:
    """What was told on which occasion, in that order."""
    return [(each.occasion.value, each.said) for each in await talk.kept(Told, order="told_at")]


async def further(talk: Talk) -> str:
    """The one question that was chosen about written words."""
    ((said,),) = [[each.said] for each in await talk.kept(Told, occasion="words")]
    words = talk.library.coaching(talk.language).words_of(said)
    assert words is not None
    return talk.say("answered.further") + "\n" + words


def in_place(talk: Talk, someone: Someone) -> str:
    """The message that stands in place of the question answered last, with all that can be tapped in it."""
    change = [talk.say(key) for key in ("answered.change", "answered.rate")]
    return [text_of(post) for post in someone.posts() if any(name in change for name, _ in buttons_of(post))][-1]


async def test_a_low_answer_brings_a_tip_and_its_action_in_place_of_the_question(each_talk: Talk) -> None:
    camille, say = await asked(each_talk, way="shared"), each_talk.say
    before, tip = len(camille.reads()), (await fitting(each_talk, "shared")).tips[0]
    await camille.taps(say("ratings.rather_no"))
    camille.sees(tip.text, say("action.sentence", situation=tip.situation, deed=tip.act))
    assert len(camille.reads()) == before
    assert await told(each_talk) == [("low", tip.id)]


async def test_who_does_not_know_gets_a_way_to_find_out_and_no_action(each_talk: Talk) -> None:
    camille, say = await asked(each_talk, way="project_lead"), each_talk.say
    await camille.taps(say("ratings.unknown"))
    camille.sees(say("answered.then_unknown"), (await fitting(each_talk, "project_lead")).ways_to_find_out[0].text)
    offered = [say(key) for key in ("prompt.write", "answered.change", "answered.share")]
    assert camille.labels() == offered


async def test_a_yes_brings_what_made_it_so_to_keep_and_where_there_is_a_team_to_share(each_talk: Talk) -> None:
    camille, say = await asked(each_talk, way="unknown"), each_talk.say
    await camille.taps(say("ratings.yes"))
    camille.sees(say("answered.then_yes"), (await fitting(each_talk, "unknown")).when_yes[0].text)
    assert f"[{say('prompt.write')}] [{say('answered.menu')}]" in camille.reads()[-1]
    await set_up(camille, each_talk.channel("demarches"), ["camille"], kind="product", team_name="Mes démarches")
    await accept(each_talk, camille)
    await camille.taps(say("answered.change"))
    await camille.taps(say("ratings.rather_yes"))
    both = f"[{say('prompt.write')}] [{say('answered.share')}] [{say('answered.menu')}]"
    assert both in in_place(each_talk, camille)


async def test_a_third_yes_in_three_months_gets_a_nod_and_each_time_another_one(talk: Talk) -> None:
    camille, say = await asked(talk), talk.say
    nods, met = talk.library.say(talk.language).list("answered.nods"), dict[str, list[str]]()
    for week in range(13):
        await talk.until(f"{MONDAY + timedelta(weeks=week)} 09:00")
        await camille.taps(say("ratings.yes"))
        said = met.setdefault((await last_prompt(talk)).question_id, [])
        said.append(camille.reads()[-1].splitlines()[1])
    for first, second, third, *more in met.values():
        assert say("answered.then_yes") in first
        assert say("answered.then_yes") in second
        assert len({third, *more}) == len([third, *more])
        assert all(any(spaced(nod) in line for nod in nods) for line in (third, *more))


async def test_another_kind_of_answer_is_told_something_else_and_back_again_the_same(talk: Talk) -> None:
    camille, said = await asked(talk), dict[str, set[str]]()
    for rating in ("Non", "Oui", "Je ne sais pas", "Plutôt non", "Plutôt oui", "Je ne sais pas"):
        await camille.taps(rating)
        said.setdefault(rating.removeprefix("Plutôt ").capitalize(), set()).add(camille.reads()[-1].splitlines()[2])
        await camille.taps("Changer de réponse")
    assert [len(texts) for texts in said.values()] == [1, 1, 1]
    assert len(set.union(*said.values())) == 3
    assert len(await told(talk)) == 3


async def test_what_was_told_stays_whatever_is_changed_afterwards(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Non")
    (holding,) = await talk.kept(Holding)
    async with talk.store.transaction() as tx:
        kept = await tx.get(Holding, holding.id)
        assert kept is not None
        kept.way = Way.SHARED
    tip = camille.reads()[-1].splitlines()[2]
    await talk.until("2026-12-03 09:00")
    message = await camille.types(SPECIFIC["fr"])
    await camille.edits(message, MORE["fr"])
    await camille.taps("Changer de réponse")
    await camille.taps("Plutôt non")
    assert tip in in_place(talk, camille)
    assert len(await told(talk)) == 1


async def test_a_suggestion_that_is_left_goes_and_its_tip_stays(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("ratings.no"))
    tip = camille.reads()[-1].splitlines()[2]
    await camille.taps(say("action.leave"))
    camille.sees(tip)
    for _ in range(2):
        assert say("action.offered") not in camille.reads()[-1]
        assert say("action.write") not in camille.labels()
        await camille.taps(say("answered.change"))
        assert say("action.now_dropped") not in camille.reads()[-1]
        await camille.taps(say("ratings.rather_no"))
    await camille.commands("/pm-coach action")
    camille.sees(say("action.none"))


async def test_nothing_returns_within_three_months_extra_questions_included(talk: Talk) -> None:
    camille = await asked(talk)
    for week in range(15):
        await talk.until(f"{MONDAY + timedelta(weeks=week)} 09:00")
        await camille.taps("Non" if week % 3 else "Oui")
        await camille.commands("/pm-coach question")
        await camille.taps("Je ne sais pas" if week % 2 else "Non")
    last: dict[str, Told] = {}
    for each in await talk.kept(Told, order="told_at"):
        assert each.said not in last or each.told_at - last[each.said].told_at >= THREE_MONTHS
        last[each.said] = each
    assert len(last) > 20


async def test_with_nothing_left_to_tell_the_answer_is_noted_and_an_action_can_be_written(talk: Talk) -> None:
    camille = await asked(talk)
    prompt, tips = await last_prompt(talk), (await fitting(talk)).tips
    async with talk.store.transaction() as tx:
        tx.add(things.prompt("earlier", prompt.member_id, holding_id=prompt.holding_id))
        for occasion, tip in zip(Occasion, tips, strict=True):
            tx.add(things.told(occasion, prompt.member_id, prompt_id="earlier", said=tip.id, told_at=prompt.asked_at))
    await camille.taps("Non")
    assert camille.reads()[-1].splitlines()[1] == "Noté : non."
    assert "Écrire une petite action" in camille.labels()


async def test_what_is_told_fits_the_way_of_holding_the_role_of_the_prompts_own_product(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(product="Agenda", way="project_lead")
    await camille.commands("/pm-coach réglages")
    await camille.taps("Ajouter un produit")
    await camille.sends(product="Annuaire", way="shared", side="business")
    ways = {"Agenda": "project_lead", "Annuaire": "shared"}
    for week in range(2):
        await talk.until(f"{MONDAY + timedelta(weeks=week)} 09:00")
        await camille.taps("Non")
        advice = await fitting(talk, ways.pop((await last_prompt(talk)).product.name))
        camille.sees(advice.tips[0].text)
    assert ways == {}


async def test_a_question_that_is_there_no_more_is_answered_all_the_same(talk: Talk) -> None:
    camille = await asked(talk)
    prompt = await last_prompt(talk)
    async with talk.store.transaction() as tx:
        kept = await tx.get(Prompt, prompt.id)
        assert kept is not None
        kept.question_id = "gone"
    await camille.taps("Non")
    camille.sees("Noté : non.", prompt.asked.title)


# The one question more.


async def test_written_words_may_bring_one_question_in_the_actions_place(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("ratings.no"))
    tip = camille.reads()[-1].splitlines()[2]
    await camille.types(GENERAL[each_talk.language])
    question = await further(each_talk)
    camille.sees(say("kept.note"), question)
    shown = in_place(each_talk, camille)
    assert tip in shown
    assert say("action.offered") not in shown
    assert question not in shown


async def test_what_is_typed_next_answers_it_and_brings_no_second(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    first = await camille.types(GENERAL[each_talk.language])
    question, thread = await further(each_talk), camille.last().id
    await camille.types(MORE[each_talk.language], thread)
    camille.sees(say("kept.text", count=2, question=(await last_prompt(each_talk)).asked.question))
    assert question not in "\n".join(camille.reads())
    await camille.edits(first, f"{GENERAL[each_talk.language]} {GENERAL[each_talk.language]}")
    await camille.types(GENERAL[each_talk.language])
    assert len(await told(each_talk)) == 1
    assert {typed.prompt_id for typed in await each_talk.kept(TypedWords)} == {(await last_prompt(each_talk)).id}


async def test_words_of_the_form_bring_it_in_place_and_the_form_answers_it(each_talk: Talk) -> None:
    camille, say, words = await asked(each_talk), each_talk.say, GENERAL[each_talk.language]
    await camille.taps(say("prompt.write"))
    await camille.sends(words=words, rating="yes")
    question = await further(each_talk)
    camille.sees(say("answered.words_kept"), question)
    assert say("answered.then_yes") not in camille.reads()[-1], "one question is enough"
    assert f"[{say('prompt.write')}] [{say('answered.menu')}]" in camille.reads()[-1]
    await camille.taps(say("prompt.write"))
    await camille.sends(words=f"{words} {MORE[each_talk.language]}")
    assert question not in camille.reads()[-1]
    assert say("answered.further") not in camille.reads()[-1]


async def test_the_form_answers_what_typed_words_brought(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.types(GENERAL[each_talk.language])
    camille.sees(question := await further(each_talk))
    await camille.taps(say("prompt.write"))
    await camille.sends(words=MORE[each_talk.language])
    assert question not in "\n".join(camille.reads())


async def test_sent_again_unchanged_the_form_answers_nothing(talk: Talk) -> None:
    camille = await asked(talk)
    for rating in ("no", "rather_no"):
        await camille.taps("Écrire")
        await camille.sends(words=GENERAL["fr"], rating=rating)
        camille.sees(await further(talk))


async def test_an_edit_brings_no_question_that_the_first_wording_did_not(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Non")
    message = await camille.types(SPECIFIC["fr"])
    await camille.edits(message, GENERAL["fr"])
    await camille.types(GENERAL["fr"])
    assert [occasion for occasion, _ in await told(talk)] == ["low"]
    assert talk.say("action.offered") in in_place(talk, camille)


async def test_deleted_words_take_their_question_along(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Non")
    message = await camille.types(GENERAL["fr"])
    question = await further(talk)
    await camille.deletes(message)
    assert question not in "\n".join(camille.reads())
    assert talk.say("action.offered") in in_place(talk, camille)


async def test_an_action_that_was_taken_keeps_its_place(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Non")
    await camille.taps("Prendre cette action")
    await camille.types(GENERAL["fr"])
    assert [occasion for occasion, _ in await told(talk)] == ["low"]
    assert talk.say("action.taken") in in_place(talk, camille)


# Two low answers running.


async def accompanied(talk: Talk, **values: str) -> Someone:
    """Someone who is asked on Monday at nine, and whose team has a product coach."""
    camille = await asked(talk, **values)
    named = {"kind": "product", "team_name": "Mes démarches", "product_coach": [talk.person("Sacha").user]}
    await set_up(camille, talk.channel("demarches"), ["camille"], **named)  # type: ignore[arg-type]
    await accept(talk, camille)
    return camille


async def was_low(talk: Talk, told: Sequence[str] = ()) -> None:
    """The question asked last was answered no once before, and these tips were told."""
    prompt = await last_prompt(talk)
    same = {"holding_id": prompt.holding_id, "question_id": prompt.question_id}
    async with talk.store.transaction() as tx:
        tx.add(things.prompt("earlier", prompt.member_id, **same))
        tx.add(things.answer("earlier", prompt.member_id, rating=Rating.NO))
        for occasion, tip in zip(Occasion, told, strict=False):
            tx.add(things.told(occasion, prompt.member_id, prompt_id="earlier", said=tip, told_at=prompt.asked_at))


async def asked_again(talk: Talk, someone: Someone, rating: str = "no", decides: str = "") -> None:
    """Gives that answer to the question asked last, and no to all others, until the same comes again.

    Each time it `decides` what becomes of the action.
    """
    first, at = (await last_prompt(talk)).question_id, talk.clock.now()
    await someone.taps(talk.say(f"ratings.{rating}"))
    for week in range(1, 12):
        if decides:
            await someone.taps(talk.say(decides))
        await talk.until(f"{at + timedelta(weeks=week):%Y-%m-%d} 09:00")
        if (await last_prompt(talk)).question_id == first:
            return
        await someone.taps(talk.say("ratings.no"))


async def low_twice(talk: Talk, someone: Someone, between: str = "", decides: str = "") -> None:
    """Answers no to a question and, weeks later, rather no to the same one; to another time between them as said."""
    await asked_again(talk, someone, decides=decides)
    if between:
        await asked_again(talk, someone, between)
    await someone.taps(talk.say("ratings.rather_no"))


async def test_after_two_low_answers_running_no_question_but_a_human(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await low_twice(each_talk, camille)
    assert say("action.take") in camille.labels()
    await camille.types(GENERAL[each_talk.language])
    camille.sees(say("answered.somebody"))
    assert await each_talk.kept(Told, occasion="words") == []
    assert say("action.offered") not in in_place(each_talk, camille)


async def test_where_the_team_has_a_product_coach_the_button_leads_there(each_talk: Talk) -> None:
    camille, say = await accompanied(each_talk), each_talk.say
    await low_twice(each_talk, camille)
    await camille.taps(say("prompt.write"))
    await camille.sends(words=GENERAL[each_talk.language])
    camille.sees(say("answered.product_coach"))
    await camille.taps(say("product_coach.ask"))
    assert camille.filled["words"] == GENERAL[each_talk.language]
    await camille.sends()
    camille.sees(say("product_coach.question", question=(await last_prompt(each_talk)).asked.question))


async def test_by_taps_alone_it_is_offered_from_the_second_time_that_one_does_not_know(each_talk: Talk) -> None:
    camille, say = await accompanied(each_talk), each_talk.say
    met: set[str] = set()
    for week in range(8):
        await each_talk.until(f"{MONDAY + timedelta(weeks=week)} 09:00")
        question = (await last_prompt(each_talk)).question_id
        await camille.taps(say("ratings.unknown"))
        shown = in_place(each_talk, camille)
        assert say("answered.then_unknown") in shown
        offered = f"[{say('product_coach.ask')}]\n[{say('answered.menu')}]"
        assert (f"{say('answered.product_coach')}\n{offered}" in shown) is (question in met)
        met.add(question)
    await camille.taps(say("product_coach.ask"))
    camille.sees(say("answered.product_coach"))
    await camille.sends()
    camille.sees(say("product_coach.question", question=(await last_prompt(each_talk)).asked.question))


async def test_by_taps_alone_a_fresh_tip_and_its_action_go_first_and_left_they_make_room(each_talk: Talk) -> None:
    camille, say = await accompanied(each_talk), each_talk.say
    await low_twice(each_talk, camille, decides="action.leave")
    camille.sees(say("answered.then_low"), say("action.offered"))
    assert say("answered.product_coach") not in camille.reads()[-1]
    assert say("product_coach.ask") in camille.labels(), "in the menu"
    await camille.taps(say("action.leave"))
    camille.sees(say("answered.then_low"), say("answered.product_coach"))
    assert camille.labels().count(say("product_coach.ask")) == 1


async def test_by_taps_alone_it_is_offered_where_no_tip_is_left(each_talk: Talk) -> None:
    camille, say = await accompanied(each_talk), each_talk.say
    await was_low(each_talk, told=[tip.id for tip in (await fitting(each_talk)).tips])
    await camille.taps(say("ratings.no"))
    shown = in_place(each_talk, camille)
    assert f"{say('answered.product_coach')}\n[{say('product_coach.ask')}]\n" in shown
    assert say("answered.then_low") not in shown
    assert say("action.write") not in shown


async def test_an_action_that_is_asked_after_goes_first_and_once_put_off_makes_room(talk: Talk) -> None:
    camille = await accompanied(talk)
    await camille.taps("Non")
    await camille.taps("Prendre cette action")
    await talk.until("2026-12-07 09:00")
    await was_low(talk)
    await camille.taps("Je ne sais pas")
    assert "Votre action : où en est-elle ?" in camille.reads()[-1]
    assert talk.say("answered.product_coach") not in camille.reads()[-1]
    await camille.taps("Pas encore faite")
    shown = in_place(talk, camille)
    assert shown.splitlines()[0].startswith("C’est noté : ce sera"), "what was said of it goes first"
    assert talk.say("answered.product_coach") in shown
    assert camille.labels().count("Écrire au coach produit") == 1


async def test_who_always_has_an_action_in_hand_is_offered_a_human_too(talk: Talk) -> None:
    camille, say = await accompanied(talk), talk.say
    await camille.taps(say("ratings.no"))
    await camille.taps(say("action.take"))
    for week in range(1, 9):
        await talk.until(f"{MONDAY + timedelta(weeks=week)} 09:00")
        await camille.taps(say("action.done"))
        await camille.taps(say("ratings.no"))
        assert say("answered.product_coach") not in camille.reads()[-1]
        if say("action.take") in camille.labels():
            await camille.taps(say("action.take"))
            camille.sees(say("action.taken"))
    camille.sees(say("answered.product_coach"))
    assert camille.labels().count(say("product_coach.ask")) == 1


async def test_low_answers_that_another_one_parts_are_not_running(talk: Talk) -> None:
    camille = await asked(talk)
    await low_twice(talk, camille, between="rather_yes")
    await camille.types(GENERAL["fr"])
    camille.sees(await further(talk))


async def test_a_low_answer_after_the_words_turns_the_question_into_a_human_and_back(talk: Talk) -> None:
    camille = await asked(talk)
    await low_twice(talk, camille)
    await camille.taps("Changer de réponse")
    await camille.taps("Oui")
    await camille.types(GENERAL["fr"])
    camille.sees(await further(talk))
    await camille.taps("Changer de réponse")
    await camille.taps("Non")
    camille.sees(talk.say("answered.somebody"))
    await camille.taps("Changer de réponse")
    await camille.taps("Plutôt oui")
    camille.sees(await further(talk))


# One request at most.


async def test_while_an_action_waits_for_its_answer_nothing_else_asks(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("ratings.no"))
    await camille.taps(say("action.take"))
    await each_talk.until("2026-12-07 09:00")
    await camille.taps(say("ratings.yes"))
    camille.sees(say("action.asked"))
    assert say("answered.then_yes") not in camille.reads()[-1]
    assert await each_talk.kept(Told, occasion="yes") == [], "what nobody has read is not told"
    await camille.types(GENERAL[each_talk.language])
    assert await each_talk.kept(Told, occasion="words") == []
    await camille.taps(say("action.done"))
    assert say("answered.then_yes") in in_place(each_talk, camille)


async def test_an_answer_stays_what_it_is_whatever_is_told(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Non")
    await camille.types(GENERAL["fr"])
    (answer,) = await talk.kept(Answer)
    assert (answer.rating.value if answer.rating else "", answer.words) == ("no", None)
    assert GENERAL["fr"] not in camille.announced()
