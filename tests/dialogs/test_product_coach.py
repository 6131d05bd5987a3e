"""`product-coach`: passing on what one chooses to a human, who answers and is answered back."""

import json

import pytest

from bot.domain.action import Action
from bot.domain.passing_on import PassedOn, PassedReply
from bot.domain.people import Team
from bot.domain.reflection import Prompt, TypedWords
from bot.platforms.playground.room import COACH, RoomPerson
from tests.dialogs.groups import accept, set_up
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Someone, Talk

MINE, ELSE = "Personne ne relit la vision.", "Ceci ne regarde que moi."


async def accompanied(talk: Talk, **coach: str | list[str]) -> tuple[Someone, Someone]:
    """Andrea, PM, whose team's product coach is Sacha unless said otherwise."""
    channel, andrea, sacha = talk.channel("demarches"), talk.person("Andrea"), talk.person("Sacha")
    named = coach or {"product_coach": ["sacha"]}
    await set_up(andrea, channel, ["andrea"], kind="product", team_name="Mes démarches", **named)  # type: ignore[arg-type]
    await accept(talk, andrea)
    return andrea, sacha


async def passes_on(talk: Talk, someone: Someone, words: str) -> None:
    """Passes these words on, with nothing else."""
    await someone.commands("/pm-coach product-coach")
    await someone.taps(talk.say("product_coach.ask"))
    await someone.sends(words=words)
    assert someone.errors == {}
    await confirms(someone)


async def confirms(someone: Someone) -> None:
    """Passes on what the preview shows."""
    await someone.taps(someone.labels()[0])


async def answers(talk: Talk, someone: Someone, words: str, channel: str = "") -> None:
    """Answers with the form what was said last."""
    await someone.taps(talk.say("product_coach.answer"), channel)
    await someone.sends(channel, words=words)
    assert someone.errors == {}


