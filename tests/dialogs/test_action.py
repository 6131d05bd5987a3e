"""One small action: taken, reworded or left, asked after, put off, shared, and seen at any time."""

import pytest

from bot.coach.act import offer_action
from bot.coach.scene import House, Scene
from bot.domain.action import Action, ActionState
from bot.domain.policy import Policy
from bot.domain.reflection import Answer, Prompt, Rating, Share
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.groups import product_team
from tests.dialogs.talk import Someone, Talk

FIRST, SECOND, THIRD, FOURTH, FIFTH = (f"2026-{day} 09:00" for day in ("11-30", "12-07", "12-14", "12-21", "12-28"))
SITUATION, DEED = "une demande arrive", "je demande à qui elle servira"


def sentence(talk: Talk, situation: str = SITUATION, deed: str = DEED) -> str:
    return talk.say("action.sentence", situation=situation, deed=deed)


async def low_answer(talk: Talk, rating: str = "no") -> Someone:
    """Someone who answers their first question like that."""
    camille = talk.person("Camille")
    await camille.starts()
    await talk.until(FIRST)
    await camille.taps(talk.say(f"ratings.{rating}"))
    return camille


async def with_action(talk: Talk, until: str = SECOND) -> Someone:
    """Someone who took an action with their first answer, and is at the prompt of that moment."""
    camille = await low_answer(talk)
    await camille.taps(talk.say("action.reword"))
    await camille.sends(situation=SITUATION, deed=DEED)
    await talk.until(until)
    return camille


async def suggests(talk: Talk, prompt: Prompt, situation: str = SITUATION, deed: str = DEED) -> None:
    """The coach suggests an action to that prompt."""
    async with talk.store.transaction() as tx:
        house = House(talk.library, Policy(language=talk.language))
        scene = Scene(house, tx, talk.clock.now(), WORKSPACE, talk.language)
        await offer_action(scene, prompt, situation, deed)
    talk.clock.stand_still(talk.clock.now().replace(microsecond=1))


async def suggested(talk: Talk) -> Someone:
    """Someone whose low answer comes with a suggestion."""
    camille = talk.person("Camille")
    await camille.starts()
    await talk.until(FIRST)
    (prompt,) = await talk.kept(Prompt)
    await suggests(talk, prompt)
    await camille.taps(talk.say("ratings.no"))
    return camille


async def states(talk: Talk) -> list[tuple[str, int]]:
    return [(action.state.value, action.not_yet) for action in await talk.kept(Action, order="taken_at")]


async def test_a_low_answer_leads_to_an_action_of_ones_own_told_in_place(each_talk: Talk) -> None:
    camille, say = await low_answer(each_talk), each_talk.say
    before = len(camille.reads())
    await camille.taps(say("action.reword"))
    assert camille.form is not None
    assert [field["name"] for field in camille.form["fields"]] == ["situation", "deed"]
    await camille.sends(situation=f"Si {SITUATION}." if each_talk.language == "fr" else SITUATION, deed=f"{DEED}.")
    assert len(camille.reads()) == before
    camille.sees(say("answered.rated", rating=say("ratings_in_words.no")), say("action.taken"), sentence(each_talk))
    assert len(camille.reads()[-1].split()) < 100
    assert SITUATION not in camille.announced()
    await camille.taps(say("action.change"))
    assert camille.filled == {"situation": SITUATION, "deed": DEED}
    await camille.sends(deed="je souris")
    camille.sees(sentence(each_talk, deed="je souris"))
    assert await states(each_talk) == [("open", 0)]


@pytest.mark.parametrize(
    ("rating", "leads"), [("yes", False), ("rather_yes", False), ("rather_no", True), ("unknown", False)]
)
async def test_only_an_answer_that_calls_for_one_leads_to_an_action(talk: Talk, rating: str, leads: bool) -> None:
    camille = await low_answer(talk, rating)
    assert ("Prendre cette action" in camille.labels()) is leads


async def test_a_form_with_a_half_missing_stays_open(each_talk: Talk) -> None:
    camille, say = await low_answer(each_talk), each_talk.say
    await camille.taps(say("action.reword"))
    await camille.sends(situation="🙂", deed="")
    assert camille.errors == {"situation": say("errors.field_says_nothing"), "deed": say("errors.field_empty")}
    await camille.sends(situation="mot " * 50, deed=DEED)
    assert camille.errors == {"situation": say("errors.field_too_long", length=199, longest=150)}
    assert await states(each_talk) == [("proposed", 0)]


