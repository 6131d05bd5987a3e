"""What the rule on one question more must be: signs that can be found, and open questions to ask."""

from collections.abc import Iterator

from bot.content_check.ids import check_ids
from bot.content_check.sheet import Mistake, Sheet
from bot.content_check.texts import check_texts
from bot.domain.deepening import is_findable

FEWEST_QUESTIONS = 2
LISTS_OF_SIGNS = ("signs", "leave_alone", "general", "and_then", "negations")


def check_deepening(sheet: Sheet) -> Iterator[Mistake]:
    """The mistakes in a deepening rule that its shape alone does not show."""
    yield from check_texts(sheet, not_prose=LISTS_OF_SIGNS)
    yield from check_ids(sheet)
    yield from _check_signs(sheet)
    for sought in sheet.items("thing sought"):
        count = len(sought.value.get("questions") or ())
        if 0 < count < FEWEST_QUESTIONS:
            sentence = f"`questions` of `{sought.id}` has {count} of at least {FEWEST_QUESTIONS}: add to it"
            yield sheet.mistake((*sought.where, "questions"), sentence)
    for question in sheet.items("question"):
        if not str(question.value.get("text", "?")).endswith("?"):
            yield sheet.mistake((*question.where, "text"), "a question ends with a question mark")


def _check_signs(sheet: Sheet) -> Iterator[Mistake]:
    for where, text in sheet.texts():
        if set(LISTS_OF_SIGNS) & set(where) and text.strip() and not is_findable(text):
            yield sheet.mistake(
                where, f"`{text}` cannot be found in an answer: write words, `#` for a number, `*` at the end of a word"
            )
