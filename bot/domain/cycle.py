"""Which question a week asks: the same for everyone of a workspace."""

from bot.domain.rhythm import Rhythm


def question_of_week(week: int, count: int) -> int:
    """The index of that week's question among `count`: a fixed cycle that shifts by one each turn.

    The shift is what lets someone who is asked every second or fourth week meet every question too.
    """
    return (week + week // count) % count


def every_rhythm_meets_all(count: int, weeks: int = 104) -> bool:
    """Whether each rhythm, from whichever week it starts, meets all `count` questions within `weeks`."""
    return all(
        len({question_of_week(week, count) for week in range(start, start + weeks, rhythm.weeks)}) == count
        for rhythm in Rhythm
        for start in range(rhythm.weeks)
    )
