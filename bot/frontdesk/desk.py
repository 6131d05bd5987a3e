"""The desk itself: opens the transaction, finds the handler, and turns what goes wrong into sentences."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from uuid import uuid4

from bot.coach.again import again_if_outrun
from bot.coach.close_account import note_account
from bot.coach.depart import came_to_channel, left_channel
from bot.coach.leave_workspace import leave_workspace
from bot.coach.look_round import look_at_teams_of
from bot.coach.say.about import WAYS_ON
from bot.coach.say.home import home_message
from bot.coach.say.role import FOR_ME, IN_PLACE
from bot.coach.scene import House, Scene
from bot.coach.start import member_of
from bot.domain.library import Phrases
from bot.domain.message import Actions, Button, Message, Text
from bot.domain.outbox import Saying
from bot.domain.refusals import FormRefused, Refusal
from bot.frontdesk import commands, role, teams, threads, words
from bot.frontdesk.acts import FORMS, TAPS, FormHandler, old_button
from bot.frontdesk.channels import Channels
from bot.frontdesk.forms import Filled
from bot.frontdesk.incoming import (
    WHOLE_FORM,
    Arrival,
    Command,
    Deleted,
    InThread,
    Person,
    Place,
    Reply,
    Submission,
    Tap,
    Typed,
)
from bot.frontdesk.visit import Visit, receive
from bot.frontdesk.vocabulary import Vocabularies
from bot.ports import Courier, Profile, Store, StoreAway, Watch

log = logging.getLogger(__name__)

REMEMBERED, EXPLAINED = 10_000, 1_000
PM_ROLE = "pm-role"
USED = "errors.form_used"
"""Sent already, a form closes; whatever else is refused leaves it open, with what was filled in."""


class FrontDesk:
    """Everything people type and tap, on any platform, comes in here.

    `wake` is called after each commit, so that what was put in the outbox is said at once.
    """

    def __init__(
        self, house: House, store: Store, couriers: Mapping[str, Courier], watch: Watch, wake: Callable[[], None]
    ) -> None:
        self._house, self._store, self._watch, self._wake = house, store, watch, wake
        self._channels = Channels(couriers)
        self._vocabularies = Vocabularies(house.library)
        # Many ask for the same few things, and a mistyped word takes far longer to understand than to answer.
        self._explain = lru_cache(EXPLAINED)(partial(role.explain, house.library, self._vocabularies))
        self._languages: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def command(self, command: Command) -> Reply:
        """Answer a slash command; `/pm-role` does not wait for the store."""
        if command.name == PM_ROLE:
            return self._explain(self._language(command.who), command.words, command.place.direct)
        return await self._attend(
            command.who, command.place, lambda visit: commands.obey(visit, self._vocabularies, command.words)
        )

    async def tap(self, tap: Tap) -> Reply:
        """Answer a tap."""
        if tap.act.name in (IN_PLACE, FOR_ME):
            return role.show(self._house.library, self._language(tap.who), tap.act, tap.place)
        handler = TAPS.get(tap.act.name, old_button)
        if problem := await self._channels.refuses(tap):
            return self._sentence(tap.who, problem)
        return await self._attend(tap.who, tap.place, lambda visit: handler(visit, tap.act))

    async def submit(self, submission: Submission) -> Reply:
        """Answer a form: it is used up only when accepted, and a second time does nothing twice."""
        handler = FORMS.get(submission.act.name)
        if handler is None:
            return self._sentence(submission.who, "errors.old_button")
        if submission.act.name == "team.form" and (problems := await self._channels.problems(submission)):
            say = self.speaks_to(submission.who)
            return Reply(errors={field: say(problem) for field, problem in problems.items()})
        return await self._attend(
            submission.who, submission.place, lambda visit: _use_form(visit, submission, handler), keep_form=True
        )

    async def typed(self, typed: Typed) -> None:
        """Hear a message, or its later wording, once. Raises StoreAway: it was not heard."""
        await self._hear(
            typed.who, typed.place, typed.event, lambda visit: words.hear(visit, typed, self._vocabularies)
        )

    async def deleted(self, deleted: Deleted) -> None:
        """Hear of a deletion, once. Raises StoreAway: it was not heard."""
        await self._hear(deleted.who, deleted.place, deleted.event, lambda visit: words.forget(visit, deleted))

    async def in_thread(self, told: InThread) -> None:
        """Hear that somebody wrote in a channel's thread, once, or deleted it. Raises StoreAway: it was not heard."""
        if await again_if_outrun(lambda: self._in_thread(told)):
            self._wake()

    async def brought_in(self, arrival: Arrival) -> Message | None:
        """What to tell, alone, who brought the coach into a channel that has no team yet; once. Raises StoreAway."""
        said: list[Message] = []

        async def attend(visit: Visit) -> None:
            said.extend(await teams.welcome_to(visit, arrival.channel_name))

        await self._hear(arrival.who, arrival.place, arrival.event, attend)
        return said[0] if said else None

    async def sent_away(self, workspace: str, channel: str, event: str = "") -> None:
        """The coach is in a channel no more, or it is archived: its team rests. Raises StoreAway."""
        await self._happened(workspace, event, lambda scene: teams.removed_from(scene, channel))

    async def back_in(self, workspace: str, channel: str, event: str = "") -> None:
        """A channel is archived no more: it is looked whether its team can go on. Raises StoreAway."""
        await self._happened(workspace, event, lambda scene: teams.back_in(scene, channel))

    async def left(self, workspace: str, channel: str, user: str, event: str = "") -> None:
        """Somebody left a channel, or was removed from it. Raises StoreAway."""
        await self._happened(workspace, event, lambda scene: left_channel(scene, channel, user))

    async def came(self, workspace: str, channel: str, user: str, event: str = "") -> None:
        """Somebody joined a channel, or was brought into it. Raises StoreAway."""
        await self._happened(workspace, event, lambda scene: came_to_channel(scene, channel, user))

    async def left_several(self, workspace: str, user: str) -> None:
        """Somebody left some channels, and nobody tells which. Raises StoreAway."""
        await self._happened(workspace, "", lambda scene: look_at_teams_of(scene, user))

    async def closed(self, workspace: str, user: str, profile: Profile, event: str = "") -> None:
        """A colleague's account was closed; of who never started the nightly look takes care. Raises StoreAway."""

        async def note(scene: Scene) -> None:
            if await member_of(scene, user) is not None:
                await note_account(scene, user, profile)

        await self._happened(workspace, event, note)

    async def uninstalled(self, workspace: str, event: str) -> None:
        """The coach is in that workspace no more; an event is heard once, as it may be back since. Raises StoreAway."""
        async with self._store.transaction() as tx:
            if not await tx.heard(workspace, f"uninstalled:{event}", self._watch.now()):
                await leave_workspace(Scene(self._house, tx, self._watch.now(), workspace))

    async def _happened(self, workspace: str, event: str, follow: Callable[[Scene], Awaitable[None]]) -> None:
        """Follow what happened in a workspace; an `event` that a platform repeats is heard once. Raises StoreAway."""

        async def attend() -> None:
            async with self._store.transaction() as tx:
                scene = Scene(self._house, tx, self._watch.now(), workspace, self._house.policy.language)
                if not event or not await tx.heard(workspace, event, scene.now):
                    await follow(scene)

        await again_if_outrun(attend)
        self._wake()

    async def home(self, who: Person) -> Message:
        """Everything about someone at a glance, for a platform that has a page for it. Raises StoreAway."""
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._watch.now())
            visit = await receive(scene, who, Place(who.user, direct=True), self._language(who))
            return await home_message(visit.scene, visit.member)

    def speaks_to(self, who: Person) -> Phrases:
        """The phrases in which someone is spoken to, as far as that is known without the store."""
        return self._house.library.say(self._language(who))

    def forget_languages(self) -> None:
        """Remember nobody's language any more, after many of them changed."""
        self._languages.clear()

    async def _attend(
        self, who: Person, place: Place, handle: Callable[[Visit], Awaitable[Reply]], *, keep_form: bool = False
    ) -> Reply:
        """One request in one transaction; whatever goes wrong, nothing is saved and the person is told.

        `keep_form` leaves the form open where sending it again may help.
        """
        try:
            reply = await again_if_outrun(lambda: self._visited(who, place, handle))
        except Refusal as refusal:
            failed = self._sentence(who, refusal.key, **refusal.values)
            keep_form = keep_form and refusal.key != USED
        except FormRefused as refused:
            return Reply(errors=refused.errors)
        except StoreAway as problem:
            log.error("action=store_away problem=%s", type(problem.__cause__).__name__)
            failed = self._sentence(who, "errors.store_away")
        except Exception:
            reference = uuid4().hex[:8]
            log.exception("action=request_failed reference=%s", reference)
            failed = self._sentence(who, "errors.unexpected", reference=reference)
        else:
            self._wake()
            return reply
        return _in_form(failed) if keep_form else failed

    async def _visited(self, who: Person, place: Place, handle: Callable[[Visit], Awaitable[Reply]]) -> Reply:
        async with self._store.transaction() as tx:
            visit = await receive(Scene(self._house, tx, self._watch.now()), who, place, self._language(who))
            reply = await handle(visit)
            await self._remember(visit)
        return reply

    async def _hear(self, who: Person, place: Place, event: str, handle: Callable[[Visit], Awaitable[None]]) -> None:
        """One event in one transaction; what cannot be done with it is said in the conversation, and it was heard."""
        try:
            await self._take_notice(who, place, event, handle)
        except StoreAway:
            raise
        except Refusal as refusal:
            said = Saying("phrase", refusal.key)
            await self._take_notice(who, place, event, lambda visit: words.say(visit, said))
        except Exception:
            sorry = Saying("apology", uuid4().hex[:8])
            log.exception("action=message_failed reference=%s", sorry.subject)
            await self._take_notice(who, place, event, lambda visit: words.say(visit, sorry))
        self._wake()

    async def _take_notice(
        self, who: Person, place: Place, event: str, handle: Callable[[Visit], Awaitable[None]]
    ) -> None:
        await again_if_outrun(lambda: self._noticed(who, place, event, handle))

    async def _noticed(self, who: Person, place: Place, event: str, handle: Callable[[Visit], Awaitable[None]]) -> None:
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._watch.now())
            if await tx.heard(who.workspace, event, scene.now):
                return
            visit = await receive(scene, who, place, self._language(who))
            await handle(visit)
            await self._remember(visit)

    async def _in_thread(self, told: InThread) -> bool:
        async with self._store.transaction() as tx:
            scene = Scene(self._house, tx, self._watch.now(), told.workspace, self._house.policy.language)
            return await threads.hear(scene, told)

    def _language(self, who: Person) -> str:
        known = self._languages.get((who.workspace, who.user), who.language)
        return known if known in self._house.library.languages else self._house.policy.language

    async def _remember(self, visit: Visit) -> None:
        """Remember the language that a member chose, perhaps just now."""
        who = visit.who
        member = visit.member or await member_of(visit.scene, who.user)
        if member is None:
            return
        self._languages[who.workspace, who.user] = member.language
        self._languages.move_to_end((who.workspace, who.user))
        if len(self._languages) > REMEMBERED:
            self._languages.popitem(last=False)

    def _sentence(self, who: Person, key: str, **values: object) -> Reply:
        say = self.speaks_to(who)
        said = say(key, **values)
        ways_on = tuple(Button(say(label), act) for label, act in WAYS_ON.get(key, ()))
        blocks = (Text(said), Actions(ways_on)) if ways_on else (Text(said),)
        return Reply(message=Message(blocks, say("errors.notification") if "words" in values else said))


def _in_form(failed: Reply) -> Reply:
    """The same said in the open form, so that what was filled in is not lost."""
    return Reply(errors={WHOLE_FORM: failed.message.notification}) if failed.message else failed


async def _use_form(visit: Visit, submission: Submission, handler: FormHandler) -> Reply:
    if await visit.scene.tx.heard(submission.who.workspace, f"form:{submission.form_id}", visit.scene.now):
        raise Refusal(USED)
    return await handler(visit, submission.act, Filled(visit.scene, submission.values))
