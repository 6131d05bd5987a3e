"""One's own answers: to look at, to search, to take away."""

from bot.coach.say.answers import answers_message, export_message
from bot.domain.message import Act, TextField
from bot.frontdesk.forms import LONGEST_NAME, Filled, form
from bot.frontdesk.incoming import Reply
from bot.frontdesk.visit import Visit


async def show(visit: Visit, words: str = "") -> Reply:
    """One's own answers, or those in which the words stand."""
    return Reply(message=await answers_message(visit.scene, visit.started(), words.strip()[:LONGEST_NAME]))


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
    return await show(visit, word)
