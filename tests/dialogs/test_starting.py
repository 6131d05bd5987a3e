"""Starting is an invitation: a greeting, a try of which nothing is kept, a form, and a way out at any time."""

import pytest

from bot.domain.outbox import Heard, Posting
from bot.domain.people import Holding, Member, Product, Side, Standing, Way
from bot.domain.reflection import Answer, Prompt, TypedWords
from bot.domain.rhythm import Rhythm
from tests.dialogs.reading import lines, spaced
from tests.dialogs.talk import Talk

EVERYTHING = (Member, Product, Holding, Prompt, Answer, TypedWords, Posting, Heard)


async def test_the_greeting_says_what_the_coach_does_who_reads_what_and_two_ways_on(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach")
    camille.sees(say("greeting.what"), say("greeting.how"), say("greeting.who_reads"))
    assert camille.labels()[:2] == [say("greeting.try"), say("greeting.start")]


async def test_a_question_can_be_tried_and_nothing_is_kept(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach")
    await camille.taps(say("greeting.try"))
    camille.sees(say("try.note"))
    await camille.taps(say("ratings.no"))
    camille.sees(say("try.answered"))
    assert camille.labels() == [say("greeting.start")]
    assert [kind for kind in EVERYTHING if await each_talk.kept(kind)] == []


async def test_the_form_says_first_what_is_kept_and_why_and_is_filled_in_as_far_as_known(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach start")
    assert camille.form is not None
    intro = spaced("\n".join(line for block in camille.form["intro"] for line in lines(block)))
    for line in ("kept", "why", "who_reads"):
        assert say(f"notice.{line}") in intro
    assert say("notice.how_long", months=13) in intro
    assert "La DNUM" in intro
    assert "dpo@example.gouv.fr" in intro
    assert say("start.intro") in intro
    assert say("notice.link") in intro
    fields = {field["name"]: field for field in camille.form["fields"]}
    assert list(fields) == ["product", "way", "side", "weekday", "hour", "rhythm", "language", "zone", "first"]
    ways = [choice["label"] for choice in fields["way"]["choices"]]
    assert ways == [way.label for way in each_talk.library.role(each_talk.language).ways] + [say("ways.unknown")]
    assert [choice["value"] for choice in fields["rhythm"]["choices"]] == ["weekly", "fortnightly", "monthly"]
    assert (fields["zone"]["value"], fields["language"]["value"]) == ("Europe/Paris", each_talk.language)


async def test_someone_starts_and_everything_they_said_is_kept(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach start")
    await camille.sends(
        product="  Mes   démarches ",
        way="shared",
        side="business",
        weekday="3",
        hour="14",
        rhythm="fortnightly",
        zone="Indian/Reunion",
        language=each_talk.language,
        first="on_the_day",
    )
    assert camille.errors == {}
    (member,) = await each_talk.kept(Member)
    assert (member.weekday, member.hour, member.rhythm, member.zone) == (3, 14, Rhythm.FORTNIGHTLY, "Indian/Reunion")
    (holding,), (product,) = await each_talk.kept(Holding), await each_talk.kept(Product)
    assert (holding.way, holding.side, product.name) == (Way.SHARED, Side.BUSINESS, "Mes démarches")
    camille.sees(say("welcome.title"), "Mes démarches", say("sides.business"), "Indian/Reunion", say("notice.link"))
    assert await each_talk.kept(Prompt) == []


async def test_the_first_question_comes_now_when_it_is_wanted_now(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(first="now")
    done, welcome, question = camille.reads()
    assert done == say("started.here")
    assert welcome.startswith(say("welcome.title"))
    assert question.startswith(say("prompt.title", product="Mes démarches"))
    await each_talk.until("2026-11-30 09:01")
    assert [prompt.week for prompt in await each_talk.kept(Prompt, order="asked_at")] == [2968, 2969]


async def test_the_first_question_waits_for_the_chosen_day(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(weekday="3", hour="14")
    await talk.until("2026-11-26 13:59")
    assert await talk.kept(Prompt) == []
    await talk.until("2026-11-26 14:00")
    camille.sees("Mes démarches · La question de la semaine")


async def test_every_mistake_in_the_form_is_told_at_once_and_what_was_typed_stays(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.commands("/pm-coach start")
    await camille.sends(product="  ", way="", zone="Europe/Pariss", weekday="6", hour="3", first="")
    assert camille.errors == {
        "product": say("errors.field_empty"),
        "zone": say("errors.field_zone", zone="Europe/Pariss"),
        **dict.fromkeys(("way", "weekday", "hour", "first"), say("errors.field_choice")),
    }
    assert await each_talk.kept(Member) == []
    assert await each_talk.kept(Product) == []
    await camille.sends(
        product="Mes démarches", way="business", zone="Europe/Paris", weekday="0", hour="9", first="now"
    )
    assert camille.errors == {}
    assert len(await each_talk.kept(Member)) == 1


@pytest.mark.parametrize(
    ("product", "key", "values"),
    [
        ("", "errors.field_empty", {}),
        ("🎉🎉", "errors.field_says_nothing", {}),
        ("a" * 20_000, "errors.field_too_long", {"length": 20_000, "longest": 80}),
    ],
)
async def test_a_product_needs_a_name_that_can_be_read(
    each_talk: Talk, product: str, key: str, values: dict[str, object]
) -> None:
    camille = each_talk.person("Camille")
    await camille.commands("/pm-coach start")
    await camille.sends(product=product, way="unknown")
    assert camille.errors == {"product": each_talk.say(key, **values)}
    assert await each_talk.kept(Member) == []


async def test_a_form_sent_twice_does_nothing_twice(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.commands("/pm-coach start")
    form = camille.form
    await camille.sends(product="Mes démarches", way="business", first="now")
    camille.form, camille.filled = form, {field["name"]: field["value"] for field in (form or {})["fields"]}
    await camille.sends(product="Autre", way="shared")
    camille.sees(each_talk.say("errors.form_used"))
    assert [product.name for product in await each_talk.kept(Product)] == ["Mes démarches"]
    assert len(await each_talk.kept(Prompt)) == 1


async def test_html_in_a_name_stays_text(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(product="<script>alert(1)</script>")
    camille.sees("<script>alert(1)</script> · façon de tenir le rôle : Le métier")


async def test_who_comes_back_after_stopping_finds_everything_again(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts(first="now")
    await camille.taps(say("ratings.yes"))
    await camille.commands("/pm-coach stop")
    camille.sees(say("stop.stopped"), say("status.stopped"))
    await each_talk.until("2026-12-14 12:00")
    assert len(await each_talk.kept(Prompt)) == 1
    await camille.commands("/pm-coach start")
    assert camille.filled["product"] == "Mes démarches"
    assert camille.filled["way"] == "business"
    await camille.sends(first="on_the_day")
    (member,) = await each_talk.kept(Member)
    assert member.standing is Standing.ACTIVE
    await each_talk.until("2026-12-21 09:00")
    assert len(await each_talk.kept(Prompt)) == 2
    assert len(await each_talk.kept(Answer)) == 1


async def test_who_starts_again_and_changes_nothing_keeps_their_part_too(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts(way="shared", side="project_lead")
    await camille.commands("/pm-coach commencer")
    assert camille.filled["side"] == "project_lead"
    await camille.sends()
    (holding,) = await talk.kept(Holding)
    assert holding.side is Side.PROJECT_LEAD


@pytest.mark.parametrize("answered", [True, False])
async def test_who_stops_and_starts_again_in_one_week_is_asked_again_the_week_after(talk: Talk, answered: bool) -> None:
    camille = talk.person("Camille")
    await camille.starts(first="now")
    if answered:
        await camille.taps("Oui")
    await camille.commands("/pm-coach arrêter")
    await camille.starts(first="now")
    camille.sees("Écrire")
    weeks = [prompt.week for prompt in await talk.kept(Prompt, order="asked_at")]
    assert weeks == ([2968, None] if answered else [2968])
    await talk.until("2026-11-30 09:00")
    assert [prompt.week for prompt in await talk.kept(Prompt, order="asked_at")] == [*weeks, 2969]


async def test_someone_who_started_sees_where_they_stand_and_what_they_can_do(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await camille.commands("/pm-coach")
    camille.sees(say("status.title"), "Mes démarches", "Europe/Paris")
    assert [say("command_labels.question"), say("command_labels.pause")] == [camille.labels()[0], camille.labels()[-1]]


async def test_settings_change_without_asking_twice_in_one_round(each_talk: Talk) -> None:
    camille, say = each_talk.person("Camille"), each_talk.say
    await camille.starts()
    await each_talk.until("2026-11-30 09:00")
    await camille.commands("/pm-coach settings")
    await camille.taps(say("settings.change"))
    await camille.sends(weekday="4", hour="18", zone="Pacific/Auckland")
    camille.sees(say("settings.changed"), "Pacific/Auckland")
    await each_talk.until("2026-12-06 23:59")
    assert len(await each_talk.kept(Prompt)) == 1
    await each_talk.until("2026-12-11 18:00")
    assert len(await each_talk.kept(Prompt)) == 2


async def test_settings_refuse_what_the_form_to_start_refuses(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach réglages")
    await camille.taps("Jour, heure, langue")
    await camille.sends(zone="Mars/Olympus", rhythm="")
    assert set(camille.errors) == {"zone", "rhythm"}
    (member,) = await talk.kept(Member)
    assert (member.zone, member.rhythm) == ("Europe/Paris", Rhythm.WEEKLY)


async def test_products_are_added_changed_and_let_go_but_never_the_last(talk: Talk) -> None:
    camille = talk.person("Camille")
    await camille.starts()
    await camille.commands("/pm-coach réglages")
    assert "Ne plus porter « Mes démarches »" not in camille.labels()
    last_one = camille.button("Modifier « Mes démarches »")[1].replace("product.form", "product.let_go")
    assert "seul produit" in await camille.forges(last_one)
    await camille.taps("Ajouter un produit")
    await camille.sends(product="Agenda", way="shared", side="project_lead")
    camille.sees(
        "C’est changé.",
        "Agenda · façon de tenir le rôle : Métier et DNUM ensemble",
        "Mes démarches · façon de tenir le rôle : Le métier",
    )
    await camille.taps("Modifier « Agenda »")
    assert camille.filled["side"] == "project_lead"
    await camille.sends(product="Grand agenda")
    camille.sees("Grand agenda · façon de tenir le rôle : Métier et DNUM ensemble")
    assert "\nAgenda" not in camille.reads()[-1]
    let_go = camille.button("Ne plus porter « Mes démarches »")
    await camille.taps_again(let_go)
    assert "Mes démarches" not in camille.reads()[-1]
    assert "n’est plus dans vos réglages" in await camille.forges(let_go[1])


async def test_a_product_is_known_whatever_the_case_and_accents(talk: Talk) -> None:
    camille, sacha = talk.person("Camille"), talk.person("Sacha")
    await camille.starts(product="Mes démarches")
    await sacha.starts(product="MES DEMARCHES")
    assert len(await talk.kept(Product)) == 1


async def test_other_peoples_products_cannot_be_touched(talk: Talk) -> None:
    camille, eve = talk.person("Camille"), talk.person("Eve")
    await camille.starts()
    await eve.starts(product="Agenda")
    (hers,) = await talk.kept(Member, user="camille")
    (holding,) = await talk.kept(Holding, member_id=hers.id)
    for act in ("product.form", "product.let_go"):
        assert "rien n’a été changé" in await eve.forges(f"{act}/{holding.id}")
    await eve.commands("/pm-coach réglages")
    await eve.taps("Ajouter un produit")
    assert eve.form is not None
    eve.form["act"] = f"product.form/{holding.id}/"
    await eve.sends(product="Volé", way="shared")
    assert "Volé" not in [product.name for product in await talk.kept(Product)]
    assert (await talk.kept(Holding, member_id=hers.id))[0].ended_at is None
