"""Sharing: nothing without a team and a preview, and everything can be taken back."""

import pytest

from bot.domain.people import Member, Team
from bot.domain.reflection import Prompt, Share, ShareState
from tests.dialogs.groups import accept, community, product_team, publishes, set_up, shares
from tests.dialogs.talk import Talk

MONDAY, FRIDAY = "2026-11-30 09:00", "2026-12-04 11:00"
WORDS = "Notre vision tient en une phrase."


async def test_without_a_team_there_is_nobody_to_share_with(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(first="now")
    await camille.taps(say("ratings.yes"))
    await camille.taps(say("answered.share"))
    camille.sees(say("share.no_team"))


async def test_a_preview_comes_first_and_only_a_second_tap_shares(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.yes"))
    await andrea.taps(say("answered.share"))
    assert andrea.form is not None
    assert say("share.before") in str(andrea.form["intro"]).replace("\\u202f", " ").replace("\\xa0", " ")
    await andrea.sends(excerpt=WORDS)
    andrea.sees(say("share.preview", team="Mes démarches"), WORDS, "Andrea", say("share.read_is_read"))
    assert andrea.labels() == [say("share.publish"), say("share.edit"), say("share.discard")]
    await each_talk.until(FRIDAY)
    assert WORDS not in "".join(each_talk.posts(channel))
    await andrea.taps(say("share.publish"))
    assert WORDS not in andrea.reads()[-1], "what is taken back later must not stand here still"
    await each_talk.until("2026-12-11 11:00")
    assert WORDS in each_talk.posts(channel)[-1]
    assert "Andrea" in each_talk.posts(channel)[-1]
    assert WORDS not in andrea.announced()


async def test_the_excerpt_is_filled_in_with_ones_own_words(talk: Talk) -> None:
    _, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    await andrea.types("Tapé hier soir.")
    await andrea.taps("Partager un extrait")
    assert andrea.filled["excerpt"] == "Tapé hier soir."


async def test_a_preview_is_changed_or_dropped(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.yes"))
    await shares(each_talk, andrea, "Trop long, trop personnel.")
    await andrea.taps(say("share.edit"))
    assert andrea.filled["excerpt"] == "Trop long, trop personnel."
    await andrea.sends(excerpt="Plus court.")
    assert [share.excerpt for share in await each_talk.kept(Share)] == ["Plus court."]
    publish = andrea.button(say("share.publish"))
    await andrea.taps(say("share.discard"))
    andrea.sees(say("share.discarded"))
    assert await each_talk.kept(Share) == []
    assert await andrea.forges(publish[1]) == say("share.not_found")
    await each_talk.until(FRIDAY)
    assert len(each_talk.posts(channel)) == 1


@pytest.mark.parametrize(
    ("excerpt", "key", "values"),
    [
        ("", "errors.field_empty", {}),
        ("🎯", "errors.field_says_nothing", {}),
        ("mot " * 5_000, "errors.field_too_long", {"length": 19_999, "longest": 600}),
    ],
)
async def test_an_excerpt_must_say_something_and_not_too_much(
    each_talk: Talk, excerpt: str, key: str, values: dict[str, object]
) -> None:
    _, (andrea,) = await product_team(each_talk)
    await each_talk.until(MONDAY)
    await andrea.taps(each_talk.say("ratings.yes"))
    await andrea.taps(each_talk.say("answered.share"))
    await andrea.sends(excerpt=excerpt, team="", name="perhaps")
    choice = each_talk.say("errors.field_choice")
    assert andrea.errors == {"excerpt": each_talk.say(key, **values), "team": choice, "name": choice}
    assert await each_talk.kept(Share) == []


async def test_a_name_is_left_out_only_where_that_hides_somebody(each_talk: Talk) -> None:
    channel, people = await community(each_talk, 6)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await people[1].taps(say("ratings.yes"))
    await publishes(each_talk, people[1], WORDS, named=False)
    await each_talk.until(FRIDAY)
    assert WORDS in each_talk.posts(channel)[-1]
    assert say("share.unnamed") in each_talk.posts(channel)[-1]
    assert "Charlie" not in each_talk.posts(channel)[-1]


@pytest.mark.parametrize("size", [1, 5])
async def test_a_small_group_is_never_offered_to_leave_the_name_out(talk: Talk, size: int) -> None:
    _, people = await community(talk, size)
    await talk.until(MONDAY)
    await people[0].taps("Oui")
    await people[0].taps("Partager un extrait")
    form = people[0].form
    assert form is not None
    names = next(field["choices"] for field in form["fields"] if field["name"] == "name")
    assert [choice["value"] for choice in names] == ["named"]
    await people[0].sends(excerpt=WORDS, name="unnamed")
    assert "on vous reconnaîtrait" in people[0].errors["name"]
    assert await talk.kept(Share) == []


async def test_a_group_that_shrank_meanwhile_hides_nobody(talk: Talk) -> None:
    _, people = await community(talk, 6)
    await talk.until(MONDAY)
    await people[0].taps("Oui")
    await shares(talk, people[0], WORDS, named=False)
    await people[1].commands("/pm-coach équipe")
    await people[1].taps("Quitter « Les PM »")
    await people[0].taps("Partager")
    people[0].sees("on vous reconnaîtrait")
    assert [share.state for share in await talk.kept(Share)] == [ShareState.DRAFT]


async def test_whose_account_is_closed_hides_nobody(talk: Talk) -> None:
    _, people = await community(talk, 6)
    await talk.until(MONDAY)
    await people[0].taps("Oui")
    await shares(talk, people[0], WORDS, named=False)
    async with talk.store.transaction() as tx:
        [gone] = await tx.all(Member, user=people[1].user)
        gone.closed_at = talk.clock.now()
    await people[0].taps("Partager")
    people[0].sees("on vous reconnaîtrait")


async def test_without_a_name_nothing_is_published_in_a_group_that_shrank_and_its_author_can_read_that(
    each_talk: Talk,
) -> None:
    channel, people = await community(each_talk, 6)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await people[0].taps(say("ratings.yes"))
    await publishes(each_talk, people[0], WORDS, named=False)
    await people[1].commands("/pm-coach team")
    await people[1].taps(say("team.leave", team="Les PM"))
    await each_talk.until(FRIDAY)
    assert len(each_talk.posts(channel)) == 1
    await people[0].commands("/pm-coach shared")
    people[0].sees(say("shared.held", team="Les PM", minimum=5, day="").strip(), WORDS)


@pytest.mark.parametrize("names_first", [True, False])
async def test_without_a_name_it_waits_until_enough_are_left_who_never_gave_theirs_on_that_question(
    each_talk: Talk, names_first: bool
) -> None:
    channel, people = await community(each_talk, 7)
    say, named, unnamed = each_talk.say, people[:3], people[3:6]
    await each_talk.until(MONDAY)
    for someone in [*named, *unnamed] if names_first else [*unnamed, *named]:
        await someone.taps(say("ratings.yes"))
        await publishes(each_talk, someone, f"De {someone.user}.", named=someone in named)
    for someone in unnamed:
        key = "share.held" if names_first else "share.published_unnamed"
        someone.sees(say(key, team="Les PM", minimum=5))
        assert "11" not in someone.reads()[-1], "no hour is promised that does not hold"
        await someone.commands("/pm-coach shared")
        someone.sees(say("shared.held", team="Les PM", minimum=5, day="").strip(), f"De {someone.user}.")
    for friday in (FRIDAY, "2026-12-11 11:00"):
        await each_talk.until(friday)
        published = "".join(each_talk.posts(channel))
        assert [f"De {someone.user}." in published for someone in people[:6]] == [True] * 3 + [False] * 3
    await _join(each_talk, channel, "Alix", "Sacha")
    await each_talk.until("2026-12-18 11:00")
    assert all(f"De {someone.user}." in "".join(each_talk.posts(channel)) for someone in unnamed)


async def test_what_was_said_by_name_eight_weeks_ago_holds_nothing_back_any_more(talk: Talk) -> None:
    channel, people = await community(talk, 7)
    await talk.until(MONDAY)
    for someone in people[:3]:
        await someone.taps("Oui")
        await publishes(talk, someone, f"De {someone.user}.", named=someone is not people[2])
    for friday, is_published in (("2027-01-22 11:00", False), ("2027-01-29 11:00", True)):
        await talk.until(friday)
        assert (f"De {people[2].user}." in "".join(talk.posts(channel))) is is_published


async def test_who_took_their_name_back_before_it_was_published_may_have_written_what_has_none(talk: Talk) -> None:
    channel, people = await community(talk, 7)
    await talk.until(MONDAY)
    for someone in people[:3]:
        await someone.taps("Oui")
        await publishes(talk, someone, f"De {someone.user}.", named=someone is not people[2])
    people[2].sees(talk.say("share.held", team="Les PM", minimum=5))
    await people[1].taps(talk.say("share.take_back"))
    await talk.until(FRIDAY)
    assert "De dominique." in "".join(talk.posts(channel))


async def test_who_took_their_name_back_afterwards_may_not(talk: Talk) -> None:
    channel, people = await community(talk, 7)
    await talk.until(MONDAY)
    for someone in people[:2]:
        await someone.taps("Oui")
        await publishes(talk, someone, f"De {someone.user}.")
    await talk.until(FRIDAY)
    await people[1].taps(talk.say("share.take_back"))
    await people[2].taps("Oui")
    await publishes(talk, people[2], "De dominique.", named=False)
    people[2].sees(talk.say("share.held", team="Les PM", minimum=5))
    await talk.until("2026-12-11 11:00")
    assert "De dominique." not in "".join(talk.posts(channel))


async def _join(talk: Talk, channel: str, *names: str) -> None:
    for name in names:
        someone = talk.person(name)
        await someone.commands("/pm-coach team", channel)
        await someone.taps(talk.say("team.join"), channel)
        await someone.sends(channel, way="business", first="on_the_day", product=f"Produit de {name}")


async def test_excerpts_stand_in_an_order_that_tells_nothing_of_when_they_were_shared(talk: Talk) -> None:
    channel, people = await community(talk, 10)
    await talk.until(MONDAY)
    for someone in people:
        await someone.taps("Oui")
        await publishes(talk, someone, f"De {someone.user}.", named=False)
    await talk.until(FRIDAY)
    text = "".join(talk.posts(channel)[1:])
    shared = await talk.kept(Share, order="id")
    assert sorted(shared, key=lambda one: text.index(one.excerpt or "")) == list(shared)


async def test_a_counted_answer_is_not_shared_by_name_where_that_would_tell_others(each_talk: Talk) -> None:
    channel, people = await community(each_talk, 6)
    say = each_talk.say
    await each_talk.until(MONDAY)
    for someone, rating in zip(people, ("yes", "yes", "yes", "no", "no", "unknown"), strict=True):
        await someone.taps(say(f"ratings.{rating}"))
    await shares(each_talk, people[0], WORDS)
    early = people[0].button(say("share.publish"))
    await each_talk.until(FRIDAY)
    refused = say("share.counted")
    assert await people[0].forges(early[1]) == refused
    await people[1].taps(say("answered.share"))
    await people[1].sends(excerpt=WORDS, name="named")
    assert people[1].errors["name"] == refused
    await people[1].sends(name="unnamed")
    await people[1].taps(say("share.publish"))
    await each_talk.until("2026-12-11 11:00")
    assert WORDS in each_talk.posts(channel)[-1]
    assert say("share.unnamed") in each_talk.posts(channel)[-1]


async def test_as_many_share_a_counted_answer_by_name_as_the_total_still_hides_the_others(talk: Talk) -> None:
    _, people = await community(talk, 8)
    await talk.until(MONDAY)
    for someone, rating in zip(
        people, ("Oui", "Oui", "Oui", "Oui", "Non", "Non", "Plutôt oui", "Plutôt non"), strict=True
    ):
        await someone.taps(rating)
    await talk.until(FRIDAY)
    await publishes(talk, people[0], WORDS)
    await publishes(talk, people[0], "Deux fois la même personne.")
    await people[4].taps("Partager un extrait")
    await people[4].sends(excerpt=WORDS, name="named")
    assert "celles d’autres personnes" in people[4].errors["name"]


async def test_who_left_the_team_meanwhile_shares_nothing_there(talk: Talk) -> None:
    _, (andrea, charlie) = await product_team(talk, 2)
    await talk.until(MONDAY)
    await andrea.taps("Oui")
    await shares(talk, andrea, WORDS)
    publish = andrea.button("Partager")
    await andrea.taps("Modifier")
    form, filled = andrea.form, andrea.filled
    await andrea.commands("/pm-coach équipe")
    await andrea.taps("Quitter « Mes démarches »")
    assert "ne participez pas à cette équipe" in await andrea.forges(publish[1])
    andrea.form, andrea.filled = form, filled
    await andrea.sends()
    andrea.sees("Vous ne participez à aucune équipe")
    assert charlie.reads() != []
    assert [share.state for share in await talk.kept(Share)] == [ShareState.DRAFT]


async def test_nothing_is_promised_to_a_channel_the_coach_was_sent_away_from(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    await andrea.taps("Oui")
    await shares(talk, andrea, WORDS)
    publish = andrea.button("Partager")
    await andrea.commands("/pm-coach équipe", channel)
    await andrea.taps("Retirer le coach", channel)
    await andrea.taps_again(publish)
    andrea.sees("ne participez pas à cette équipe")


async def test_what_is_shared_is_listed_and_taken_back_before_the_digest(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.yes"))
    await publishes(each_talk, andrea, WORDS)
    publish_again = andrea.button(say("share.take_back"))[1].replace("take_back", "publish")
    await andrea.commands("/pm-coach shared")
    andrea.sees(WORDS, "Andrea", say("share.read_is_read"))
    await andrea.taps(say("share.take_back"))
    andrea.sees(say("share.taken_back", team="Mes démarches"))
    assert [(share.excerpt, share.author_name) for share in await each_talk.kept(Share)] == [(None, None)]
    assert await andrea.forges(publish_again) == say("share.not_found")
    await andrea.commands("/pm-coach shared")
    andrea.sees(say("shared.nothing"))
    await each_talk.until(FRIDAY)
    assert len(each_talk.posts(channel)) == 1


async def test_taken_back_it_leaves_the_digest_and_an_emptied_digest_goes(each_talk: Talk) -> None:
    channel, (andrea, charlie) = await product_team(each_talk, 2)
    say = each_talk.say
    await each_talk.until(MONDAY)
    for someone, words in ((andrea, WORDS), (charlie, "Deux directions la racontent autrement.")):
        await someone.taps(say("ratings.yes"))
        await publishes(each_talk, someone, words)
    await each_talk.until(FRIDAY)
    digest = each_talk.posts(channel)[-1]
    assert WORDS in digest
    await andrea.commands("/pm-coach shared")
    take_back = andrea.button(say("share.take_back"))
    await andrea.taps_again(take_back)
    left = each_talk.posts(channel)[-1]
    assert WORDS not in left
    assert "Andrea" not in left
    assert left.splitlines()[0] == digest.splitlines()[0]
    assert left.splitlines()[-3:] == digest.splitlines()[-3:]
    await andrea.taps_again(take_back)
    await charlie.commands("/pm-coach shared")
    await charlie.taps(say("share.take_back"))
    assert len(each_talk.posts(channel)) == 1
    await each_talk.until("2026-12-07 10:00")
    await andrea.taps(say("ratings.no"))
    await publishes(each_talk, andrea, "Autre chose.")
    await each_talk.until("2026-12-11 11:00")
    assert "Autre chose." in each_talk.posts(channel)[-1]
    assert say("digest.since") not in each_talk.posts(channel)[-1]


async def test_taking_one_of_several_messages_away_takes_the_excerpt_back_and_says_so(each_talk: Talk) -> None:
    _, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.types(WORDS)
    other = await andrea.types("Et autre chose.")
    await publishes(each_talk, andrea, WORDS)
    await andrea.deletes(other)
    kept = next(text for text in andrea.reads() if say("kept.note") in text)
    assert say("share.taken_back_too", team="Mes démarches") in kept
    assert WORDS not in kept


async def test_an_emptied_digest_that_people_answered_says_it_is_no_longer_available(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.yes"))
    await publishes(each_talk, andrea, WORDS)
    await each_talk.until(FRIDAY)
    lou = each_talk.person("Lou")
    digest = lou.last(channel)
    await each_talk.playground.post("lou", channel, "Merci !", digest.id)
    await andrea.commands("/pm-coach shared")
    await andrea.taps(say("share.take_back"))
    assert each_talk.posts(channel)[-1] == say("digest.gone")
    assert WORDS not in digest.notification


async def test_editing_a_private_answer_never_changes_what_is_published(each_talk: Talk) -> None:
    channel, (andrea,) = await product_team(each_talk)
    say = each_talk.say
    await each_talk.until(MONDAY)
    message = await andrea.types(WORDS)
    await publishes(each_talk, andrea, WORDS)
    await each_talk.until(FRIDAY)
    await andrea.edits(message, "Tout autre chose.")
    await andrea.taps(say("prompt.write"))
    await andrea.sends(words="Encore autre chose.", rating="no")
    assert WORDS in each_talk.posts(channel)[-1]
    assert "autre chose" not in each_talk.posts(channel)[-1]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("how", ["deletes", "removes", "empties", "moves then deletes"])
async def test_deleting_the_words_takes_the_excerpt_back(talk: Talk, how: str, published: bool) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    if how == "empties":
        await andrea.taps("Écrire")
        await andrea.sends(words=WORDS)
    else:
        message = await andrea.types(WORDS)
    await publishes(talk, andrea, WORDS)
    await talk.until(FRIDAY if published else "2026-12-01 10:00")
    assert (WORDS in "".join(talk.posts(channel))) is published
    if how == "deletes":
        await andrea.deletes(message)
    elif how == "removes":
        await andrea.taps("Ne pas conserver")
    elif how == "empties":
        await andrea.taps("Écrire")
        await andrea.sends(words="")
    else:
        await talk.until("2026-12-07 10:00")
        old, new = await talk.kept(Prompt, order="asked_at")
        await andrea.forges(f"move/{old.id}/{new.id}")
        await andrea.deletes(message)
    assert [share.excerpt for share in await talk.kept(Share)] == [None]
    assert talk.say("share.taken_back_too", team="Mes démarches") in "".join(andrea.reads())
    await talk.until("2026-12-11 11:00")
    assert WORDS not in "".join(talk.posts(channel))


async def test_other_peoples_shares_cannot_be_touched(each_talk: Talk) -> None:
    _, (andrea, eve) = await product_team(each_talk, 2)
    say = each_talk.say
    await each_talk.until(MONDAY)
    await andrea.taps(say("ratings.yes"))
    await shares(each_talk, andrea, WORDS)
    (share,) = await each_talk.kept(Share)
    for act in ("publish", "share.edit", "discard", "take_back"):
        assert await eve.forges(f"{act}/{share.id}") == say("share.not_found")
        assert await eve.forges(f"{act}/gone") == say("share.not_found")
    await eve.taps(say("ratings.no"))
    await eve.taps(say("answered.share"))
    assert eve.form is not None
    (hers,) = [prompt for prompt in await each_talk.kept(Prompt) if prompt.id in eve.form["act"]]
    eve.form["act"] = f"share/{hers.id}/{share.id}"
    await eve.sends(excerpt="Volé.")
    eve.is_refused(say("share.not_found"))
    assert [(one.excerpt, one.state) for one in await each_talk.kept(Share)] == [(WORDS, ShareState.DRAFT)]


async def test_nothing_is_shared_with_a_team_of_others(talk: Talk) -> None:
    await product_team(talk)
    eve, agenda = talk.person("Eve"), talk.channel("agenda")
    await set_up(eve, agenda, ["eve"], kind="product", team_name="Agenda")
    await accept(talk, eve)
    await talk.until(MONDAY)
    await eve.taps("Oui")
    await eve.taps("Partager un extrait")
    (theirs,) = [team for team in await talk.kept(Team) if team.name == "Mes démarches"]
    await eve.sends(excerpt="Bonjour.", team=theirs.id)
    assert set(eve.errors) == {"team"}
    assert await talk.kept(Share) == []


async def test_a_quoted_script_stays_a_quotation(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    await andrea.taps("Oui")
    await publishes(talk, andrea, "<img src=x onerror=alert(1)> @channel **gras**")
    await talk.until(FRIDAY)
    (quote,) = [block for block in andrea.last(channel).blocks or [] if block["type"] == "quote"]
    assert quote["text"] == "<img src=x onerror=alert(1)> @channel **gras**"


async def test_many_excerpts_are_listed_newest_first_a_page_at_a_time_and_each_can_be_taken_back(talk: Talk) -> None:
    _, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    await andrea.taps("Non")
    asked = andrea.button("Partager un extrait")
    for number in range(1, 9):
        await andrea.taps_again(asked)
        await andrea.sends(excerpt=f"Extrait {number}.")
        await andrea.taps("Partager")
    await andrea.commands("/pm-coach partages")
    assert [f"Extrait {number}." in andrea.reads()[-1] for number in range(1, 9)] == [False] * 2 + [True] * 6
    assert andrea.reads()[-1].index("Extrait 8.") < andrea.reads()[-1].index("Extrait 3.")
    await andrea.taps("Voir les partages plus anciens")
    andrea.sees("Extrait 1.", "Extrait 2.")
    await andrea.taps("Reprendre ce partage")
    assert len([share for share in await talk.kept(Share) if share.state is ShareState.SHARED]) == 7


async def test_in_a_long_digest_every_excerpt_is_whole_in_the_thread_and_leaves_it_when_taken_back(talk: Talk) -> None:
    channel, (andrea,) = await product_team(talk)
    await talk.until(MONDAY)
    await andrea.taps("Non")
    asked = andrea.button("Partager un extrait")
    words = {number: f"Extrait {number} : " + "mot " * 140 + f"fin {number}." for number in range(12)}
    for number in words:
        await andrea.taps_again(asked)
        await andrea.sends(excerpt=words[number])
        await andrea.taps("Partager")
    await talk.until(FRIDAY)
    digest, first, second = (text for text in talk.posts(channel) if "Extrait" in text)
    assert "fin" not in digest
    whole = [[number for number in words if f"fin {number}." in page] for page in (first, second)]
    assert [len(page) for page in whole] == [8, 4]
    assert sorted(whole[0] + whole[1]) == list(words)
    await andrea.commands("/pm-coach partages")
    await andrea.taps("Reprendre ce partage")
    _, *pages = (text for text in talk.posts(channel) if "Extrait" in text)
    left = [[number for number in words if f"fin {number}." in page] for page in pages]
    assert left == [[number for number in page if number != 11] for page in whole]
