"""The question of the week: what it shows, how it is answered, put off, skipped, and asked less often."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.domain.calendar import week_at
from bot.domain.people import Member
from bot.domain.reflection import Answer, Prompt, PromptState, Rating
from bot.domain.rhythm import Rhythm
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Someone, Talk

MONDAY = "2026-11-30 09:00"


async def asked(talk: Talk, name: str = "Camille", **values: str) -> Someone:
    """Someone who started on Wednesday and is asked on Monday at nine."""
    someone = talk.person(name)
    await someone.starts(**values)
    await talk.until(MONDAY)
    return someone


async def test_the_prompt_fits_a_phone_and_holds_all_that_is_promised(each_talk: Talk) -> None:
    camille, say = await asked(each_talk, way="shared"), each_talk.say
    (prompt,) = await each_talk.kept(Prompt)
    question = each_talk.library.role(each_talk.language).question(prompt.question_id)
    camille.sees(
        say("prompt.title", product="Mes démarches"),
        question.openings.shared.text,
        say("prompt.statement", statement=question.statement),
        question.invitation,
        say("readers.playground"),
    )
    assert any(wording in prompt.asked.question for wording in question.wordings)
    ratings = [say(f"ratings.{rating.value}") for rating in Rating]
    menu = [
        say(f"prompt.{entry}") for entry in ("later_today", "later_tomorrow", "later_next_week", "skip", "less", "stop")
    ]
    assert camille.labels() == [*ratings, say("prompt.write"), *menu]
    assert len(camille.reads()[-1].split()) < 140
    assert camille.last().notification.endswith("Mes démarches")


async def test_everyone_is_asked_the_same_question_that_week_whatever_their_day_and_rhythm(talk: Talk) -> None:
    for name, when in (("Camille", {}), ("Sacha", {"weekday": "2", "rhythm": "monthly"}), ("Lou", {"first": "now"})):
        await talk.person(name).starts(product=name, **when)
    await talk.until("2026-12-04 18:00")
    this_week = [
        prompt for prompt in await talk.kept(Prompt) if prompt.week == week_at(talk.clock.now(), "Europe/Paris")
    ]
    assert len(this_week) == 3
    assert len({prompt.question_id for prompt in this_week}) == 1
    assert len({prompt.asked.question for prompt in this_week}) == 1


async def test_a_tap_is_a_complete_answer(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    before = len(camille.reads())
    await camille.taps(say("ratings.rather_no"))
    assert len(camille.reads()) == before
    camille.sees(say("answered.rated", rating=say("ratings_in_words.rather_no")), say("action.offered"))
    offered = ("action.take", "action.reword", "action.leave", "answered.change", "prompt.write", "answered.share")
    assert camille.labels() == [say(key) for key in offered]
    (answer,) = await each_talk.kept(Answer)
    assert answer.rating is Rating.RATHER_NO


async def test_an_answer_can_be_changed(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("ratings.no"))
    await camille.taps(say("answered.change"))
    await camille.taps(say("ratings.yes"))
    camille.sees(say("answered.rated", rating=say("ratings_in_words.yes")))
    (answer,) = await each_talk.kept(Answer)
    assert (answer.rating, answer.rated_at) == (Rating.YES, answer.changed_at)


async def test_the_same_tap_twice_is_one_answer(talk: Talk) -> None:
    camille = await asked(talk)
    yes = camille.button("Oui")
    await camille.taps_again(yes)
    (first,) = await talk.kept(Answer)
    await camille.taps_again(yes)
    (second,) = await talk.kept(Answer)
    assert (first.rated_at, first.rating) == (second.rated_at, second.rating)
    assert len(camille.reads()) == 3


async def test_words_are_written_in_a_form_kept_and_only_shown_when_opened(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("prompt.write"))
    await camille.sends(words="Deux directions racontent la vision autrement.", rating="rather_no")
    camille.sees(say("answered.rated", rating=say("ratings_in_words.rather_no")), say("answered.words_kept"))
    assert "Deux directions" not in "".join(camille.reads())
    assert "Deux directions" not in camille.announced()
    await camille.taps(say("answered.reread"))
    camille.sees("Deux directions racontent la vision autrement.")
    assert "Deux directions" not in camille.announced()
    await camille.taps(say("prompt.write"))
    assert camille.filled["words"] == "Deux directions racontent la vision autrement."
    await camille.sends(words="Une seule vision, enfin.")
    (answer,) = await each_talk.kept(Answer)
    assert (answer.words, answer.rating) == ("Une seule vision, enfin.", Rating.RATHER_NO)


@pytest.mark.parametrize(
    ("words", "key", "values"),
    [
        ("", "errors.field_empty", {}),
        ("   \n ", "errors.field_empty", {}),
        ("🙂🙂", "errors.field_says_nothing", {}),
        ("mot " * 5_000, "errors.field_too_long", {"length": 19_999, "longest": 3000}),
    ],
)
async def test_words_that_cannot_be_kept_stay_in_the_form(
    each_talk: Talk, words: str, key: str, values: dict[str, object]
) -> None:
    camille = await asked(each_talk)
    await camille.taps(each_talk.say("prompt.write"))
    await camille.sends(words=words)
    assert camille.errors == {"words": each_talk.say(key, **values)}
    assert await each_talk.kept(Answer) == []
    await camille.sends(words="<b>Trois</b> mots simples")
    (answer,) = await each_talk.kept(Answer)
    assert answer.words == "<b>Trois</b> mots simples"


async def test_emptying_the_form_removes_the_words_and_keeps_the_tap(talk: Talk) -> None:
    camille = await asked(talk)
    await camille.taps("Écrire")
    await camille.sends(words="À oublier.", rating="yes")
    await camille.taps("Écrire")
    await camille.sends(words="")
    (answer,) = await talk.kept(Answer)
    assert (answer.words, answer.rating) == (None, Rating.YES)


async def test_an_answer_comes_weeks_later_and_after_a_skip(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    old = camille.button(say("ratings.yes"))
    await each_talk.until("2026-12-21 10:00")
    await camille.taps_again(old)
    assert [answer.rating for answer in await each_talk.kept(Answer)] == [Rating.YES]
    await camille.taps(say("prompt.skip"))
    camille.sees(say("prompt.skipped"))
    await camille.taps(say("prompt.answer_anyway"))
    await camille.taps(say("ratings.no"))
    assert len(await each_talk.kept(Answer)) == 2
    camille.sees(say("answered.rated", rating=say("ratings_in_words.no")))


async def test_a_skip_after_an_answer_takes_nothing_away(talk: Talk) -> None:
    camille = await asked(talk)
    skip = camille.button("Passer cette question")
    await camille.taps("Oui")
    await camille.taps_again(skip)
    camille.sees("Noté : oui.")
    assert [prompt.state for prompt in await talk.kept(Prompt)] == [PromptState.ANSWERED]


@pytest.mark.parametrize(
    ("now", "entry", "comes_back"),
    [
        ("2026-11-30 09:05", "later_today", "2026-11-30 12:05"),
        ("2026-11-30 14:59", "later_today", "2026-11-30 17:59"),
        ("2026-11-30 15:30", "later_today", "2026-12-01 09:00"),
        ("2026-11-30 09:05", "later_tomorrow", "2026-12-01 09:00"),
        ("2026-12-04 09:05", "later_tomorrow", "2026-12-07 09:00"),
        ("2026-12-04 16:00", "later_today", "2026-12-07 09:00"),
    ],
)
async def test_a_question_put_off_comes_back_once(each_talk: Talk, now: str, entry: str, comes_back: str) -> None:
    camille = await asked(each_talk, rhythm="fortnightly")
    await each_talk.until(now)
    await camille.taps(each_talk.say(f"prompt.{entry}"))
    hour, minute = comes_back[11:].split(":")
    camille.sees(f"{int(hour)} h {minute}" if each_talk.language == "fr" else f"at {int(hour)}:{minute}")
    before = len(camille.reads())
    await each_talk.until(comes_back)
    assert len(camille.reads()) == before
    camille.sees(each_talk.say("prompt.title", product="Mes démarches"), each_talk.say("prompt.write"))
    await each_talk.until("2026-12-13 23:00")
    assert len(camille.reads()) == before
    assert len(await each_talk.kept(Prompt)) == 1


@pytest.mark.parametrize(
    ("weekday", "now", "shown"),
    [
        ("0", "2026-11-30 09:00", ["later_today", "later_tomorrow"]),
        ("0", "2026-11-30 15:30", ["later_tomorrow"]),
        ("0", "2026-12-03 09:30", ["later_today", "later_tomorrow"]),
        ("0", "2026-12-04 09:30", ["later_today"]),
        ("0", "2026-12-04 15:30", []),
        ("4", "2026-12-04 09:30", ["later_today", "later_next_day"]),
    ],
)
async def test_only_ways_to_put_off_that_make_sense_are_shown(
    each_talk: Talk, weekday: str, now: str, shown: list[str]
) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(weekday=weekday)
    await each_talk.until(now)
    await camille.commands("/pm-coach question")
    keys = ("later_today", "later_tomorrow", "later_next_day")
    assert [key for key in keys if say(f"prompt.{key}") in camille.labels()] == shown
    assert say("prompt.later_next_week") in camille.labels()


@pytest.mark.parametrize("entry", ["later_today", "later_tomorrow"])
async def test_a_question_never_comes_back_beside_the_next_one(each_talk: Talk, entry: str) -> None:
    camille, say = await asked(each_talk), each_talk.say
    old = camille.button(say(f"prompt.{entry}"))
    await each_talk.until("2026-12-04 15:30")
    assert await camille.forges(old[1]) == say("prompt.no_later")
    assert [prompt.again_at for prompt in await each_talk.kept(Prompt)] == [None]
    await each_talk.until("2026-12-07 12:00")
    title = say("prompt.title", product="Mes démarches")
    assert sum(title in text for text in camille.reads()) == 2


async def test_a_question_put_off_stays_where_it_is_once_the_next_one_came(talk: Talk) -> None:
    camille = await asked(talk)
    await talk.until("2026-12-03 10:00")
    await camille.taps("Demain")
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(weekday="0")
    before = len(camille.reads())
    talk.clock.stand_still(talk.clock.now().replace(month=12, day=7, hour=10))
    await talk.tick()
    await talk.until("2026-12-07 12:00")
    assert len(camille.reads()) == before + 1, "the coach was out from Thursday to Monday"
    camille.sees("La question de la semaine")


@pytest.mark.parametrize("rhythm", list(Rhythm))
async def test_next_week_brings_that_weeks_question_and_never_two_in_a_round(talk: Talk, rhythm: Rhythm) -> None:
    camille = await asked(talk, rhythm=rhythm.value)
    next_week = camille.button("La semaine prochaine")
    await camille.taps_again(next_week)
    camille.sees("Question passée.")
    assert "déjà répondu à cette question" in await camille.forges(next_week[1])
    await talk.until("2026-12-06 23:00")
    assert len(await talk.kept(Prompt)) == 1
    await talk.until("2026-12-07 09:00")
    assert len(await talk.kept(Prompt)) == 2
    await talk.until("2026-12-13 23:00")
    weeks = [prompt.week for prompt in await talk.kept(Prompt, order="asked_at")]
    assert weeks == [2969, 2970]


async def test_less_often_down_to_the_slowest(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    for rhythm in (Rhythm.FORTNIGHTLY, Rhythm.MONTHLY):
        less = camille.button(say("prompt.less"))
        await camille.taps_again(less)
        camille.sees(say("settings.slower", rhythm=say(f"rhythms.{rhythm.value}")))
        await camille.forges(less[1])
        assert (await each_talk.kept(Member))[0].rhythm is rhythm
    with pytest.raises(LookupError):
        camille.button(say("prompt.less"))
    await each_talk.until("2026-12-28 08:59")
    assert len(await each_talk.kept(Prompt)) == 1
    await each_talk.until("2026-12-28 09:00")
    assert len(await each_talk.kept(Prompt)) == 2


async def test_question_gives_the_rounds_own_then_shows_it_again_then_an_extra_one(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach question")
    title = say("prompt.title", product="Mes démarches")
    assert sum(title in text for text in camille.reads()) == 1
    await camille.commands("/pm-coach question")
    camille.sees(title)
    assert sum(title in text for text in camille.reads()) == 1
    await camille.taps(say("ratings.yes"))
    await camille.commands("/pm-coach question")
    extra = say("prompt.title_extra", product="Mes démarches")
    camille.sees(extra)
    await camille.commands("/pm-coach question")
    assert sum(extra in text for text in camille.reads()) == 1
    first, second = await each_talk.kept(Prompt, order="asked_at")
    assert (first.week, second.week) == (2968, None)
    assert first.question_id != second.question_id
    await each_talk.until(MONDAY)
    assert len(await each_talk.kept(Prompt)) == 3


async def test_an_extra_question_is_not_the_next_rounds_and_comes_in_words_of_its_own(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    for week in range(6):
        await talk.until(f"{date.fromisoformat(MONDAY[:10]) + timedelta(weeks=week)} 09:00")
        for _ in range(3):
            await camille.taps("Oui")
            await camille.commands("/pm-coach question")
        await camille.taps("Oui")
    asked = await talk.kept(Prompt, order="asked_at")
    rounds = [prompt for prompt in asked if prompt.week is not None]
    for this, coming in pairwise(rounds):
        extras = [prompt for prompt in asked if this.asked_at < prompt.asked_at < coming.asked_at]
        met = {prompt.question_id for prompt in (this, coming)}
        assert [prompt for prompt in extras if prompt.question_id in met] == []
        assert len({prompt.asked.question for prompt in extras}) == len(extras) == 3
    for prompt in asked:
        if prompt.week is None:
            later = (each for each in rounds if each.asked_at > prompt.asked_at)
            same = next((each for each in later if each.question_id == prompt.question_id), None)
            assert same is None or same.asked.question != prompt.asked.question


async def test_question_in_a_channel_is_put_in_the_direct_conversation(talk: Talk) -> None:
    camille, general = talk.person("Camille"), talk.channel("general")
    await camille.starts()
    await camille.commands("/pm-coach question", general)
    camille.sees("dans notre conversation directe", channel=general)
    camille.sees("La question de la semaine")
    assert talk.posts(general) == []


async def test_several_products_are_asked_in_turn_one_a_round(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(product="Agenda")
    await camille.commands("/pm-coach settings")
    await camille.taps(say("settings.add_product"))
    await camille.sends(product="Annuaire", way="shared", side="business")
    for monday in ("2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"):
        await each_talk.until(f"{monday} 10:00")
        await camille.taps(say("prompt.skip"))
    products = [prompt.product.name for prompt in await each_talk.kept(Prompt, order="asked_at")]
    assert len(products) == 4
    assert products[:2] == products[2:]
    assert set(products) == {"Agenda", "Annuaire"}
    assert all(say("prompt.skipped") in text for text in camille.reads()[-4:])
    openings = {prompt.product.name: prompt.asked.opening for prompt in await each_talk.kept(Prompt)}
    assert len(set(openings.values())) == 2


async def test_the_prompt_keeps_the_words_it_was_asked_with_in_another_language_too(talk: Talk) -> None:
    camille = await asked(talk)
    (prompt,) = await talk.kept(Prompt)
    yes = camille.button("Oui")
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(language="en")
    await camille.taps_again(yes)
    answered = [text for text in camille.reads() if "Noted: yes." in text]
    assert len(answered) == 1
    assert spaced(f"Mes démarches · {prompt.asked.title}") in answered[0]
    await talk.until("2026-12-07 09:00")
    camille.sees("The question of the week")


async def test_a_prompt_due_while_the_coach_was_out_is_asked_within_its_day_only(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    talk.clock.stand_still(talk.clock.now().replace(month=11, day=30, hour=16))
    await talk.tick()
    assert len(await talk.kept(Prompt)) == 1
    talk.clock.stand_still(talk.clock.now().replace(month=12, day=8))
    await talk.tick()
    assert len(await talk.kept(Prompt)) == 1
    await talk.until("2026-12-14 09:00")
    assert len(await talk.kept(Prompt)) == 2


async def test_other_peoples_prompts_cannot_be_touched(each_talk: Talk) -> None:
    await asked(each_talk)
    (prompt,), eve = await each_talk.kept(Prompt), each_talk.person("Eve")
    ours = f"answer/{prompt.id}/yes", f"later/{prompt.id}/today", f"less/{prompt.id}/monthly"
    acts = (*ours, *(f"{name}/{prompt.id}" for name in ("change", "write", "reread", "skip", "unkeep", "share")))
    for act in acts:
        assert await eve.forges(act) == each_talk.say("errors.not_started")
    await eve.starts(product="Agenda")
    for act in acts:
        assert await eve.forges(act) == each_talk.say("prompt.not_found")
    assert await each_talk.kept(Answer) == []
    (after,) = await each_talk.kept(Prompt)
    assert (after.state, after.again_at) == (PromptState.OPEN, None)
    assert [member.rhythm for member in await each_talk.kept(Member)] == [Rhythm.WEEKLY, Rhythm.WEEKLY]


async def test_a_button_that_no_longer_means_anything_says_so(each_talk: Talk) -> None:
    camille = await asked(each_talk)
    (prompt,) = await each_talk.kept(Prompt)
    old = ["nonsense", "", "command/nonsense", "team.invite/gone", "////", "try.answers/1"]
    without_choice = [f"{act}/{prompt.id}" for act in ("answer", "later", "less")]
    unknown_choice = [f"{act}/perhaps" for act in without_choice]
    for act in (*old, *without_choice, *unknown_choice):
        assert await camille.forges(act) == each_talk.say("errors.old_button")
    for act in ("answer", "answer/gone/yes"):
        assert await camille.forges(act) == each_talk.say("prompt.not_found")
    assert await each_talk.kept(Answer) == []


async def test_a_notification_never_quotes_what_someone_wrote(each_talk: Talk) -> None:
    camille, say = await asked(each_talk), each_talk.say
    await camille.taps(say("prompt.write"))
    await camille.sends(words="Une phrase secrète", rating="no")
    await camille.types("Autre phrase secrète")
    await camille.commands("/pm-coach my-answers secrète")
    await camille.commands("/pm-coach my-answers introuvable secrète")
    await camille.commands("/pm-coach phrase secrète")
    await camille.commands("/pm-role phrase secrète")
    await camille.commands("/pm-coach pause secrète")
    assert "secrète" not in camille.announced()
