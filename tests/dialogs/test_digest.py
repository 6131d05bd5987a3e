"""The digest: what a team's channel reads of its PMs, and what it can never read."""

from datetime import timedelta

import pytest

from bot.domain.reflection import Answer, Digest, Rating
from tests.dialogs.groups import accept, community, product_team, publishes, set_up
from tests.dialogs.reading import paris, spaced
from tests.dialogs.talk import Someone, Talk

MONDAY, TUESDAY, FRIDAY = "2026-11-30 09:00", "2026-12-01 10:00", "2026-12-04 11:00"
NEXT_TUESDAY, NEXT_FRIDAY = "2026-12-08 10:00", "2026-12-11 11:00"


async def answer(talk: Talk, people: list[Someone], letters: str) -> None:
    """Each answers in turn: y(es), a (rather yes), b (rather no), n(o), u(nknown) or nothing."""
    ratings = {"y": "yes", "a": "rather_yes", "b": "rather_no", "n": "no", "u": "unknown"}
    for someone, letter in zip(people, letters, strict=True):
        if letter in ratings:
            await someone.taps(talk.say(f"ratings.{ratings[letter]}"))


def blocks(someone: Someone, channel: str, kind: str) -> list[dict[str, object]]:
    """Every block of that kind in what the channel reads."""
    posts = [someone.last(channel)] if kind == "last" else someone.posts(channel)
    return [block for post in posts for block in post.blocks or [] if block["type"] == kind]


async def test_a_product_teams_digest_counts_nobody_and_shows_no_picture(each_talk: Talk) -> None:
    channel, people = await product_team(each_talk, 6)
    await each_talk.until(TUESDAY)
    await answer(each_talk, people, "yyabnu")
    for someone in people:
        await publishes(each_talk, someone, "Notre vision tient en une phrase.")
    await each_talk.until(FRIDAY)
    digest, details = each_talk.posts(channel)[-2:]
    assert each_talk.say("digest.note_product") in digest
    for text in (digest, details):
        assert not any(char.isdigit() for char in text)
    assert blocks(people[0], channel, "picture") == []
    assert blocks(people[0], channel, "table") == []
    assert [digest.totals for digest in await each_talk.kept(Digest)] == [{}]