async def test_a_suggestion_is_taken_as_it_stands_by_one_tap(each_talk: Talk) -> None:
    camille, say = await suggested(each_talk), each_talk.say
    camille.sees(say("action.offered"), sentence(each_talk))
    take = camille.button(say("action.take"))
    await camille.taps_again(take)
    camille.sees(say("action.taken"), sentence(each_talk))
    await camille.taps_again(take)
    assert await states(each_talk) == [("open", 0)]


async def test_a_suggestion_is_adapted_in_the_form(each_talk: Talk) -> None:
    camille, say = await suggested(each_talk), each_talk.say
    await camille.taps(say("action.reword"))
    assert camille.filled == {"situation": SITUATION, "deed": DEED}
    await camille.sends(situation="le comité se réunit")
    camille.sees(say("action.taken"), sentence(each_talk, situation="le comité se réunit"))
    assert await states(each_talk) == [("open", 0)]


async def test_a_suggestion_that_is_left_is_nobodys_action(each_talk: Talk) -> None:
    camille, say = await suggested(each_talk), each_talk.say
    await camille.commands("/pm-coach action")
    camille.sees(say("action.none"))
    await each_talk.until(SECOND)
    assert say("action.asked") not in camille.reads()[-1]
    await camille.commands("/pm-coach my-answers")
    assert SITUATION not in camille.reads()[-1]


async def test_nothing_is_suggested_twice_or_while_another_is_asked_after(talk: Talk) -> None:
    await suggested(talk)
    (prompt,) = await talk.kept(Prompt)
    await suggests(talk, prompt, deed="je fais autre chose")
    assert len(await talk.kept(Action)) == 1


async def test_while_an_action_is_open_none_is_suggested(talk: Talk) -> None:
    await with_action(talk)
    (_, prompt) = await talk.kept(Prompt, order="asked_at")
    await suggests(talk, prompt, deed="je fais autre chose")
    assert len(await talk.kept(Action)) == 1


