"""One's own answers: to look at over a time, to search, to take away, and to have brought back or not."""

from bot.coach import recall
from bot.coach.answer import prompt_of
from bot.coach.look_back import Period
from bot.coach.say.answers import answers_message, export_message
from bot.coach.say.prompt import prompt_message
from bot.domain.message import Act, TextField
from bot.domain.refusals import Refusal
from bot.domain.words import plain
from bot.frontdesk.forms import LONGEST_NAME, Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def show(visit: Visit, words: str = "") -> Reply:
    """One's own answers over the time that the words name, else over a year those in which they stand."""
    chosen = period(visit, words)
    if chosen is None:
        return await _search(visit, words.strip()[:LONGEST_NAME])
    return Reply(message=await answers_message(visit.scene, visit.started(), chosen))


async def show_period(visit: Visit, act: Act) -> Reply:
    """One's own answers over that time, in place of another."""
    try:
        chosen = Period(act.value)
    except ValueError:
        raise Refusal("errors.old_button") from None
    return Reply(replace=await answers_message(visit.scene, visit.started(), chosen))


async def export(visit: Visit, _act: Act) -> Reply:
    """A file to take away."""
    return Reply(message=await export_message(visit.scene, visit.started()))


async def open_search(visit: Visit, _act: Act) -> Reply:
    """The form that asks for a word."""
    field = TextField("word", visit.scene.say("fields.word"), required=True, longest=LONGEST_NAME)
    return Reply(form=form(visit.scene, Act("answers.search"), "search", (field,)))


async def submit_search(visit: Visit, _act: Act, filled: Filled) -> Reply:
    """The answers in which the word stands."""
    word = filled.text("word", longest=LONGEST_NAME)
    filled.check()
    return await _search(visit, word)


async def stop_recalls(visit: Visit, act: Act) -> Reply:
    """Bring one's own words back no more; the settings bring that back."""
    member = visit.started()
    prompt = await prompt_of(visit.scene, member, act.subject)
    await recall.stop(visit.scene, member, prompt)
    return Reply(replace=await prompt_message(visit.scene, prompt, member), followed=True)


async def _search(visit: Visit, word: str) -> Reply:
    return Reply(message=await answers_message(visit.scene, visit.started(), word=word))


def period(visit: Visit, words: str) -> Period | None:
    """The time that the words name, in whichever language; a year for none."""
    library = visit.scene.house.library
    called = {
        plain(word): each
        for language in library.languages
        for each in Period
        for word in library.say(language).list(f"periods.{each.value}")
    }
    return called.get(plain(words)) if plain(words) else Period.YEAR