async def test_a_product_teams_digest_ends_with_a_question_for_the_next_meeting(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    role = each_talk.library.role(each_talk.language)
    for tuesday, friday in ((TUESDAY, FRIDAY), (NEXT_TUESDAY, NEXT_FRIDAY)):
        await each_talk.until(tuesday)
        await andrea.taps(each_talk.say("ratings.yes"))
        await publishes(each_talk, andrea, "Une phrase.")
        await each_talk.until(friday)
    asked = [digest.question_id for digest in await each_talk.kept(Digest, order="published_at")]
    for question_id, said in zip(asked, each_talk.posts(channel)[-2:], strict=True):
        assert each_talk.say("digest.meeting", question=role.question(question_id).meeting) in said


@pytest.mark.parametrize("answers", ["yyyy.", "ya...", "....."])
async def test_below_the_minimum_group_nothing_is_counted_and_with_nothing_to_say_nothing_is_said(
    talk: Talk, answers: str
) -> None:
    channel, people = await community(talk, 5)
    await talk.until(TUESDAY)
    await answer(talk, people, answers)
    await talk.until(FRIDAY)
    assert len(talk.posts(channel)) == 1
    assert await talk.kept(Digest) == []


async def test_shares_of_a_small_group_come_without_any_number(talk: Talk) -> None:
    channel, people = await community(talk, 4)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyab")
    for someone in people:
        await publishes(talk, someone, "Une phrase à nous.")
    await talk.until(FRIDAY)
    digest = talk.posts(channel)[-1]
    assert "Une phrase à nous." in digest
    assert not any(char.isdigit() for char in digest)
    assert blocks(people[0], channel, "picture") == []


async def test_a_community_reads_totals_from_the_minimum_group_on_with_a_picture_equal_to_its_table(
    each_talk: Talk,
) -> None:
    channel, people = await community(each_talk, 6)
    say = each_talk.say
    await each_talk.until(TUESDAY)
    await answer(each_talk, people, "yyabu.")
    await each_talk.until(FRIDAY)
    (digest,) = await each_talk.kept(Digest)
    question = each_talk.library.role(each_talk.language).question(digest.question_id)
    assert digest.totals == {question.id: {"yes": 2, "rather_yes": 1, "rather_no": 1, "no": 0, "unknown": 1}}
    detail = ", ".join(
        f"{count} {say(f'ratings_in_words.{rating}')}" for rating, count in digest.totals[question.id].items() if count
    )
    text = each_talk.posts(channel)[1]
    assert say("digest.total", count=5, statement=question.statement, detail=detail) in text
    assert say("digest.note_community", minimum=5) in each_talk.posts(channel)[2]
    (picture,) = blocks(people[0], channel, "picture")
    chart, table = picture["chart"], picture["table"]
    assert isinstance(chart, dict)
    assert isinstance(table, dict)
    assert list(table["columns"][1:]) == list(chart["levels"]) == [say(f"ratings.{rating.value}") for rating in Rating]
    assert [(row[0], [int(cell) for cell in row[1:]]) for row in table["rows"]] == [
        (label, list(counts)) for label, counts in chart["rows"]
    ]
    assert [list(counts) for _, counts in chart["rows"]] == [[2, 1, 1, 0, 1]]
    assert detail in spaced(str(picture["alt"]))


async def test_the_details_are_in_the_thread(talk: Talk) -> None:
    channel, people = await community(talk, 10)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyabnyyabn")
    for number, someone in enumerate(people[:5]):
        await publishes(talk, someone, f"Phrase {'abcde'[number]} " + "bien longue " * 45)
    await talk.until(FRIDAY)
    digest, details = people[0].posts(channel)[-2:]
    assert details.thread == digest.id
    for letter in "abcde":
        assert f"Phrase {letter} bien longue" in talk.posts(channel)[-1]
    assert "Le détail du point" in talk.posts(channel)[-1]


async def test_totals_are_drawn_once_and_late_or_changed_answers_count_in_the_next(talk: Talk) -> None:
    channel, people = await community(talk, 6)
    await talk.until(TUESDAY)
    await answer(talk, people[:5], "yyabn")
    late, changed = people[5].button("Non"), [someone.button("Changer de réponse") for someone in people[:5]]
    await talk.until(FRIDAY)
    published = talk.posts(channel)[1]
    await talk.until("2026-12-04 11:01")
    await people[5].taps_again(late)
    others = ("Je ne sais pas", "Plutôt oui", "Oui", "Oui", "Oui")
    for someone, button, other in zip(people[:5], changed, others, strict=True):
        await someone.taps_again(button)
        await someone.taps(other)
    assert talk.posts(channel)[1] == published
    await talk.until(NEXT_TUESDAY)
    await answer(talk, people, "yyaann")
    await talk.until(NEXT_FRIDAY)
    first, second = await talk.kept(Digest, order="published_at")
    (question,) = first.totals
    assert first.totals[question] == {"yes": 2, "rather_yes": 1, "rather_no": 1, "no": 1, "unknown": 0}
    assert second.totals[question] == {"yes": 3, "rather_yes": 1, "rather_no": 0, "no": 1, "unknown": 1}
    assert len(second.totals) == 2
    assert talk.posts(channel)[1] == published


@pytest.mark.parametrize(("answers", "shown"), [("yyyyyy", False), ("yyyynn", False), ("yyynnn", True)])
async def test_a_total_is_shown_only_where_answers_differ_enough_to_give_nobodys_away(
    talk: Talk, answers: str, shown: bool
) -> None:
    channel, people = await community(talk, 6)
    await talk.until(TUESDAY)
    await answer(talk, people, answers)
    await talk.until(FRIDAY)
    assert (len(talk.posts(channel)) > 1) is shown


async def test_what_was_drawn_and_not_shown_is_no_part_of_a_later_total(talk: Talk) -> None:
    channel, people = await community(talk, 6)
    await talk.until(TUESDAY)
    await answer(talk, people[:5], "yyynn")
    late = people[5].button("Non")
    await talk.until(FRIDAY)
    await people[5].taps_again(late)
    await talk.until(NEXT_FRIDAY)
    assert len(talk.posts(channel)) == 1


async def test_an_answer_given_while_a_digest_was_drawn_counts_in_the_next(talk: Talk) -> None:
    _, people = await community(talk, 10)
    await talk.until(TUESDAY)
    await answer(talk, people[:5], "yyabn")
    await talk.until(FRIDAY)
    await answer(talk, people[5:], "yyabn")
    async with talk.store.transaction() as tx:
        for given in await tx.all(Answer, drawn_in=None):
            given.rated_at = paris("2026-12-04 10:59")
    await talk.until(NEXT_FRIDAY)
    totals = [digest.totals for digest in await talk.kept(Digest)]
    assert [sum(counts.values()) for total in totals for counts in total.values()] == [5, 5]


async def test_answers_too_few_to_be_counted_wait_for_more(talk: Talk) -> None:
    channel, people = await community(talk, 5)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyan.")
    late = people[4].button("Non")
    await talk.until(FRIDAY)
    assert len(talk.posts(channel)) == 1
    await people[4].taps_again(late)
    await talk.until(NEXT_FRIDAY)
    (digest,) = await talk.kept(Digest)
    assert [sum(counts.values()) for counts in digest.totals.values()] == [5]


async def test_whoever_shares_by_name_is_counted_in_no_total(talk: Talk) -> None:
    _, people = await community(talk, 6)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyabnu")
    await publishes(talk, people[5], "Je ne sais pas encore.")
    await talk.until(FRIDAY)
    await people[5].commands("/pm-coach partages")
    await people[5].taps("Reprendre ce partage")
    await talk.until(NEXT_FRIDAY)
    (digest,) = await talk.kept(Digest)
    assert [counts["unknown"] for counts in digest.totals.values()] == [0]


async def test_of_two_communities_that_overlap_one_total_counts_an_answer(talk: Talk) -> None:
    _, people = await community(talk, 6)
    await set_up(people[0], talk.channel("autres"), [someone.user for someone in people[1:]], team_name="Autres")
    await talk.until("2026-12-02 10:00")  # No third message within seven days.
    for someone in people[1:]:
        await accept(talk, someone)
    await talk.until(NEXT_TUESDAY)
    await answer(talk, people, "yyabnu")
    await talk.until(NEXT_FRIDAY)
    assert [sum(counts.values()) for digest in await talk.kept(Digest) for counts in digest.totals.values()] in (
        [5],
        [6],
    )


async def test_only_shared_words_are_refreshed_in_place(talk: Talk) -> None:
    channel, people = await community(talk, 6)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyabny")
    await publishes(talk, people[0], "À reprendre.")
    await talk.until(FRIDAY)
    before = talk.posts(channel)[1]
    await people[0].commands("/pm-coach partages")
    await people[0].taps("Reprendre ce partage")
    after = talk.posts(channel)[1]
    assert "À reprendre." not in after
    assert [line for line in before.splitlines() if "réponses (" in line] == [
        line for line in after.splitlines() if "réponses (" in line
    ]


async def test_the_digest_says_on_which_question_views_differ_most_and_only_if_they_do(each_talk: Talk) -> None:
    channel, people = await community(each_talk, 6)
    differ, role = each_talk.say("digest.differ_here", total=""), each_talk.library.role(each_talk.language)
    for number, letters in enumerate(("yyyaaa", "yyynnn", "aaayyy", "nnnyyy")):
        await each_talk.until(f"{paris(TUESDAY) + timedelta(weeks=number):%Y-%m-%d %H:%M}")
        await answer(each_talk, people, letters)
    await each_talk.until("2026-12-25 11:00")
    digests = [text for text in each_talk.posts(channel) if each_talk.say("digest.meeting", question="")[:20] in text]
    contested = (await each_talk.kept(Digest, order="published_at"))[1]
    question = role.question(next(iter(contested.totals)))
    assert [differ in digest for digest in digests] == [False, True, False, False], "the last lie as far, no further"
    assert (
        f"{differ}{each_talk.say('digest.total', count=6, statement=question.statement, detail='')[:40]}" in digests[1]
    )


async def test_an_extra_question_is_outside_all_totals(talk: Talk) -> None:
    _, people = await community(talk, 5)
    await talk.until(TUESDAY)
    await answer(talk, people[:4], "yyyy")
    await people[4].taps("Passer cette question")
    await people[4].commands("/pm-coach question")
    await people[4].taps("Oui")
    await talk.until(FRIDAY)
    assert await talk.kept(Digest) == []


async def test_nobody_is_counted_twice_for_one_question(talk: Talk) -> None:
    _, people = await community(talk, 5)
    await talk.until(TUESDAY)
    await answer(talk, people, "yyyy.")
    await people[0].taps("Changer de réponse")
    await people[0].taps("Non")
    await talk.until(FRIDAY)
    assert await talk.kept(Digest) == []


async def test_a_channel_reads_its_own_language_whatever_its_members_speak(talk: Talk) -> None:
    sacha, channel = talk.person("Sacha"), talk.channel("english")
    await set_up(sacha, channel, ["sacha"], kind="product", team_name="My service", language="en")
    assert "The PM coach is here" in talk.posts(channel)[0]
    await sacha.taps("Participer" if "Participer" in sacha.labels() else "Take part")
    await sacha.sends(way="business", language="fr", first="now")
    await sacha.taps("Oui")
    await publishes(talk, sacha, "Une phrase.")
    await talk.until(FRIDAY)
    assert "Shared with you:" in "".join(talk.posts(channel))


async def test_one_team_with_nothing_to_say_holds_up_no_other(talk: Talk) -> None:
    sacha, silent = talk.person("Sacha"), talk.channel("silent")
    await set_up(sacha, silent, [])
    channel, people = await community(talk, 1)
    await talk.until(TUESDAY)
    await people[0].taps("Oui")
    await publishes(talk, people[0], "Une phrase.")
    await talk.until(FRIDAY)
    assert len(talk.posts(silent)) == 1
    assert "Une phrase." in talk.posts(channel)[-1]
