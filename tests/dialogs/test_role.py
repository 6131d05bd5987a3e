"""`/pm-role`: the role explained, reached by words or by taps alone."""

import dataclasses
from contextlib import AbstractAsyncContextManager

import pytest

from bot.coach.scene import House
from bot.domain.message import Act, Text
from bot.domain.policy import Policy
from bot.domain.role import Mission, Part, Point, Role, Way
from bot.frontdesk.desk import FrontDesk
from bot.frontdesk.incoming import Command, Person, Place, Tap
from bot.platforms.playground.room import WORKSPACE
from bot.ports import Transaction
from tests.content.test_content_guide import POINTS, find
from tests.dialogs.reading import spaced
from tests.dialogs.talk import Someone, Talk

LONGER_THAN_A_PHONE_WANTS = 160


async def walk(camille: Someone) -> str:
    """Everything that taps alone lead to from the overview."""
    read, tapped = [camille.reads()[-1]], set[str]()
    first = camille.labels()[0]
    while True:
        ways_on = [(label, act) for label, act in _role_buttons(camille) if act not in tapped]
        if not ways_on and camille.labels()[0] == first:
            return "\n".join(read)
        label, act = ways_on[0] if ways_on else _role_buttons(camille)[-1]
        tapped.add(act)
        await camille.taps(label)
        read.append(camille.reads()[-1])


def _role_buttons(camille: Someone) -> list[tuple[str, str]]:
    return [(label, act) for label in camille.labels() if (act := camille.button(label)[1]).startswith("role/")]


def points(value: object) -> set[str]:
    """The sentence of every point of the content, however deep it lies."""
    if isinstance(value, Point):
        return {value.text}
    if isinstance(value, tuple):
        return set().union(*map(points, value)) if value else set()
    if dataclasses.is_dataclass(value):
        return set().union(*(points(getattr(value, field.name)) for field in dataclasses.fields(value)))
    return set()


def said(role: Role) -> set[str]:
    """Every text of the role that a reader must be able to meet, except what only a prompt or a form says."""
    parts = (role.parts.who, role.parts.why, role.parts.missions, role.parts.questions)
    titled: tuple[Part | Way | Mission, ...] = (*parts, *role.ways, *role.missions)
    sentences = {text for entry in titled for text in (entry.title, entry.text)}
    return {role.short, role.vision, role.source.words} | points(role) | sentences


async def test_taps_alone_meet_every_text_of_the_role_and_every_point_of_the_guide(each_talk: Talk) -> None:
    camille, role = each_talk.person("Camille"), each_talk.library.role(each_talk.language)
    await camille.commands("/pm-role")
    met = await walk(camille)
    assert {text for text in said(role) if spaced(text) not in met} == set()
    assert {point for point, address in POINTS.items() if spaced(wording(role, address)) not in met} == set()


def wording(role: Role, address: str) -> str:
    """How a point of the guide is worded to who reads the role: a question asks what a prompt has them rate."""
    if address.endswith("/statement"):
        return role.question(address.split("/")[1]).wordings[0]
    return find(role, address)


async def test_each_part_is_short_names_the_guide_and_can_be_posted(each_talk: Talk) -> None:
    camille, source = each_talk.person("Camille"), each_talk.library.role(each_talk.language).source
    general = each_talk.channel("general")
    await camille.commands("/pm-role")
    for label, act in _role_buttons(camille):
        await camille.commands("/pm-role", general)
        await camille.taps(label, general)
        camille.sees(source.words, each_talk.say("role.post_here"), channel=general)
        assert len(camille.reads(general)[-1].split()) < LONGER_THAN_A_PHONE_WANTS, act


