"""What is tapped on a prompt, the form to write in, and what is done with typed words afterwards."""

from bot.coach import answer, keep_words
from bot.coach.answer import prompt_of
from bot.coach.ask import show_again
from bot.coach.put_off import Later, put_off
from bot.coach.remind import stop_reminding
from bot.coach.say.prompt import prompt_message, rating_label, words_message
from bot.domain.message import Act, Choice, ChoiceField, Text, TextField, sentence
from bot.domain.people import Member, Standing
from bot.domain.reflection import Answer, Prompt, PromptState, Rating, TypedWords
from bot.domain.refusals import Refusal
from bot.frontdesk.forms import Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def rate(visit: Visit, act: Act) -> Reply:
    """Keep a quick answer."""
    member, prompt = await _own(visit, act)
    try:
        rating = Rating(act.value)
    except ValueError:
        raise Refusal("errors.old_button") from None
    await answer.rate(visit.scene, prompt, rating)
    return await _shown(visit, member, prompt)


async def change(visit: Visit, act: Act) -> Reply:
    """Show the quick answers again."""
    member, prompt = await _own(visit, act)
    return Reply(replace=await prompt_message(visit.scene, prompt, member, asking=True))


async def skip(visit: Visit, act: Act) -> Reply:
    """Let the question go."""
    member, prompt = await _own(visit, act)
    await answer.skip(visit.scene, prompt)
    return await _shown(visit, member, prompt)


async def later(visit: Visit, act: Act) -> Reply:
    """Bring the question back later."""
    member, prompt = await _own(visit, act)
    try:
        until = Later(act.value)
    except ValueError:
        raise Refusal("errors.old_button") from None
    await put_off(visit.scene, member, prompt, until)
    return await _shown(visit, member, prompt)


async def again(visit: Visit, act: Act) -> Reply:
    """Show an open question again, at the end of the conversation; the reminder that led to it goes."""
    member, prompt = await _own(visit, act)
    if member.standing is Standing.STOPPED:
        raise Refusal("question.stopped")
    if prompt.state is not PromptState.OPEN:
        raise Refusal("prompt.not_open")
    await show_again(visit.scene, member, prompt)
    return Reply()


async def no_more_reminders(visit: Visit, _act: Act) -> Reply:
    """Remind of no question any more."""
    stop_reminding(visit.started())
    return Reply(replace=sentence(visit.scene.say("reminder.no_more")))


async def open_write(visit: Visit, act: Act) -> Reply:
    """The form to write in, with what it held before."""
    scene = visit.scene
    _, prompt = await _own(visit, act)
    kept = await scene.tx.first(Answer, prompt_id=prompt.id)
    ratings = tuple(Choice(rating.value, rating_label(scene, rating)) for rating in Rating)
    words = kept.words if kept and kept.words else ""
    rating = kept.rating.value if kept and kept.rating else ""
    statement = scene.say("prompt.statement", statement=prompt.asked.statement)
    fields = (
        TextField(
            "words",
            scene.say("fields.words"),
            words,
            prompt.asked.invitation,
            multiline=True,
            may_be_typed=True,
        ),
        ChoiceField("rating", statement, ratings, rating, required=False),
    )
    typed = await scene.tx.all(TypedWords, prompt_id=prompt.id, deleted=False)
    note = (Text(scene.say("forms.write_typed", count=len(typed))),) if typed else ()
    intro = (Text(prompt.asked.question), *note)
    return Reply(form=form(scene, Act("write", prompt.id), "write", fields, intro))


async def submit_write(visit: Visit, act: Act, filled: Filled) -> Reply:
    """Keep what was written, and the quick answer if one was chosen with it; the prompt's own message shows it."""
    scene = visit.scene
    _, prompt = await _own(visit, act)
    kept = await scene.tx.first(Answer, prompt_id=prompt.id)
    words = filled.text("words", required=False)
    rating = filled.choice("rating", Rating, list(Rating)) if filled.given("rating") else None
    if not words and not (kept and kept.words) and rating is None:
        filled.refuse("words", "errors.field_empty")
    filled.check()
    if rating is not None:
        await answer.rate(scene, prompt, rating)
    await answer.write(scene, prompt, words)
    return Reply()


async def reread(visit: Visit, act: Act) -> Reply:
    """One's own words, seen by oneself only."""
    _, prompt = await _own(visit, act)
    return Reply(message=await words_message(visit.scene, prompt))


async def move(visit: Visit, act: Act) -> Reply:
    """Let typed words belong to another question."""
    member, source = await _own(visit, act)
    target = await prompt_of(visit.scene, member, act.value)
    await keep_words.move(visit.scene, member, source, target)
    said = visit.scene.say("kept.moved", question=target.asked.question)
    return Reply(message=sentence(said))


async def unkeep(visit: Visit, act: Act) -> Reply:
    """Remove what was typed to a question."""
    member, prompt = await _own(visit, act)
    await keep_words.forget_all_of(visit.scene, member, prompt)
    said = visit.scene.say("kept.removed_in_chat")
    return Reply(message=sentence(said))


async def _own(visit: Visit, act: Act) -> tuple[Member, Prompt]:
    member = visit.started()
    return member, await prompt_of(visit.scene, member, act.subject)


async def _shown(visit: Visit, member: Member, prompt: Prompt) -> Reply:
    return Reply(replace=await prompt_message(visit.scene, prompt, member), followed=True)
