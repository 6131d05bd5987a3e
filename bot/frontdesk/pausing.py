"""Pausing, going on, less often, and stopping."""

from datetime import datetime

from bot.coach import outbox, start
from bot.coach.answer import prompt_of
from bot.coach.check_in import LATER, Answer
from bot.coach.say import about, dates
from bot.coach.say.about import BREAKS
from bot.coach.scene import Scene
from bot.domain.message import Act, TextField, sentence
from bot.domain.outbox import Saying
from bot.domain.people import Member, Standing
from bot.domain.refusals import Refusal
from bot.domain.rhythm import Rhythm
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.moments import pause_end
from bot.frontdesk.visit import Visit

LONGEST_DATE = 40


async def pause(visit: Visit, words: str) -> Reply:
    """Pause, until a date or for a while when the words say so."""
    member = visit.started()
    until = pause_end(words, visit.scene.now, member.zone) if words.strip() else None
    return Reply(message=await about.status_message(visit.scene, member, _paused(visit, member, until)))


async def pause_for(visit: Visit, act: Act) -> Reply:
    """Pause for as many weeks as the button named."""
    member = visit.started()
    if act.value not in BREAKS:
        raise Refusal("errors.old_button")
    until = start.weeks_from_now(visit.scene, member, int(act.value))
    return Reply(replace=await about.status_message(visit.scene, member, _paused(visit, member, until)))


async def open_pause(visit: Visit, _act: Act) -> Reply:
    """The form to pause until a date in."""
    visit.started()
    say = visit.scene.say
    until = TextField("until", say("fields.until"), "", say("fields.until_hint"), required=True, longest=LONGEST_DATE)
    return Reply(form=form(visit.scene, Act("pause.form"), "pause", (until,)))


async def submit_pause(visit: Visit, _act: Act, filled: Filled) -> Reply:
    """Pause until the date that the form names."""
    member, words, until = visit.started(), filled.text("until", longest=LONGEST_DATE), None
    try:
        until = pause_end(words, visit.scene.now, member.zone) if words else None
    except Refusal as refusal:
        filled.refuse("until", refusal.key, **refusal.values)
    filled.check()
    return Reply(message=await about.status_message(visit.scene, member, _paused(visit, member, until)))


async def resume(visit: Visit) -> Reply:
    """Ask again."""
    member = visit.started()
    was_paused = member.standing is Standing.PAUSED
    await go_on(visit.scene, member)
    if was_paused:
        return await _standing(visit, member, "pause.resumed")
    note = visit.scene.say("silence.going_on", when=_next(visit, member))
    return Reply(message=await about.status_message(visit.scene, member, note))


async def go_on(scene: Scene, member: Member) -> None:
    """Ask the member again. Raises Refusal for who holds no product: nothing could be asked."""
    if not await start.held_by(scene, member):
        raise Refusal("question.no_product")
    start.resume(scene, member)


async def stop(visit: Visit) -> Reply:
    """Ask nothing more."""
    member = visit.started()
    start.stop(visit.scene, member)
    return await _standing(visit, member, "stop.stopped")


async def less_often(visit: Visit, act: Act) -> Reply:
    """The slower rhythm that the button named."""
    member = visit.started()
    prompt = await prompt_of(visit.scene, member, act.subject)
    try:
        slower = Rhythm(act.value)
    except ValueError:
        raise Refusal("errors.old_button") from None
    start.ask_less_often(visit.scene, member, slower)
    await outbox.refresh(visit.scene, Saying("prompt", prompt.id))
    note = visit.scene.say("settings.slower", rhythm=visit.scene.say(f"rhythms.{slower.value}"))
    return Reply(message=await about.status_message(visit.scene, member, note))


async def answer_silence(visit: Visit, act: Act) -> Reply:
    """Go on, pause for some weeks, or stop, as was answered to whether to go on."""
    member = visit.started()
    try:
        answer = Answer(act.value)
    except ValueError:
        raise Refusal("errors.old_button") from None
    return Reply(replace=sentence(await _answered(visit, member, answer)))


async def _answered(visit: Visit, member: Member, answer: Answer) -> str:
    scene = visit.scene
    if answer is Answer.STOP:
        start.stop(scene, member)
        return scene.say("stop.stopped")
    if answer is Answer.LATER:
        return _paused(visit, member, start.weeks_from_now(scene, member, LATER))
    await go_on(scene, member)
    return scene.say("silence.going_on", when=_next(visit, member))


def _paused(visit: Visit, member: Member, until: datetime | None) -> str:
    """Pause until then; how that is told."""
    start.pause(visit.scene, member, until)
    if member.next_due is None:
        return visit.scene.say("pause.paused")
    return visit.scene.say("pause.paused_until", when=_next(visit, member))


def _next(visit: Visit, member: Member) -> str:
    return dates.moment(visit.scene, member.next_due, member.zone) if member.next_due else ""


async def _standing(visit: Visit, member: Member, key: str) -> Reply:
    return Reply(message=await about.status_message(visit.scene, member, visit.scene.say(key)))