async def test_in_the_direct_conversation_there_is_nobody_to_post_it_for(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.commands("/pm-role vision")
    assert each_talk.say("role.post_here") not in camille.labels()
    await camille.taps(each_talk.say("role.back"))
    assert each_talk.say("role.post_here") not in camille.labels()


async def test_what_everyone_sees_is_not_exchanged_by_whoever_taps_on_it(each_talk: Talk) -> None:
    camille, sacha = each_talk.person("Camille"), each_talk.person("Sacha")
    general, say = each_talk.channel("general"), each_talk.say
    await camille.commands("/pm-role", general)
    await camille.taps(say("role.post_here"), general)
    (posted,) = sacha.reads(general)
    way = each_talk.library.role(each_talk.language).way("shared")
    await sacha.taps(way.title, general)
    sacha.sees(way.text, channel=general)
    assert sacha.reads(general)[0] == posted
    assert way.text not in "".join(camille.reads(general))


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("vision", "Fixer la vision et la porter"),
        ("métier", "Le métier"),
        ("METIER", "Le métier"),
        ("  Métier ! ", "Le métier"),
        ("business", "Le métier"),
        ("daily", "Les missions au quotidien"),
        ("questoins", "Les questions à se poser"),
        ("roadmap", "Bâtir la stratégie et la suivre"),
        ("shared", "Métier et DNUM ensemble"),
    ],
)
async def test_words_find_the_part_that_was_meant(talk: Talk, words: str, met: str) -> None:
    camille = talk.person("Camille")
    await camille.commands(f"/pm-role {words}")
    assert met in camille.reads()[-1].splitlines()


async def test_french_words_find_their_part_in_english_too(english: Talk) -> None:
    camille, role = english.person("Camille"), english.library.role("en")
    await camille.commands("/pm-role métier")
    camille.sees(role.way("business").title)
    await camille.commands("/pm-role feuille de route")
    camille.sees(role.mission("strategy").title)


async def test_a_slip_is_understood_and_the_coach_says_what_it_understood(each_talk: Talk) -> None:
    camille = each_talk.person("Camille")
    await camille.commands("/pm-role questoins")
    title = each_talk.library.role(each_talk.language).parts.questions.title
    camille.sees(each_talk.say("role.understood", title=title))


@pytest.mark.parametrize("words", ["xyzzy plugh", "🙂", "?" * 20_000, "a" * 20_000, "<script>alert(1)</script>"])
async def test_words_that_mean_nothing_get_a_choice_and_never_silence(each_talk: Talk, words: str) -> None:
    camille = each_talk.person("Camille")
    await camille.commands(f"/pm-role {words}")
    assert camille.labels()
    assert len(camille.reads()[-1]) < 1_000


async def test_the_role_is_seen_by_its_asker_alone_until_they_post_it(each_talk: Talk) -> None:
    camille, general = each_talk.person("Camille"), each_talk.channel("general")
    await camille.commands("/pm-role vision", general)
    assert each_talk.posts(general) == []
    await camille.taps(each_talk.say("role.post_here"), general)
    (posted,) = each_talk.posts(general)
    assert each_talk.library.role(each_talk.language).mission("vision").text in posted
    assert each_talk.say("role.post_here") not in posted


async def test_tapping_twice_posts_the_role_once(talk: Talk) -> None:
    camille, general = talk.person("Camille"), talk.channel("general")
    await camille.commands("/pm-role vision", general)
    post_here = camille.button("Publier ici", general)
    await camille.taps_again(post_here)
    await camille.taps_again(post_here)
    assert len(talk.posts(general)) == 1


class NeverAsked:
    """A store that nobody may wait for."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Nobody gets here."""
        pytest.fail("the store was asked")


async def test_the_role_answers_in_the_default_language_without_asking_the_store(talk: Talk) -> None:
    camille, place = Person(WORKSPACE, "camille", "Camille"), Place("general")
    desk = FrontDesk(House(talk.library, Policy()), NeverAsked(), {}, talk.clock, lambda: None)
    reply = await desk.command(Command(camille, place, "pm-role", "vision"))
    assert reply.message is not None
    assert Text(talk.library.role("fr").mission("vision").text) in reply.message.blocks
    reply = await desk.tap(Tap(camille, place, Act("role", "why")))
    assert reply.replace is not None


async def test_the_role_speaks_the_language_that_someone_chose(talk: Talk) -> None:
    camille, role = talk.person("Camille"), talk.library.role("en")
    await camille.starts(language="en")
    await camille.commands("/pm-role")
    camille.sees(role.short)
    await camille.commands("/pm-coach settings")
    await camille.taps("Day, hour, language")
    await camille.sends(language="fr")
    await camille.commands("/pm-role")
    camille.sees(talk.library.role("fr").short)


async def test_a_button_to_a_part_that_is_gone_leads_to_the_overview(talk: Talk) -> None:
    camille = talk.person("Camille")
    assert "Product Manager" in await camille.forges("role/mission:gone")
    assert "n’est plus valable" in await camille.forges("role.post/mission:gone")
