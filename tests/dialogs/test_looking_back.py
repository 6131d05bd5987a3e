"""`my-answers`: one's own answers, found by a word, as a picture with its table, and as a file."""

from bot.domain.reflection import Answer, Rating, TypedWords
from tests.dialogs.groups import community
from tests.dialogs.reading import spaced
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
    camille.sees(say("answers.nothing"))
    await camille.taps(say("answers.export"))
    camille.sees(say("answers.nothing"))


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
    camille.sees("ne se trouve dans aucune de vos réponses")


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
