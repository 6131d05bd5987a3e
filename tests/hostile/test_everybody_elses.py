"""Whoever sends an act that was offered to somebody else gets nothing of theirs and changes nothing of theirs.

Every act that the desk knows stands in `TRIALS`, as Camille herself would send it.
"""

import dataclasses
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest

from bot.coach.check_in import Answer as Silence
from bot.coach.say.about import COMMANDS
from bot.domain.action import Action, ActionState
from bot.domain.library import Library
from bot.domain.message import Act
from bot.domain.outbox import Posting, PostingState
from bot.domain.passing_on import PassedOn, PassedReply, PassedState
from bot.domain.people import GuestList, Holding, Invitation, Member, Membership, Team
from bot.domain.poll import Poll, PollState
from bot.domain.reflection import Answer, Digest, Prompt, Rating, Share, ShareState, TypedWords
from bot.domain.tips import Told
from bot.domain.together import Pair
from bot.frontdesk.acts import FORMS, TAPS
from bot.frontdesk.incoming import Command, Deleted, Person, Place, Reply, Submission, Tap, Typed
from bot.platforms.playground.room import direct_channel
from bot.storage.store import SqlStore
from tests.dialogs.conftest import cleared, opened
from tests.dialogs.talk import Talk
from tests.postgres import emptied
from tests.storage import things

HERE, ELSEWHERE = things.WORKSPACE, "playground:elsewhere"
SECRET = "Hapax"
CAMILLE = "camille"
REFUSED = (
    *("errors.old_button", "errors.not_started", "prompt.not_found", "share.not_found", "invitation.not_found"),
    *("settings.no_such_product", "team.not_yours", "team.not_yours_to_remove", "share.not_your_team"),
    *("action.not_found", "product_coach.not_found", "together.not_found", "team.not_in_channel"),
    *("poll.not_found", "poll.no_team", "poll.elsewhere", "came_of.not_yours", "handing_over.not_yours"),
)


@dataclasses.dataclass(frozen=True)
class Trial:
    """An act of Camille's; `here` and `elsewhere` tell whether it is refused to others, or is their own matter."""

    act: str
    values: Mapping[str, str | Sequence[str]] = dataclasses.field(default_factory=dict)
    here: bool = True
    elsewhere: bool = True


def own(act: str, **values: str | Sequence[str]) -> Trial:
    """An act that names nothing of anybody's: who sends it does it to themselves."""
    return Trial(act, values, here=False, elsewhere=False)


