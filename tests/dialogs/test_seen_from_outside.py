"""What the log and the metrics tell of a lived week: what happened, never who to and in which words."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import KeyValues
from bot.metrics import Metrics
from bot.ports import Figures
from tests.dialogs.groups import community
from tests.dialogs.talk import Talk

RARE = ("Zéphyrine", "quinquagésime", "hapaxépie")
"""Words that stand nowhere but in what these people say."""


class Lines(logging.Handler):
    """The log as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(KeyValues())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def heard() -> Iterator[tuple[Lines, Metrics]]:
    """What is logged and counted meanwhile."""

    async def figures() -> Figures:
        return Figures()

    handlers = Lines(), Metrics(figures, dict)
    loggers = [logging.getLogger(name) for name in ("bot", "jobs")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        for handler in handlers:
            logger.addHandler(handler)
    yield handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
        for handler in handlers:
            logger.removeHandler(handler)


async def test_a_lived_week_is_counted_and_told_without_a_word_or_a_name_of_anybody(
    talk: Talk, heard: tuple[Lines, Metrics]
) -> None:
    name, word, product = RARE
    _, (camille, *others) = await community(talk, 5)
    zephyrine = talk.person(name)
    await zephyrine.starts(product=product)
    await talk.until("2026-11-30 09:00")
    await zephyrine.commands(f"/pm-role {word}")
    await zephyrine.types(f"Une {word} bien tenue.")
    await zephyrine.types(f"Et encore une {word}.")
    for someone, rating in zip((camille, *others), ("yes", "no", "rather_yes", "no", "unknown"), strict=True):
        await someone.taps(talk.say(f"ratings.{rating}"))
    await talk.until("2026-12-04 11:00")

    told, counted = "\n".join(heard[0].lines), (await heard[1].text()).decode()
    actions = {line.partition(" action=")[2].partition(" ")[0] for line in heard[0].lines}
    assert {"asked", "answered", "posting_sent", "digest_published", "ticked"} <= actions
    assert "coach_asked_total 6.0" in counted
    assert "coach_answered_total 6.0" in counted
    assert "coach_set_aside_total 0.0" in counted
    for rare in RARE:
        assert rare.casefold() not in told.casefold()
        assert rare.casefold() not in counted.casefold()