async def test_the_next_prompt_asks_after_it_first_and_still_asks_its_question(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    assert camille.reads()[-1].startswith(f"{say('action.asked')}\n{sentence(each_talk)}")
    assert camille.labels()[:3] == [say(f"action.{name}") for name in ("done", "not_yet", "drop")]
    camille.sees(say("prompt.title", product="Mes démarches"), say("prompt.write"))
    assert len(camille.reads()[-1].split()) < 165
    assert SITUATION not in camille.announced()


@pytest.mark.parametrize(
    ("answer", "said", "state"),
    [
        ("done", "now_done", ActionState.DONE),
        ("not_yet", "now_open", ActionState.OPEN),
        ("drop", "now_dropped", ActionState.DROPPED),
    ],
)
async def test_its_answer_is_told_in_place_and_the_question_stays(
    each_talk: Talk, answer: str, said: str, state: ActionState
) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    before, yes = len(camille.reads()), camille.button(say("ratings.yes"))
    await camille.taps(say(f"action.{answer}"))
    assert len(camille.reads()) == before
    camille.sees(say(f"action.{said}"), say("prompt.title", product="Mes démarches"))
    assert say("action.done") not in camille.labels()
    assert [action.state for action in await each_talk.kept(Action)] == [state]
    await camille.taps_again(yes)
    camille.sees(say("answered.rated", rating=say("ratings_in_words.yes")))


async def test_left_unanswered_it_blocks_nothing_and_stays_answerable(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    await camille.taps(say("ratings.no"))
    camille.sees(say("answered.rated", rating=say("ratings_in_words.no")), say("action.asked"))
    assert say("action.write") not in camille.labels()
    assert len(camille.reads()[-1].split()) < 100
    await camille.taps(say("action.done"))
    assert say("action.asked") not in camille.reads()[-1]
    assert say("action.write") in camille.labels()
    assert await states(each_talk) == [("done", 0)]


async def test_an_extra_question_neither_asks_after_it_nor_counts(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk, until="2026-11-30 10:00"), each_talk.say
    for _ in range(4):
        await camille.commands("/pm-coach question")
        camille.sees(say("prompt.title_extra", product="Mes démarches"))
        assert sentence(each_talk) not in camille.reads()[-1]
        await camille.taps(say("ratings.no"))
        assert sentence(each_talk) not in camille.reads()[-1]
        assert say("action.offered") not in camille.reads()[-1], "one action is enough"
    await each_talk.until(SECOND)
    camille.sees(say("action.asked"), sentence(each_talk))


async def test_what_was_taken_in_a_round_is_asked_after_in_the_next_one(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await talk.until("2026-11-30 08:00")
    await camille.commands("/pm-coach action")
    await camille.taps("Écrire une petite action")
    await camille.sends(situation=SITUATION, deed=DEED)
    await talk.until(FIRST)
    assert "où en est-elle" not in camille.reads()[-1]
    await talk.until(SECOND)
    camille.sees("où en est-elle", sentence(talk))


async def test_once_the_question_is_answered_too_the_third_not_yet_tells_that_it_rests(talk: Talk) -> None:
    camille = await with_action(talk)
    for monday in (SECOND, THIRD, FOURTH):
        await talk.until(monday)
        await camille.taps("Oui")
        await camille.taps("Pas encore faite")
    camille.sees(talk.say("action.now_resting"))


async def test_left_unanswered_three_times_it_is_not_asked_after_again(talk: Talk) -> None:
    camille = await with_action(talk)
    for monday in (SECOND, THIRD, FOURTH):
        await talk.until(monday)
        camille.sees("où en est-elle")
        assert ("Sans réponse, je ne le demanderai plus" in camille.reads()[-1]) is (monday == FOURTH)
        await camille.commands("/pm-coach")
    await talk.until(FIFTH)
    assert "où en est-elle" not in camille.reads()[-1]
    await camille.taps("Non")
    assert "Prendre cette action" in camille.labels()
    await camille.commands("/pm-coach action")
    camille.sees(sentence(talk))


async def test_after_the_second_not_yet_a_smaller_one_is_offered_and_after_the_third_it_rests(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    for monday, said in ((SECOND, "now_open"), (THIRD, "smaller"), (FOURTH, "now_resting")):
        await each_talk.until(monday)
        await camille.taps(say("action.not_yet"))
        camille.sees(say(f"action.{said}"))
    assert await states(each_talk) == [("resting", 3)]
    await each_talk.until(FIFTH)
    assert sentence(each_talk) not in camille.reads()[-1]
    await camille.commands("/pm-coach action")
    camille.sees(say("action.none"), sentence(each_talk))
    await camille.taps(say("action.take_up"))
    assert await states(each_talk) == [("open", 0)]
    await each_talk.until("2027-01-04 09:00")
    camille.sees(say("action.asked"))


async def test_made_smaller_it_starts_over(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    for monday in (SECOND, THIRD):
        await each_talk.until(monday)
        await camille.taps(say("action.not_yet"))
    await camille.taps(say("action.make_smaller"))
    await camille.sends(deed="je note la demande")
    camille.sees(say("action.taken"), sentence(each_talk, deed="je note la demande"), say("prompt.write"))
    assert await states(each_talk) == [("open", 0)]
    await each_talk.until(FOURTH)
    camille.sees(say("action.asked"), sentence(each_talk, deed="je note la demande"))


async def test_not_yet_counts_once_a_prompt_and_not_in_older_ones(talk: Talk) -> None:
    camille = await with_action(talk)
    older = camille.button("Pas encore faite")
    await talk.until(THIRD)
    newer = camille.button("Pas encore faite")
    for button in (newer, newer, older):
        await camille.taps_again(button)
    assert await states(talk) == [("open", 1)]
    await talk.until(FOURTH)
    camille.sees("où en est-elle")


async def test_action_shows_it_changes_it_and_closes_it_at_any_time(each_talk: Talk) -> None:
    camille, say = await with_action(each_talk), each_talk.say
    await camille.commands("/pm-coach action")
    camille.sees(say("action.title"), sentence(each_talk), "Mes démarches")
    await camille.taps(say("action.change"))
    await camille.sends(deed="je souris")
    camille.sees(say("action.kept"), sentence(each_talk, deed="je souris"))
    await camille.taps(say("action.done"))
    camille.sees(say("action.now_done"), say("action.none"))
    assert say("action.change") not in camille.labels()
    prompt = next(text for text in camille.reads() if say("prompt.write") in text and say("prompt.menu") in text)
    assert say("action.asked") not in prompt


@pytest.mark.parametrize("word", ["action", "Engagement", "commit"])
async def test_the_command_is_understood_in_both_languages_typed_alone_too(each_talk: Talk, word: str) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands(f"/pm-coach {word}")
    camille.sees(say("errors.not_started"))
    await camille.starts()
    await camille.commands(f"/pm-coach {word}")
    camille.sees(say("action.none"))
    await camille.taps(say("action.write"))
    await camille.sends(situation=SITUATION, deed=DEED)
    camille.sees(sentence(each_talk))
    await camille.types(word)
    await camille.taps(say("command_labels.action"))
    camille.sees(sentence(each_talk))


async def test_french_elides_where_it_must(talk: Talk) -> None:
    camille = await low_answer(talk)
    await camille.taps("Adapter cette action")
    await camille.sends(situation="Il reste dix minutes", deed="J’appelle Alix")
    camille.sees("S’il reste dix minutes, alors j’appelle Alix.")


async def test_it_keeps_the_language_it_was_taken_in(talk: Talk) -> None:
    camille = await with_action(talk)
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(language="en")
    await camille.commands("/pm-coach action")
    camille.sees("action open since 30 November 2026", sentence(talk))


async def test_each_product_has_an_action_of_its_own_and_one_at_most(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(product="Agenda")
    await camille.commands("/pm-coach settings")
    await camille.taps(say("settings.add_product"))
    await camille.sends(product="Annuaire", way="shared")
    await camille.commands("/pm-coach action")
    write = camille.button(say("action.write"))
    for name in ("Agenda", "Annuaire", "Annuaire"):
        await camille.taps_again(write)
        assert camille.form is not None
        (field,) = [field for field in camille.form["fields"] if field["name"] == "holding"]
        holding = next(choice["value"] for choice in field["choices"] if choice["label"] == name)
        await camille.sends(situation=SITUATION, deed=f"j’ouvre {name}", holding=holding)
    assert say("action.write") not in camille.labels()
    assert await states(each_talk) == [("open", 0), ("resting", 0), ("open", 0)]


async def test_a_prompt_asks_after_the_action_of_its_own_product(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(product="Agenda")
    await camille.commands("/pm-coach action")
    await camille.taps("Écrire une petite action")
    await camille.sends(situation=SITUATION, deed=DEED)
    await camille.commands("/pm-coach réglages")
    await camille.taps("Ajouter un produit")
    await camille.sends(product="Annuaire", way="shared")
    asked = {}
    for monday in (FIRST, SECOND):
        await talk.until(monday)
        product = (await talk.kept(Prompt, order="asked_at"))[-1].product.name
        asked[product] = "où en est-elle" in camille.reads()[-1]
    assert asked == {"Agenda": True, "Annuaire": False}


async def test_nobody_touches_the_action_of_somebody_else(each_talk: Talk) -> None:
    await with_action(each_talk)
    ((action,), eve) = await each_talk.kept(Action), each_talk.person("Eve")
    names = ("take", "take_up", "form", "done", "not_yet", "drop", "share")
    for name in names:
        assert await eve.forges(f"action.{name}/{action.id}") == each_talk.say("errors.not_started")
    await eve.starts(product="Agenda")
    for name in names:
        assert await eve.forges(f"action.{name}/{action.id}") == each_talk.say("action.not_found")
    await eve.commands("/pm-coach action")
    await eve.taps(each_talk.say("action.write"))
    assert eve.form is not None
    eve.form["act"] = f"action.form/{action.id}/"
    await eve.sends(situation=SITUATION, deed="je vole")
    eve.is_refused(each_talk.say("action.not_found"))
    assert [found.deed for found in await each_talk.kept(Action)] == [DEED]


async def test_an_answer_about_an_action_belongs_to_a_prompt_of_ones_own(talk: Talk) -> None:
    camille, eve = await with_action(talk), talk.person("Eve")
    await eve.starts(product="Agenda", first="now")
    (theirs,) = [prompt for prompt in await talk.kept(Prompt) if prompt.product.name == "Agenda"]
    (action,) = await talk.kept(Action)
    for name in ("done", "not_yet", "drop"):
        assert "n’est pas la vôtre" in await camille.forges(f"action.{name}/{action.id}/{theirs.id}")
    assert await states(talk) == [("open", 0)]


async def test_what_is_done_or_gone_is_not_taken_up_by_an_old_button(talk: Talk) -> None:
    camille = await suggested(talk)
    take, reword = camille.button("Prendre cette action"), camille.button("Adapter cette action")
    await camille.taps_again(take)
    await camille.commands("/pm-coach action")
    await camille.taps("Plus d’actualité")
    for button in (take, reword):
        assert "n’est plus valable" in await camille.forges(button[1])
    assert await states(talk) == [("dropped", 0)]


async def test_it_is_shared_only_by_its_author_previewed_as_the_channel_reads_it(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(FIRST)
    await andrea.taps(say("ratings.no"))
    await andrea.taps(say("action.reword"))
    await andrea.sends(situation=SITUATION, deed=DEED)
    await each_talk.until("2026-12-04 11:00")
    assert SITUATION not in "".join(each_talk.posts(channel))
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.share"))
    andrea.sees(say("share.preview", team="Mes démarches"), sentence(each_talk), "Andrea")
    await andrea.taps(say("share.edit"))
    assert andrea.filled["excerpt"] == sentence(each_talk)
    await andrea.sends(excerpt="Nous demanderons à qui sert chaque demande.")
    await andrea.taps(say("share.publish"))
    await each_talk.until("2026-12-11 11:00")
    assert "Nous demanderons à qui sert chaque demande." in each_talk.posts(channel)[-1]
    assert say("digest.by", author="Andrea", title=say("digest.action")) in each_talk.posts(channel)[-1]
    assert SITUATION not in andrea.announced()


async def test_its_outcome_is_shared_only_if_shared_again(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(FIRST)
    await andrea.taps(say("ratings.no"))
    await andrea.taps(say("action.reword"))
    await andrea.sends(situation=SITUATION, deed=DEED)
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.share"))
    await andrea.taps(say("share.publish"))
    await each_talk.until("2026-12-04 11:00")
    before = each_talk.posts(channel)
    assert sentence(each_talk) in before[-1]
    await each_talk.until(SECOND)
    await andrea.taps(say("action.done"))
    await each_talk.until("2026-12-11 11:00")
    assert each_talk.posts(channel) == before
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.share_done"))
    await andrea.taps(say("share.publish"))
    await each_talk.until("2026-12-18 11:00")
    assert say("action.outcome", sentence=sentence(each_talk)) in each_talk.posts(channel)[-1]


@pytest.mark.parametrize("published", [True, False])
async def test_dropped_it_leaves_the_channel_without_a_mark(each_talk: Talk, published: bool) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(FIRST)
    await andrea.taps(say("ratings.no"))
    await andrea.taps(say("action.reword"))
    await andrea.sends(situation=SITUATION, deed=DEED)
    before = each_talk.posts(channel)
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.share"))
    await andrea.taps(say("share.publish"))
    await andrea.taps(say("action.share"))
    await each_talk.until("2026-12-04 11:00" if published else "2026-12-01 11:00")
    assert (len(each_talk.posts(channel)) > len(before)) is published
    await each_talk.until(SECOND)
    await andrea.taps(say("action.drop"))
    await each_talk.until("2026-12-31 11:00")
    assert each_talk.posts(channel) == before
    assert [share.excerpt for share in await each_talk.kept(Share)] == [None]
    prompt = next(text for text in andrea.reads() if say("action.now_dropped") in text)
    assert say("share.read_is_read") in prompt


async def test_deleting_the_words_of_an_answer_leaves_the_shared_action_alone(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(FIRST)
    await andrea.taps("Non")
    await andrea.taps("Adapter cette action")
    await andrea.sends(situation=SITUATION, deed=DEED)
    message = await andrea.types("À effacer.")
    await andrea.commands("/pm-coach action")
    await andrea.taps("Partager l’action")
    await andrea.taps("Partager")
    await andrea.deletes(message)
    await talk.until("2026-12-04 11:00")
    assert sentence(talk) in talk.posts(channel)[-1]


async def test_without_a_team_sharing_is_not_offered(talk: Talk) -> None:
    camille = await with_action(talk)
    await camille.commands("/pm-coach action")
    assert "Partager l’action" not in camille.labels()
    (action,) = await talk.kept(Action)
    assert "aucune équipe" in await camille.forges(f"action.share/{action.id}")


async def test_an_action_is_kept_no_longer_than_an_answer(talk: Talk) -> None:
    camille = await with_action(talk)
    await camille.commands("/pm-coach pause")
    await talk.until("2027-12-29 10:00")
    assert len(await talk.kept(Action)) == 1
    await talk.until("2027-12-31 10:00")
    assert await talk.kept(Action) == []


async def test_the_answer_itself_is_never_touched_by_the_action(talk: Talk) -> None:
    camille = await with_action(talk)
    await camille.taps("Action faite")
    assert [answer.rating for answer in await talk.kept(Answer)] == [Rating.NO]