HABITS = {"weekday": "0", "hour": "9", "rhythm": "weekly", "zone": "Europe/Paris", "language": "fr"}
START = {"product": "Un produit", "way": "business", "first": "on_the_day", **HABITS}
TEAM = {"kind": "community", "team_name": "Une équipe", **HABITS}
POLL = {"question": "vision", "days": "7", "opening": "Volé"}
HALVES = {"situation": "on me le vole", "deed": "je le vole"}
TRIALS: Mapping[str, Sequence[Trial]] = {
    "command": [own(f"command/{name}") for name in COMMANDS],
    "role.post": [own("role.post/why")],
    "try": [own("try")],
    "try.answer": [own("try.answer")],
    "start.form": [Trial("start.form/invitation", START)],
    "settings.form": [own("settings.form", **HABITS)],
    "product.form": [Trial("product.form/holding-camille", {"product": "Un autre", "way": "business"})],
    "product.let_go": [Trial("product.let_go/holding-camille")],
    "answer": [Trial("answer/open/no")],
    "change": [Trial("change/open")],
    "write": [Trial("write/open", {"words": "Volé", "rating": "no"})],
    "reread": [Trial("reread/open")],
    "skip": [Trial("skip/open")],
    "later": [Trial("later/open/tomorrow")],
    "less": [Trial("less/open/monthly")],
    "again": [Trial("again/open")],
    "reminders.stop": [own("reminders.stop")],
    "silence": [own(f"silence//{answer.value}") for answer in Silence],
    "pause.for": [own("pause.for//1")],
    "pause.form": [own("pause.form", until="2 semaines")],
    "move": [Trial("move/open/other"), Trial("move/own/open"), Trial("move/open/own")],
    "unkeep": [Trial("unkeep/open")],
    "share": [
        Trial("share/open", {"excerpt": "Volé", "team": "team", "name": "named"}),
        Trial("share/open/draft", {"excerpt": "Volé", "team": "team", "name": "named"}),
        own("share/own/draft", excerpt="Volé", team="team", name="named"),
    ],
    "share.edit": [Trial("share.edit/draft")],
    "publish": [Trial("publish/draft")],
    "discard": [Trial("discard/draft")],
    "take_back": [Trial("take_back/shared")],
    "shared.page": [own("shared.page//0")],
    "team.form": [Trial("team.form/equipe", TEAM, elsewhere=False)],
    "team.invite": [Trial("team.invite/team", {"people": ["sacha"]})],
    "team.remove": [Trial("team.remove/team", {"person": [CAMILLE]})],
    "team.guests": [Trial("team.guests/guests")],
    "team.no_guests": [Trial("team.no_guests/guests")],
    "team.hand_over": [Trial("team.hand_over/team", {"holder": [CAMILLE], "heir": ["sacha"]})],
    "team.send_away": [Trial("team.send_away/team")],
    "team.leave": [own("team.leave/team")],
    "invitation.accept": [Trial("invitation.accept/invitation")],
    "invitation.decline": [Trial("invitation.decline/invitation")],
    "unsettled.again": [Trial("unsettled.again/unsettled")],
    "unsettled.there": [Trial("unsettled.there/unsettled")],
    "action.take": [
        Trial("action.take/step/open"),
        Trial("action.take/step/own"),
        Trial("action.take/suggested/other"),
        Trial("action.take/suggested/own"),
    ],
    "action.take_up": [Trial("action.take_up/step")],
    "action.form": [Trial("action.form/step", HALVES), Trial("action.form//open", HALVES)],
    "action.done": [Trial("action.done/step/open"), Trial("action.done/step/own")],
    "action.not_yet": [Trial("action.not_yet/step/open")],
    "action.drop": [Trial("action.drop/step/open"), Trial("action.drop/suggested/other")],
    "action.share": [Trial("action.share/step")],
    "recall.stop": [Trial("recall.stop/open")],
    "together": [own("together")],
    "together.form": [own("together.form", person=["sacha"])],
    "together.agree": [Trial("together.agree/pair"), Trial("together.agree/pair/open")],
    "together.decline": [Trial("together.decline/pair")],
    "together.end": [Trial("together.end/pair")],
    "answers.period": [own("answers.period//month")],
    "coach.digest": [own("coach.digest/team")],
    "coach.poll": [own("coach.poll/team")],
    "came_of": [
        Trial("came_of/digest", {"words": "Volé", "name": "named"}),
        Trial("came_of/digest/draft", {"words": "Volé", "name": "named"}),
    ],
    "replies.stop": [own("replies.stop")],
    "poll.form": [Trial("poll.form/team", POLL), Trial("poll.form/team/draft", POLL)],
    "poll.put": [Trial("poll.put/draft/equipe")],
    "poll.discard": [Trial("poll.discard/draft")],
    "poll.withdraw": [Trial("poll.withdraw/put")],
    "poll.vote": [Trial("poll.vote/put/no"), Trial("poll.vote/put/yes")],
    "poll.result": [Trial("poll.result/counted")],
    "poll.preview": [Trial("poll.preview/counted")],
    "poll.show": [Trial("poll.show/counted")],
    "coach.form": [
        Trial("coach.form/open", {"words": "Volé", "question": "with"}),
        Trial("coach.form//preview", {"words": "Volé"}),
        own("coach.form", words="Volé"),
    ],
    "coach.pass": [Trial("coach.pass/preview")],
    "coach.discard": [Trial("coach.discard/preview")],
    "coach.answer": [Trial("coach.answer/passed", {"words": "Volé"})],
    "coach.end": [Trial("coach.end/passed")],
    "coach.send": [Trial("coach.send/open")],
    "coach.send_held": [Trial("coach.send_held/held")],
    "coach.drop_held": [Trial("coach.drop_held/held")],
    "coach.take_back": [Trial("coach.take_back/passed")],
    "answers.export": [own("answers.export")],
    "answers.search": [own("answers.search", word=SECRET.lower())],
    "my_data.export": [own("my_data.export")],
    "my_data.erase": [own("my_data.erase")],
    "my_data.keep": [own("my_data.keep")],
    # Everybody of the workspace may take part in a team, and who does may change it: these come last.
    "team.join": [Trial("team.join/team", here=False), Trial("start.form/team:team", START, here=False)],
    # Who has erased everything is nobody any more: this comes last of all.
    "my_data.erase_now": [own("my_data.erase_now")],
}
EVERYTHING = [trial for trials in TRIALS.values() for trial in trials]
"""The prompt `own` is the attacker's, all others are Camille's."""


