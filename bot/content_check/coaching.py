"""What the advice on a question must be: enough of it, short, and true to the guide."""

from collections.abc import Collection, Iterator, Sequence

from bot.content_check.ids import check_ids, missing_items
from bot.content_check.role import activities_of, attention_of, unknown_activity, unknown_attention
from bot.content_check.sheet import Item, Mistake, Sheet
from bot.content_check.texts import check_texts

FEWEST = {"tips": 3, "ways_to_find_out": 2}
MOST_WORDS = 25

_IF = {"fr": ("si ", "s’"), "en": ("if ",)}
_I_WILL = {"fr": ("je ", "j’"), "en": ("I will ",)}
_JOINING_WORDS = 2


def check_advice(sheet: Sheet) -> Iterator[Mistake]:
    """The mistakes in a question's advice that its shape alone does not show."""
    yield from check_texts(sheet)
    yield from check_ids(sheet)
    yield from _check_numbers(sheet)
    for item in sheet.items():
        yield from _check_length(sheet, item, "text", _named(item, "text"))
    for tip in sheet.items("tip"):
        yield from _check_action(sheet, tip)


def compare_advice(sheet: Sheet, other: Sheet) -> Iterator[Mistake]:
    """What the same advice has in another language and lacks, or names otherwise, in `sheet`."""
    yield from missing_items(sheet, other)
    theirs = {tip.id: tip for tip in other.items("tip")}
    for tip in sheet.items("tip"):
        for key in ("attention", "activity"):
            mine, there = _named(tip, key), _named(theirs.get(tip.id, tip), key)
            if mine != there:
                both = f"`{mine or 'null'}` here and `{there or 'null'}` in {other.language}.yaml"
                yield sheet.mistake((*tip.where, key), f"`{key}` is {both}: use the same in both")


def check_guide_is_used(role: Sheet, sheets: Sequence[Sheet]) -> Iterator[Mistake]:
    """Ids in a role's advice that the role does not have, and points and activities of the role that no tip uses."""
    attention, activities = attention_of(role), activities_of(role)
    tips = [(sheet, tip) for sheet in sheets for tip in sheet.items("tip")]
    for sheet, tip in tips:
        yield from _check_names(sheet, tip, attention, activities)
    drawn_on = {(tip.above[0], _named(tip, "attention")) for _, tip in tips}
    for (way, name), item in attention.items():
        if (way, name) not in drawn_on:
            yield role.mistake(item.where, f"no tip for `{way}` draws on the point `{name}`: use it in one")
    used = {_named(tip, "activity") for _, tip in tips}
    for name, item in activities.items():
        if name not in used:
            yield role.mistake(item.where, f"no tip's action is made from the activity `{name}`: use it in one")


def _check_names(
    sheet: Sheet, tip: Item, attention: Collection[tuple[str, str]], activities: Collection[str]
) -> Iterator[Mistake]:
    way, point, activity = tip.above[0], _named(tip, "attention"), _named(tip, "activity")
    if point and (way, point) not in attention:
        yield sheet.mistake((*tip.where, "attention"), unknown_attention(point, way, attention))
    elif not point and any(owner == way for owner, _ in attention):
        yield sheet.mistake(tip.where, f"the tip `{tip.id}` names no point of attention of `{way}`: add `attention`")
    if activity and activity not in activities:
        yield sheet.mistake((*tip.where, "activity"), unknown_activity(activity, activities))


def _named(tip: Item, key: str) -> str:
    return str(tip.value.get(key) or "")


def _check_numbers(sheet: Sheet) -> Iterator[Mistake]:
    for way, advice in sheet.data.items():
        for key, fewest in FEWEST.items():
            count = len(advice.get(key) or ()) if isinstance(advice, dict) else 0
            if 0 < count < fewest:
                yield sheet.mistake((way, key), f"`{key}` for `{way}` has {count} of at least {fewest}: add to it")


def _check_action(sheet: Sheet, tip: Item) -> Iterator[Mistake]:
    situation, act = (_named(tip, key) for key in ("situation", "act"))
    if situation.casefold().startswith(_IF[sheet.language]):
        yield sheet.mistake((*tip.where, "situation"), "`situation` goes without its “if”: the coach says it")
    if act and not act.startswith(_I_WILL[sheet.language]):
        words = " or ".join(f"“{start.strip()}”" for start in _I_WILL[sheet.language])
        yield sheet.mistake((*tip.where, "act"), f"`act` begins with {words}: its reader says what they will do")
    for key, text in (("situation", situation), ("act", act)):
        if text.endswith((".", ",", "!", ";")):
            yield sheet.mistake((*tip.where, key), f"`{key}` goes without a mark at its end: the coach adds it")
    yield from _check_length(sheet, tip, "act", f"{situation} {act}", "the action", _JOINING_WORDS)


def _check_length(
    sheet: Sheet, item: Item, key: str, text: str, name: str = "`text`", more: int = 0
) -> Iterator[Mistake]:
    count = more + sum(any(map(str.isalnum, word)) for word in text.split())
    if count > MOST_WORDS:
        yield sheet.mistake((*item.where, key), f"{name} has {count} words: shorten it to {MOST_WORDS} or fewer")
