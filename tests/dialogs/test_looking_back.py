"""`my-answers`: one's own answers and actions over a time, found by a word, as a file; and one's words come back."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from bot.coach.look_back import Period, reflections
from bot.coach.scene import House, Scene
from bot.domain.people import Holding, Member, Product
from bot.domain.policy import Policy
from bot.domain.reflection import Answer, Prompt, Rating, Recall, TypedWords
from bot.domain.tips import Told
from bot.platforms.playground.room import WORKSPACE
from tests.dialogs.groups import community
from tests.dialogs.reading import buttons_of, spaced
from tests.dialogs.talk import Someone, Talk

ANSWERS = (("2026-11-30 10:00", "no"), ("2026-12-07 10:00", "rather_yes"), ("2026-12-14 10:00", "unknown"))


async def after_three_weeks(talk: Talk) -> Someone:
    """Someone who answered three questions, the first one in words too."""
    camille = talk.person("Camille")
    await camille.starts()
    for wall, rating in ANSWERS:
        await talk.until(wall)
        await camille.taps(talk.say(f"ratings.{rating}"))
        if rating == "no":
            await camille.types("Deux directions racontent la *vision* autrement.\nPersonne ne tranche.")
    return camille


async def test_someone_who_has_answered_nothing_is_told_so(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach my-answers")
    camille.sees(say("errors.not_started"))
    await camille.starts()
    await camille.commands("/pm-coach my-answers")
    camille.sees(say("answers.nothing_year"))
    await camille.taps(say("answers.export"))
    camille.sees(say("answers.nothing_year"))


async def test_ratings_over_time_are_a_picture_whose_table_says_the_same(each_talk: Talk) -> None:
    camille, say = await after_three_weeks(each_talk), each_talk.say
    await camille.commands("/pm-coach my-answers")
    (picture,) = [block for block in camille.last().blocks or [] if block["type"] == "picture"]
    chart, rows = picture["chart"], picture["table"]["rows"]
    assert [level for _, _, level in chart["points"]] == [0, 2, None]
    assert [row[2] for row in rows] == [say(f"ratings.{rating}") for _, rating in ANSWERS]
    assert [row[1] for row in rows] == [series for _, series, _ in chart["points"]]
    assert list(chart["levels"]) == [say(f"ratings.{rating}") for rating in ("no", "rather_no", "rather_yes", "yes")]
    assert spaced(picture["alt"]) == say("answers.trend_alt", count=3)
    camille.sees("Deux directions racontent la *vision* autrement.", say("answered.for_you"))


async def test_a_word_finds_answers_whatever_accents_and_case(each_talk: Talk) -> None:
    camille, say = await after_three_weeks(each_talk), each_talk.say
    await camille.commands("/pm-coach my-answers DIRÉCTIONS")
    camille.sees(say("answers.found", word="DIRÉCTIONS", count=1), "Deux directions")
    await camille.commands("/pm-coach mes réponses introuvable")
    camille.sees(say("answers.not_found", word="introuvable"))
    await camille.taps(say("answers.search"))
    await camille.sends(word="🙂")
    assert camille.errors == {"word": say("errors.field_says_nothing")}
    await camille.sends(word="tranche")
    camille.sees("Deux directions")


async def test_everything_is_taken_away_as_markdown(each_talk: Talk) -> None:
    camille, say = await after_three_weeks(each_talk), each_talk.say
    await camille.commands("/pm-coach my-answers")
    await camille.taps(say("answers.export"))
    camille.sees(say("answers.exported", count=3))
    (file,) = [block for block in camille.last().blocks or [] if block["type"] == "file"]
    assert file["name"] == say("answers.file_name", day="2026-12-14")
    text = spaced(file["content"])
    assert text.startswith(f"# {say('answers.title')}\n\n## ")
    assert text.count("\n## ") == 3
    assert "> Deux directions racontent la *vision* autrement.\n> Personne ne tranche." in text
    for _, rating in ANSWERS:
        assert f"**{say(f'ratings.{rating}')}**" in text


async def test_nobody_reads_the_answers_of_somebody_else(talk: Talk) -> None:
    _, people = await community(talk, 2)
    await talk.until("2026-11-30 10:00")
    await people[0].types("À moi seule.")
    await people[1].commands("/pm-coach bilan seule")
    assert "À moi seule." not in "".join(people[1].reads())


async def test_answers_of_more_than_a_year_ago_are_not_shown(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(first="now")
    await camille.types("Il y a longtemps.")
    await camille.commands("/pm-coach pause")
    await talk.until("2027-11-24 10:00")
    await camille.commands("/pm-coach bilan longtemps")
    camille.sees("Il y a longtemps.")
    await talk.until("2027-11-26 10:00")
    await camille.commands("/pm-coach bilan longtemps")
    camille.sees("Aucune de vos réponses ne contient")


async def test_what_is_older_than_the_notice_promises_is_kept_no_more(talk: Talk) -> None:
    camille = talk.person("Camille")
    await talk.until("2026-11-24 10:00")
    await camille.starts()
    await talk.until("2026-11-30 09:00")
    await camille.taps("Oui")
    await camille.types("Nos partenaires racontent la même histoire.")
    await talk.until("2027-12-30 08:00")
    assert len(await talk.kept(Answer, rating=Rating.YES)) == 1
    await talk.until("2027-12-31 10:00")
    assert await talk.kept(Answer, rating=Rating.YES) == []
    assert [typed for typed in await talk.kept(TypedWords) if typed.words] == []


# Over a time.

JANUARY = "2027-01-25 10:00"


async def after_two_months(talk: Talk) -> Someone:
    """Someone who answered in November, did something in December, took something new, and comes in January."""
    camille, say = talk.person("Camille"), talk.say
    await camille.starts(rhythm="monthly")
    await talk.until("2026-11-30 10:00")
    await camille.taps(say("ratings.no"))
    await camille.types("Il y a longtemps.")
    await camille.taps(say("action.reword"))
    await camille.sends(situation="on me presse", deed="je respire")
    await talk.until("2026-12-28 10:00")
    await camille.taps(say("action.done"))
    await camille.taps(say("ratings.rather_no"))
    await camille.taps(say("action.reword"))
    await camille.sends(situation="un doute me vient", deed="je le dis")
    await talk.until(JANUARY)
    await camille.taps(say("ratings.yes"))
    return camille


@pytest.mark.parametrize(
    ("words", "period", "answers"),
    [
        ("mois", "month", 2),
        ("MONTH", "month", 2),
        ("trimestre", "quarter", 3),
        ("last quarter", "quarter", 3),
        ("année", "year", 3),
        ("year", "year", 3),
        ("", "year", 3),
    ],
)
async def test_one_looks_back_over_a_month_a_quarter_or_a_year(
    each_talk: Talk, words: str, period: str, answers: int
) -> None:
    camille, say = await after_two_months(each_talk), each_talk.say
    await camille.commands(f"/pm-coach mes-réponses {words}")
    camille.sees(say(f"answers.of_{period}"))
    (picture,) = [block for block in camille.last().blocks or [] if block["type"] == "picture"]
    assert len(picture["table"]["rows"]) == answers
    assert ("Il y a longtemps." in camille.reads()[-1]) is (answers == 3)


async def test_a_button_leads_from_one_time_to_the_others(each_talk: Talk) -> None:
    camille, say = await after_two_months(each_talk), each_talk.say
    await camille.commands("/pm-coach my-answers")
    before = len(camille.reads())
    await camille.taps(say("answers.see_month"))
    camille.sees(say("answers.of_month"))
    assert len(camille.reads()) == before
    assert "Il y a longtemps." not in camille.reads()[-1]
    see = [say(f"answers.see_{period}") for period in ("quarter", "year")]
    assert camille.labels() == [*see, say("answers.search"), say("answers.export")]
    assert await camille.forges("answers.period//decade") == say("errors.old_button")


async def test_a_time_without_answers_says_so_and_offers_another(each_talk: Talk) -> None:
    camille, say = await after_three_weeks(each_talk), each_talk.say
    await camille.commands("/pm-coach stop")
    await each_talk.until("2027-02-01 10:00")
    await camille.commands("/pm-coach my-answers month")
    camille.sees(say("answers.nothing_month"))
    await camille.taps(say("answers.see_quarter"))
    camille.sees(say("answers.of_quarter"), "Deux directions")


async def test_actions_are_small_steps_and_never_a_score(each_talk: Talk) -> None:
    camille, say = await after_two_months(each_talk), each_talk.say
    await camille.taps(say("action.change"))
    await camille.sends(deed="je le note")
    await camille.commands("/pm-coach action")
    await camille.taps(say("action.drop"))
    for deed in ("je cours", "je marche"):
        await camille.commands("/pm-coach action")
        await camille.taps(say("action.write"))
        await camille.sends(situation="il fait beau", deed=deed)
    await camille.commands("/pm-coach my-answers year")
    camille.sees(say("answers.steps"), "je respire", "je marche")
    assert camille.reads()[-1].count("je respire") == 1
    read = camille.reads()[-1]
    assert "je le note" not in read, "what was let go is gone"
    camille.sees("je cours", say("answers.resting"))
    assert read.index("je respire") < read.index("je marche") < read.index("je cours"), "what rests comes last"
    await camille.commands("/pm-coach action")
    camille.sees("je cours", say("action.take_up"))
    steps = read[read.index(say("answers.steps")) : read.index(say("answers.trend_alt", count=3))]
    assert not any(word.isdigit() and len(word) < 2 for word in steps.split())


async def test_a_word_finds_actions_too(talk: Talk) -> None:
    camille = await after_two_months(talk)
    await camille.commands("/pm-coach bilan respire")
    camille.sees("« respire » : dans vos actions", "je respire")
    assert "je le dis" not in camille.reads()[-1]


async def test_who_has_an_action_alone_looks_back_at_it_and_takes_it_away(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach action")
    await camille.taps(say("action.write"))
    await camille.sends(situation="on me presse", deed="je respire")
    await camille.commands("/pm-coach my-answers")
    camille.sees(say("answers.of_year"), "je respire")
    await camille.taps(say("answers.export"))
    camille.sees(say("answers.exported", count=0), "je respire")


async def test_what_is_taken_away_holds_the_actions_with_what_became_of_them(each_talk: Talk) -> None:
    camille, say = await after_two_months(each_talk), each_talk.say
    await camille.commands("/pm-coach my-answers")
    await camille.taps(say("answers.export"))
    (file,) = [block for block in camille.last().blocks or [] if block["type"] == "file"]
    text = spaced(file["content"])
    for situation, deed in (("on me presse", "je respire"), ("un doute me vient", "je le dis")):
        assert f"> {say('action.sentence', situation=situation, deed=deed)}" in text
    day = "28 décembre 2026" if each_talk.language == "fr" else "28 December 2026"
    assert f"## {say('action.state_done', product='Mes démarches', day=day)}" in text


async def test_looking_back_reads_no_more_often_the_longer_one_is_there(talk: Talk) -> None:
    camille = await after_three_weeks(talk)
    few = await reads(talk, camille)
    for monday in ("2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"):
        await talk.until(f"{monday} 10:00")
        await camille.taps("Oui")
    assert await reads(talk, camille) == few


async def reads(talk: Talk, someone: Someone) -> int:
    """How many statements it takes to gather what someone answered."""
    statements = []
    (member,) = await talk.kept(Member, user=someone.user)

    def count(*executed: object) -> None:
        statements.append(executed[2])

    async with talk.store.transaction() as tx:
        event.listen(talk.store.engine.sync_engine, "before_cursor_execute", count)
        scene = Scene(House(talk.library, Policy()), tx, talk.clock.now())
        assert await reflections(scene, member, Period.YEAR)
        event.remove(talk.store.engine.sync_engine, "before_cursor_execute", count)
    return len(statements)


# One's own words come back.


async def asked_again(talk: Talk, *, typed: bool = True) -> Someone:
    """Someone who wrote to a question, and is asked the same one again three months later."""
    camille, say = talk.person("Camille"), talk.say
    await camille.starts()
    await talk.until("2026-11-30 09:00")
    if typed:
        await camille.types("Deux directions la racontent\nautrement.")
    else:
        await camille.taps(say("prompt.write"))
        await camille.sends(words="Deux directions la racontent\nautrement.")
    first = (await talk.kept(Prompt, order="asked_at"))[0].question_id
    await camille.commands("/pm-coach pause")
    await talk.until("2027-02-15 09:30")
    await camille.commands("/pm-coach resume")
    for monday in ("2027-02-22", "2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22"):
        await talk.until(f"{monday} 09:00")
        if (await talk.kept(Prompt, order="asked_at"))[-1].question_id == first:
            break
        await camille.taps(say("prompt.skip"))
    return camille


async def test_words_typed_months_ago_come_back_in_one_line_after_a_new_answer(each_talk: Talk) -> None:
    camille, say = await asked_again(each_talk), each_talk.say
    line = "Deux directions la racontent autrement."
    assert line not in "".join(camille.reads())
    await camille.taps(say("ratings.yes"))
    ago = "il y a 3 mois" if each_talk.language == "fr" else "3 months ago"
    camille.sees(say("recall.typed", ago=ago), line)
    assert "Deux directions" not in camille.announced()


async def test_beside_them_the_answer_makes_one_request_at_most(each_talk: Talk) -> None:
    camille, say = await asked_again(each_talk), each_talk.say
    await camille.taps(say("ratings.yes"))
    camille.sees(say("answered.then_yes"))
    assert [block["type"] for block in camille.last().blocks or []].count("actions") == 1
    await camille.types("Je crois que tout le monde est aligné.")
    assert await each_talk.kept(Told, occasion="words") == []


async def test_a_low_answer_has_enough_to_say_without_them(talk: Talk) -> None:
    camille = await asked_again(talk)
    await camille.taps("Plutôt non")
    assert await talk.kept(Recall) == []
    assert "vous écriviez" not in "".join(camille.reads())


async def test_words_of_a_form_are_not_repeated_but_can_be_opened(each_talk: Talk) -> None:
    camille, say = await asked_again(each_talk, typed=False), each_talk.say
    await camille.taps(say("ratings.yes"))
    assert "Deux directions" not in "".join(camille.reads())
    await camille.taps(say("recall.reread"))
    camille.sees("Deux directions la racontent\nautrement.")
    assert "Deux directions" not in camille.announced()


async def test_words_come_back_once_a_month_at_most(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    days = []
    for week in range(40):
        await talk.until(f"{date(2026, 11, 30) + timedelta(weeks=week)} 09:00")
        before = len(await talk.kept(Recall))
        await camille.types(f"Ma semaine numéro {week}.")
        if len(await talk.kept(Recall)) > before:
            days.append(week)
    assert len(days) > 4
    assert all(later - earlier >= 4 for earlier, later in pairwise(days))


async def test_words_come_back_no_more_once_a_button_said_so_until_the_settings_say_otherwise(each_talk: Talk) -> None:
    camille, say = await asked_again(each_talk), each_talk.say
    await camille.taps(say("ratings.yes"))
    await camille.taps(say("recall.stop"))
    camille.sees(say("recall.no_more"), say("answered.rated", rating=say("ratings_in_words.yes")))
    assert "Deux directions la racontent autrement." not in camille.reads()[-1]
    await camille.commands("/pm-coach settings")
    await camille.taps(say("settings.change"))
    assert camille.filled["recall"] == "not_recalled"
    await camille.sends(recall="recalled")
    assert [member.wants_recall for member in await each_talk.kept(Member)] == [True]


async def test_who_switched_it_off_in_the_settings_is_told_no_words(talk: Talk) -> None:
    camille = await asked_again(talk)
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(recall="not_recalled")
    await camille.taps("Oui")
    assert await talk.kept(Recall) == []
    assert "vous écriviez" not in "".join(camille.reads())


async def test_deleted_words_do_not_come_back(talk: Talk) -> None:
    camille = await asked_again(talk)
    await camille.taps("Oui")
    (words,) = await talk.kept(TypedWords)
    await camille.deletes(words.message_id)
    await camille.taps("Changer de réponse")
    await camille.taps("Non")
    camille.sees("Noté : non.")
    assert "Deux directions" not in camille.reads()[-1]
    assert "vous écriviez" not in camille.reads()[-1]


async def test_words_about_another_product_do_not_come_back(talk: Talk) -> None:
    camille = await asked_again(talk)
    (holding,) = await talk.kept(Holding)
    async with talk.store.transaction() as tx:
        other = Holding(id="other", member_id=holding.member_id, product_id=holding.product_id, way=holding.way)
        product = Product(id="other", workspace=WORKSPACE, name="Agenda")
        other.product_id = product.id
        tx.add(product, other)
        prompts = await tx.all(Prompt, order="asked_at")
        prompts[-1].holding_id = other.id
    await camille.taps("Oui")
    assert await talk.kept(Recall) == []


async def test_nobody_stops_the_words_of_somebody_else(talk: Talk) -> None:
    camille, eve = await asked_again(talk), talk.person("Eve")
    await camille.taps("Oui")
    (act,) = [act for name, act in buttons_of(camille.last()) if name == "Ne plus me rappeler mes mots"]
    await eve.starts(product="Agenda")
    assert "n’est pas la vôtre" in await eve.forges(act)
    assert all(member.wants_recall for member in await talk.kept(Member))