@pytest.fixture(params=["memory", "postgresql"])
async def talk(request: pytest.FixtureRequest, library: Library) -> AsyncIterator[Talk]:
    """A room where Camille has one of everything, and Alix and somebody in another workspace have their own."""
    url = "sqlite://" if request.param == "memory" else emptied(request.getfixturevalue("postgres"))
    async with opened(url) as store:
        room = Talk(library, store, "fr")
        for name in ("Camille", "Alix"):
            room.person(name)
        for channel in ("equipe", "ailleurs"):
            room.channel(channel)
        await furnish(store)
        yield room


async def furnish(store: SqlStore) -> None:
    """Camille, who has one of everything; a second of her prompts and a prompt of each attacker's."""
    now = things.MONDAY
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=2)
    async with store.transaction() as tx:
        hers = {"set_up_by": CAMILLE, "product_coach": "sacha", "product_id": f"product-{CAMILLE}"}
        tx.add(*things.holder(CAMILLE), things.team("team", channel="equipe", **hers))
        tx.add(things.guest_list("guests", user=CAMILLE, found={"lou": SECRET}))
        tx.add(things.holding(CAMILLE, id="second-camille", product_id="second"), things.product("second"))
        tx.add(things.membership(CAMILLE, "team"), things.team("other-team", channel="ailleurs", set_up_by="sacha"))
        tx.add(things.invitation("invitation", user=CAMILLE, team_id="other-team", lapses_at=now.replace(year=2027)))
        for id_ in ("open", "other"):
            tx.add(things.prompt(id_, CAMILLE), things.answer(id_, CAMILLE, words=f"{SECRET} {id_}"))
        tx.add(
            things.typed(
                "1", member_id=CAMILLE, prompt_id="open", words=SECRET, channel=direct_channel(CAMILLE), sent_at=later
            )
        )
        draft = {"member_id": CAMILLE, "prompt_id": "open", "excerpt": SECRET}
        tx.add(things.share("shared", **draft), things.share("draft", **draft, state=ShareState.DRAFT, shared_at=None))
        tx.add(things.action("step", CAMILLE, situation=SECRET, deed=SECRET, prompt_id="open"))
        suggested = {"situation": SECRET, "deed": SECRET, "prompt_id": "other", "state": ActionState.PROPOSED}
        tx.add(things.action("suggested", CAMILLE, **suggested), things.told(member_id=CAMILLE, prompt_id="other"))
        passed = {"member_id": CAMILLE, "coach": "sacha", "words": SECRET}
        tx.add(things.passed_on(**passed), things.passed_on("preview", **passed, state=PassedState.DRAFT))
        tx.add(things.passed_reply(user="sacha", words=SECRET))
        tx.add(things.passed_reply("held", user=CAMILLE, words=SECRET, held=True))
        tx.add(things.digest("digest"), *things.holder("zoe"), things.pair("pair", "zoe", "product-camille", CAMILLE))
        mine, counts = {"put_by": CAMILLE, "asked": SECRET, "opening": SECRET}, {rating.value: 2 for rating in Rating}
        tx.add(
            things.poll("put", **mine, closes_at=now.replace(year=2027)),
            things.poll("draft", **mine, state=PollState.DRAFT),
        )
        tx.add(things.poll("counted", **mine, state=PollState.CLOSED, counts=counts, created_at=now - things.DAY))
        unsettled = {"kind": "digest", "subject": "digest", "user": None, "channel": "equipe"}
        tx.add(things.posting("unsettled", **unsettled, state=PostingState.UNSETTLED))
        at = {"posted_channel": direct_channel(CAMILLE), "message_id": "asked", "state": PostingState.SENT, "shown": 1}
        tx.add(things.posting("asked", kind="prompt", subject="open", user=CAMILLE, **at))
        at["message_id"] = "told"
        tx.add(things.posting("told", kind="passed-reply", subject="reply", user=CAMILLE, created_at=soon, **at))
        for attacker, workspace in (("alix", HERE), ("kim", ELSEWHERE)):
            tx.add(*things.holder(attacker, workspace=workspace), things.prompt(f"own-{attacker}", attacker))


async def hers(store: SqlStore) -> Sequence[str]:
    """Everything that is Camille's, row by row."""
    async with store.transaction() as tx:
        rows: list[object] = [row for kind in _OWNED for row in await tx.all(kind, member_id=CAMILLE)]
        rows += await tx.all(Member, id=CAMILLE)
        rows += await tx.all(Team, set_up_by=CAMILLE, workspace=HERE)
        rows += await tx.all(Invitation, user=CAMILLE, workspace=HERE)
        rows += await tx.all(PassedReply, passed_id="passed")
        rows += await tx.all(Pair, user=CAMILLE, workspace=HERE)
        rows += await tx.all(Digest, team_id="team")
        rows += await tx.all(Posting, id="unsettled")
        rows += await tx.all(Poll, put_by=CAMILLE)
        rows += await tx.all(GuestList, user=CAMILLE, workspace=HERE)
    return sorted(f"{type(row).__name__} {dict(sorted(_values(row).items()))}" for row in rows)