async def test_without_a_product_coach_one_is_told_how_to_name_one(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach product-coach")
    camille.sees(say("errors.not_started"))
    await camille.starts()
    for word in ("coach-produit", "coach", "product-coach", "Coach produit"):
        await camille.commands(f"/pm-coach {word}")
        camille.sees(say("product_coach.title"), say("product_coach.none"))
    assert await camille.forges("coach.form") == say("product_coach.none")


async def test_a_question_with_an_excerpt_reaches_the_product_coach_as_previewed_and_nothing_else(
    each_talk: Talk,
) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await andrea.commands("/pm-coach question")
    await andrea.taps(say("ratings.no"))
    await andrea.types(f"{MINE} {ELSE}")
    await andrea.commands("/pm-coach product-coach")
    ask, answer = andrea.labels()
    assert ask == say("product_coach.ask")
    await andrea.taps(answer)
    assert andrea.filled["words"] == f"{MINE} {ELSE}"
    await andrea.sends(words=MINE)
    andrea.sees(say("product_coach.preview_person", reader="Sacha"), MINE)
    (prompt,) = await each_talk.kept(Prompt)
    andrea.sees(say("product_coach.question", question=prompt.asked.question))
    assert sacha.reads() == []
    previewed = andrea.reads()[-1].splitlines()[1:4]
    await confirms(andrea)
    andrea.sees(say("product_coach.passed_person", reader="Sacha"))
    assert sacha.reads()[-1].splitlines()[: len(previewed)] == previewed
    sacha.sees(say("product_coach.only_this_person", name="Andrea"))
    sacha.sees(say("product_coach.your_data", months=13), say("notice.link"))
    assert ELSE not in sacha.reads()[-1]
    assert say("ratings.no") not in sacha.reads()[-1]
    assert MINE not in sacha.announced() + andrea.announced()


async def test_only_answers_are_offered_to_be_passed_on_as_such(talk: Talk) -> None:
    andrea, _ = await accompanied(talk)
    await andrea.commands("/pm-coach question")
    await andrea.commands("/pm-coach product-coach")
    assert andrea.labels() == [talk.say("product_coach.ask")]


async def test_an_action_goes_along_only_where_it_is_chosen(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await andrea.commands("/pm-coach action")
    await andrea.taps(say("action.write"))
    await andrea.sends(situation="une demande arrive", deed="je demande à qui elle servira")
    assert andrea.errors == {}
    await passes_on(each_talk, andrea, MINE)
    assert "une demande arrive" not in sacha.reads()[-1]
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(say("product_coach.ask"))
    await andrea.sends(words="", action="without")
    assert andrea.errors == {"words": say("errors.field_empty")}
    (action,) = await each_talk.kept(Action)
    await andrea.sends(action=action.id)
    andrea.sees("une demande arrive")
    await andrea.taps(say("product_coach.edit"))
    assert andrea.filled["action"] == action.id
    await andrea.sends()
    await confirms(andrea)
    sacha.sees(say("product_coach.action"), "une demande arrive", "je demande à qui elle servira")


async def test_the_product_coach_answers_and_is_answered_back(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Qui la lirait le premier ?")
    sacha.sees(say("product_coach.sent"))
    andrea.sees(say("product_coach.replies", name="Sacha", team="Mes démarches"), "Qui la lirait le premier ?")
    await answers(each_talk, andrea, "Notre directrice.")
    sacha.sees(say("product_coach.replies", name="Andrea", team="Mes démarches"), "Notre directrice.")
    assert "directrice" not in sacha.announced()


async def test_what_is_typed_in_the_thread_counts_with_its_edits_and_its_deletion(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await passes_on(each_talk, andrea, MINE)
    message = await sacha.types("Merci", thread=sacha.last().id)
    assert sacha.reads()[-1] == each_talk.say("product_coach.sent")
    andrea.sees("Merci")
    await sacha.edits(message, "Merci d’en parler.")
    andrea.sees("Merci d’en parler.")
    back = await andrea.types("Avec plaisir", thread=andrea.last().id)
    sacha.sees("Avec plaisir")
    await sacha.deletes(message)
    await andrea.deletes(back)
    for someone in (andrea, sacha):
        assert not any(words in "\n".join(someone.reads()) for words in ("Merci d’en parler.", "Avec plaisir"))
    assert [reply.words for reply in await each_talk.kept(PassedReply)] == [None, None]


async def test_words_too_long_for_a_message_are_not_passed_on_and_the_sender_is_told(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await passes_on(each_talk, andrea, MINE)
    await sacha.types("long " * 700, thread=sacha.last().id)
    sacha.sees(each_talk.say("product_coach.too_long"))
    assert await each_talk.kept(PassedReply) == []


async def test_what_the_product_coach_types_outside_the_thread_waits_until_they_send_it(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    sacha.sees(say("product_coach.how_to_answer"))
    before = andrea.reads()
    message = await sacha.types("Parfait")
    sacha.sees(say("product_coach.unsent", name="Andrea"))
    await sacha.edits(message, "Parfait, jeudi.")
    assert andrea.reads() == before
    await sacha.taps(say("product_coach.send_to", name="Andrea"))
    andrea.sees("Parfait, jeudi.", say("product_coach.how_to_answer"))
    await sacha.edits(message, "Parfait, vendredi.")
    andrea.sees("Parfait, vendredi.")
    await sacha.types("Une note pour moi.")
    await sacha.taps(say("product_coach.do_not_send"))
    assert "Une note pour moi." not in "\n".join(andrea.reads())
    assert [reply.words for reply in await each_talk.kept(PassedReply, held=True)] == [None]


async def test_what_was_typed_below_the_product_coachs_answer_leaves_the_question_for_them(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await andrea.commands("/pm-coach question")
    await andrea.types("Elle est sur le mur.")
    assert say("product_coach.send_to", name="Sacha") not in andrea.labels()
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Parlons-en jeudi ?")
    message = await andrea.types("Oui, jeudi 14 h me va")
    assert "jeudi 14 h" not in "\n".join(sacha.reads())
    await andrea.taps(say("product_coach.send_to", name="Sacha"))
    andrea.sees(say("product_coach.sent_to", name="Sacha"))
    sacha.sees("Oui, jeudi 14 h me va")
    assert [typed.words for typed in await each_talk.kept(TypedWords)] == ["Elle est sur le mur."]
    await andrea.edits(message, "Oui, jeudi 15 h me va")
    sacha.sees("Oui, jeudi 15 h me va")


async def test_a_question_that_came_later_keeps_what_is_typed(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    await andrea.commands("/pm-coach question")
    await andrea.types("Elle est sur le mur.")
    assert each_talk.say("product_coach.send_to", name="Sacha") not in andrea.labels()


@pytest.mark.parametrize("ender", ["andrea", "sacha"])
async def test_either_side_may_end_it(each_talk: Talk, ender: str) -> None:
    people = dict(zip(("andrea", "sacha"), await accompanied(each_talk), strict=True))
    andrea, sacha, say = people["andrea"], people["sacha"], each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    buttons = [someone.button(say("product_coach.answer")) for someone in (andrea, sacha)]
    head = sacha.last() if MINE in sacha.reads()[-1] else sacha.posts()[0]
    await people[ender].taps(say("product_coach.end"))
    people[ender].sees(say("product_coach.ended"))
    assert say("product_coach.over") in "\n".join(andrea.reads())
    assert say("product_coach.over") in "\n".join(sacha.reads())
    for someone, button in zip((andrea, sacha), buttons, strict=True):
        await someone.taps_again(button)
        someone.sees(say("product_coach.over"))
    await sacha.types("Encore un mot.", thread=head.id)
    sacha.sees(say("product_coach.over"))
    assert "Encore un mot." not in "\n".join(andrea.reads())


async def test_who_waits_for_an_answer_is_told_that_none_will_come(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await sacha.taps(say("product_coach.end"))
    day = "25 novembre 2026" if each_talk.language == "fr" else "25 November 2026"
    andrea.sees(say("product_coach.no_answer_person", reader="Sacha", day=day))


async def test_who_was_answered_is_told_no_more_than_that_it_is_over(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    before = len(andrea.reads())
    await sacha.taps(each_talk.say("product_coach.end"))
    assert len(andrea.reads()) == before
    andrea.sees(each_talk.say("product_coach.over"))


async def test_before_anything_is_passed_on_its_reader_is_named(each_talk: Talk) -> None:
    andrea, _ = await accompanied(each_talk)
    say = each_talk.say
    await andrea.commands("/pm-coach team", "demarches")
    andrea.sees(say("product_coach.is_person", reader="Sacha"), channel="demarches")
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(say("product_coach.ask"))
    assert say("product_coach.reads_person", reader="Sacha", team="Mes démarches") in andrea.explained()
    await andrea.sends(words=MINE)
    andrea.sees(say("product_coach.preview_person", reader="Sacha"))
    assert andrea.labels()[0] == say("product_coach.pass_person", reader="Sacha")


async def test_of_a_channel_it_is_said_everywhere_that_the_whole_of_it_reads(each_talk: Talk) -> None:
    coaches = each_talk.channel("coachs")
    andrea, _ = await accompanied(each_talk, product_coach_channel=coaches)
    say, reader = each_talk.say, "#coachs"
    await andrea.commands("/pm-coach team", "demarches")
    andrea.sees(say("product_coach.is_channel", reader=reader), channel="demarches")
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(say("product_coach.ask"))
    assert say("product_coach.reads_channel", reader=reader, team="Mes démarches") in andrea.explained()
    await andrea.sends(words=MINE)
    andrea.sees(say("product_coach.preview_channel", reader=reader))
    await andrea.taps(say("product_coach.pass_channel", reader=reader))
    andrea.sees(say("product_coach.passed_channel", reader=reader))
    assert say("product_coach.only_this_channel", name="Andrea", reader=reader) in each_talk.posts(coaches)[-1]


async def test_of_a_channels_readers_only_who_answered_may_end_it(each_talk: Talk) -> None:
    coaches = each_talk.channel("coachs")
    andrea, sacha = await accompanied(each_talk, product_coach_channel=coaches)
    lou, say = each_talk.person("Lou"), each_talk.say
    await passes_on(each_talk, andrea, MINE)
    assert say("product_coach.end") not in sacha.labels(coaches)
    await answers(each_talk, sacha, "Une idée.", coaches)
    await lou.taps(say("product_coach.end"), coaches)
    assert say("product_coach.not_yours_to_end") in "\n".join(lou.reads(coaches))
    assert say("product_coach.over") not in "\n".join(andrea.reads())
    await sacha.taps(say("product_coach.end"), coaches)
    assert say("product_coach.over") in "\n".join(andrea.reads())


async def test_the_teams_own_channel_is_no_product_coach(each_talk: Talk) -> None:
    channel, andrea = each_talk.channel("demarches"), each_talk.person("Andrea")
    await andrea.commands("/pm-coach team", channel)
    await andrea.sends(channel, team_name="Mes démarches", product_coach_channel=channel)
    assert andrea.errors == {"product_coach_channel": each_talk.say("errors.field_own_channel")}


async def test_a_product_coach_who_is_called_otherwise_is_named_so_the_next_day(talk: Talk) -> None:
    andrea, sacha = await accompanied(talk)
    talk.room.people[sacha.user] = RoomPerson(sacha.user, "Sacha Martin")
    await talk.until("2026-11-26 10:00")
    await andrea.commands("/pm-coach team", "demarches")
    andrea.sees(talk.say("product_coach.is_person", reader="Sacha Martin"), channel="demarches")


async def test_no_two_buttons_of_the_list_are_called_the_same(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    for words in (MINE, ELSE):
        await passes_on(each_talk, andrea, words)
    for someone in (andrea, sacha):
        await someone.commands("/pm-coach product-coach")
        assert len(someone.labels()) == len(set(someone.labels()))
        assert each_talk.say("product_coach.end_numbered", number=2) in someone.labels()


async def test_taken_back_it_leaves_the_coachs_messages_and_the_store(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    await answers(each_talk, andrea, ELSE)
    await andrea.commands("/pm-coach product-coach")
    andrea.sees(MINE)
    await andrea.taps(say("product_coach.take_back_numbered", number=1))
    andrea.sees(say("product_coach.taken_back"))
    assert not any(words in "\n".join(sacha.reads()) for words in (MINE, ELSE))
    assert "Une idée." in "\n".join(andrea.reads())
    (passed,) = await each_talk.kept(PassedOn)
    assert (passed.question, passed.words, passed.action) == (None, None, None)
    assert [reply.words for reply in await each_talk.kept(PassedReply, user="andrea")] == [None]
    await andrea.commands("/pm-coach product-coach")
    assert say("product_coach.take_back_numbered", number=1) not in andrea.labels()


async def test_a_channel_of_coaches_reads_it_and_any_of_them_answers_there(each_talk: Talk) -> None:
    coaches = each_talk.channel("coachs")
    andrea, sacha = await accompanied(each_talk, product_coach_channel=coaches)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    assert MINE in each_talk.posts(coaches)[-1]
    whole = say("product_coach.only_this_channel", name="Andrea", reader="#coachs")
    assert whole in each_talk.posts(coaches)[-1]
    assert sacha.reads() == []
    await answers(each_talk, sacha, "Une idée.", coaches)
    andrea.sees("Une idée.", say("product_coach.replies", name="Sacha", team="Mes démarches"))
    await answers(each_talk, andrea, "Je la tente.")
    head, *thread = [post for post in each_talk.room.in_channel(coaches, "") if post.author == COACH]
    assert [post.thread for post in thread] == [head.id, head.id]
    assert "Je la tente." in each_talk.posts(coaches)[-1]
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(say("product_coach.take_back_numbered", number=1))
    assert not any(words in "\n".join(each_talk.posts(coaches)) for words in (MINE, "Je la tente."))


async def test_with_several_teams_one_chooses(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    charlie, other = each_talk.person("Charlie"), each_talk.channel("pm")
    await set_up(charlie, other, ["andrea"], product_coach=["charlie"])  # type: ignore[arg-type]
    await each_talk.until("2026-12-02 10:00")  # No third message within seven days.
    await accept(each_talk, andrea)
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(each_talk.say("product_coach.ask"))
    (team,) = await each_talk.kept(Team, channel=other)
    await andrea.sends(team=team.id, words=MINE)
    await confirms(andrea)
    charlie.sees(MINE)
    assert sacha.reads() == []


async def test_a_preview_can_be_changed_or_dropped_and_nobody_reads_it(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(say("product_coach.ask"))
    await andrea.sends(words="   ")
    assert andrea.errors == {"words": say("errors.field_empty")}
    await andrea.sends(words=ELSE)
    await andrea.taps(say("product_coach.edit"))
    assert andrea.filled["words"] == ELSE
    await andrea.sends(words=MINE)
    andrea.sees(MINE)
    await andrea.taps(say("product_coach.discard"))
    andrea.sees(say("product_coach.discarded"))
    assert await each_talk.kept(PassedOn) == []
    assert sacha.reads() == []


async def test_tapped_twice_it_is_passed_on_once(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(each_talk.say("product_coach.ask"))
    await andrea.sends(words=MINE)
    button = andrea.button(andrea.labels()[0])
    for _ in range(2):
        await andrea.taps_again(button)
    assert len(sacha.reads()) == 1


async def test_a_product_coach_exchanged_since_the_preview_reads_nothing(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    charlie = each_talk.person("Charlie")
    await andrea.commands("/pm-coach product-coach")
    await andrea.taps(each_talk.say("product_coach.ask"))
    await andrea.sends(words=MINE)
    button = andrea.button(andrea.labels()[0])
    await andrea.commands("/pm-coach team", "demarches")
    await andrea.taps(each_talk.say("team.change"), "demarches")
    await andrea.sends("demarches", product_coach=["charlie"])
    await andrea.taps_again(button)
    andrea.sees(each_talk.say("product_coach.changed"))
    assert sacha.reads() == charlie.reads() == []


async def test_a_team_names_a_person_or_a_channel_that_its_author_is_in_and_not_both(each_talk: Talk) -> None:
    channel, andrea, say = each_talk.channel("demarches"), each_talk.person("Andrea"), each_talk.say
    coaches = each_talk.channel("coachs")
    await andrea.commands("/pm-coach team", channel)
    await andrea.sends(channel, team_name="Mes démarches", product_coach=["sacha"], product_coach_channel=coaches)
    assert andrea.errors == {"product_coach_channel": say("errors.field_coach_or_channel")}
    await andrea.sends(channel, product_coach=[], product_coach_channel="nowhere")
    assert andrea.errors == {"product_coach_channel": say("team.cannot_post")}
    await andrea.sends(channel, product_coach_channel=coaches)
    await andrea.commands("/pm-coach team", channel)
    andrea.sees(say("product_coach.is_channel", reader="#coachs"), channel=channel)


async def test_nobody_is_their_own_product_coach(each_talk: Talk) -> None:
    andrea, _ = await accompanied(each_talk, product_coach=["andrea"])
    await andrea.commands("/pm-coach product-coach")
    andrea.sees(each_talk.say("product_coach.place"))
    assert each_talk.say("product_coach.ask") not in andrea.labels()


async def test_who_erases_everything_leaves_nothing_with_the_other(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    await sacha.commands("/pm-coach my-data")
    sacha.sees(say("my_data.rows.passed_on", count=1), say("my_data.rows.passed_replies", count=1))
    await sacha.taps(say("my_data.erase"))
    await sacha.taps(say("my_data.erase_now"))
    assert "Une idée." not in "\n".join(andrea.reads())
    assert await each_talk.kept(PassedReply) == []
    assert [passed.coach for passed in await each_talk.kept(PassedOn)] == [None]


async def test_what_the_product_coach_answered_is_among_what_one_takes_away(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    told = f"{each_talk.say('my_data.answered')}\n> Une idée."
    readable, machine = await takes_away(each_talk, andrea)
    assert told in readable
    assert [each["words"] for each in json.loads(machine)["product_coach_answered"]] == ["Une idée."]
    readable, machine = await takes_away(each_talk, sacha)
    assert each_talk.say("my_data.answered") not in readable
    assert MINE not in readable + machine


async def takes_away(talk: Talk, someone: Someone) -> list[str]:
    """The two files of everything that is kept of somebody."""
    await someone.commands("/pm-coach my-data")
    await someone.taps(talk.say("my_data.export"))
    return [spaced(block["content"]) for block in someone.last().blocks or [] if block["type"] == "file"]


async def test_erased_by_its_author_it_leaves_the_product_coach(each_talk: Talk) -> None:
    andrea, sacha = await accompanied(each_talk)
    say = each_talk.say
    await passes_on(each_talk, andrea, MINE)
    await answers(each_talk, sacha, "Une idée.")
    await answers(each_talk, andrea, ELSE)
    await andrea.commands("/pm-coach my-data")
    await andrea.taps(say("my_data.export"))
    files = [block["content"] for block in andrea.last().blocks or [] if block["type"] == "file"]
    assert all(MINE in content and ELSE in content and "Une idée." in content for content in files)
    await andrea.taps(say("my_data.erase"))
    await andrea.taps(say("my_data.erase_now"))
    assert not any(words in "\n".join(sacha.reads()) for words in (MINE, ELSE, "Andrea"))
    assert await each_talk.kept(PassedOn) == []
    assert await each_talk.kept(PassedReply) == []


async def test_it_is_kept_no_longer_than_the_notice_promises(talk: Talk) -> None:
    andrea, sacha = await accompanied(talk)
    await passes_on(talk, andrea, MINE)
    await answers(talk, sacha, "Une idée.")
    await andrea.commands("/pm-coach pause")
    await talk.until("2027-12-24 10:00")
    assert len(await talk.kept(PassedOn)) == 1
    await talk.until("2027-12-27 10:00")
    assert await talk.kept(PassedOn) == []
    assert await talk.kept(PassedReply) == []
    assert MINE not in "\n".join(sacha.reads())
    assert "Une idée." not in "\n".join(andrea.reads())


async def test_a_product_coach_whom_no_message_reaches_is_told_to_who_passed_it_on(each_talk: Talk) -> None:
    andrea, _ = await accompanied(each_talk, product_coach=["nobody"])
    await passes_on(each_talk, andrea, MINE)
    andrea.sees(each_talk.say("product_coach.failed", team="Mes démarches"))