_OWNED = (Action, Answer, Holding, Membership, PassedOn, Prompt, Share, Told, TypedWords)


def _values(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def somebody(user: str, workspace: str) -> Person:
    return Person(workspace, user, user.capitalize(), "fr", "Europe/Paris")


ALIX, KIM = somebody("alix", HERE), somebody("kim", ELSEWHERE)
NAMESAKE = somebody(CAMILLE, ELSEWHERE)
"""Somebody elsewhere who is called, by their chat, exactly as Camille is here."""
ATTACKERS = {"a colleague": ALIX, "somebody elsewhere": KIM, "a namesake elsewhere": NAMESAKE}


async def send(talk: Talk, who: Person, trial: Trial) -> list[Reply]:
    """Tap it, and send it as a form: from the conversation, and from the channel where Camille's team is."""
    act = Act.parse(trial.act.replace("/own", f"/own-{who.user}"))
    replies = list[Reply]()
    for place in (Place(direct_channel(who.user), direct=True), Place("equipe")):
        if act.name in TAPS:
            replies.append(await talk.desk.tap(Tap(who, place, act)))
        if act.name in FORMS:
            replies.append(await talk.desk.submit(Submission(who, place, uuid4().hex, act, trial.values)))
        await talk.settle()
    return replies


def is_refused(talk: Talk, reply: Reply) -> bool:
    """Whether the reply says that this is not theirs."""
    say = talk.library.say("fr")
    said = {*reply.errors.values(), *([reply.message.notification] if reply.message else [])}
    return bool(said & {say(key, name="Ana") for key in REFUSED})


def test_every_act_of_the_desk_is_tried() -> None:
    assert set(TRIALS) == set(TAPS) | set(FORMS)


@pytest.mark.parametrize("name", ATTACKERS)
async def test_nothing_of_camilles_is_changed_or_shown_by_others(talk: Talk, name: str) -> None:
    who, before = ATTACKERS[name], await hers(talk.store)
    for trial in EVERYTHING:
        replies = await send(talk, who, trial)
        assert SECRET not in repr(replies), trial.act
        assert await hers(talk.store) == before, trial.act
        if trial.here if who is ALIX else trial.elsewhere:
            assert all(is_refused(talk, reply) for reply in replies), (trial.act, replies)
    shown = [post for post in talk.room.posts.values() if post.channel != direct_channel(CAMILLE)]
    assert SECRET not in repr(shown)


async def test_camille_herself_is_refused_none_of_it(talk: Talk) -> None:
    camille = somebody(CAMILLE, HERE)
    for trial in EVERYTHING:
        if "/own" not in trial.act:
            replies = await send(talk, camille, trial)
            assert not all(is_refused(talk, reply) for reply in replies), (trial.act, replies)
            await furnish(await cleared(talk.store))


@pytest.mark.parametrize("name", ATTACKERS)
@pytest.mark.parametrize("where", [CAMILLE, ""])
async def test_words_sent_as_to_camilles_conversation_are_not_kept_with_hers(talk: Talk, name: str, where: str) -> None:
    who, before = ATTACKERS[name], await hers(talk.store)
    place = Place(direct_channel(where or who.user), direct=True)
    now = talk.clock.now()
    for message in ("1", "asked", "new"):
        for thread in (None, "1", "asked", "told"):
            await talk.desk.typed(Typed(who, place, uuid4().hex, message, "Volé", now, now, thread))
        await talk.desk.deleted(Deleted(who, place, uuid4().hex, message))
    await talk.settle()
    assert await hers(talk.store) == before
    assert SECRET not in repr([post for post in talk.room.posts.values() if post.channel != direct_channel(CAMILLE)])


@pytest.mark.parametrize("name", ATTACKERS)
async def test_commands_and_the_page_of_others_show_nothing_of_camilles(talk: Talk, name: str) -> None:
    who, before = ATTACKERS[name], await hers(talk.store)
    for place in (Place(direct_channel(CAMILLE), direct=True), Place("equipe")):
        for words in ("", *COMMANDS, f"my-answers {SECRET.lower()}"):
            assert SECRET not in repr(await talk.desk.command(Command(who, place, "pm-coach", words)))
    assert SECRET not in repr(await talk.desk.home(who))
    assert await hers(talk.store) == before
