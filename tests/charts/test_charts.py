import asyncio
import struct
import sys
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from bot.charts import LEVEL_COLOURS, PNG_SIGNATURE, ChartPainter
from bot.domain.chart import Chart, RatingsChart, SharesChart
from bot.ports import DrawingFailed

LEVELS = ("oui", "plutôt oui", "plutôt non", "non", "je ne sais pas")
RATINGS = ("non", "plutôt non", "plutôt oui", "oui")
ODD = "Coût $\\frac{ de 3 $ à 5 $ 🚀👩‍🔬 健康 " + "Anticonstitutionnellement" * 8

SHARES = SharesChart("La vision est partagée", LEVELS, (("Semaine du 16 novembre", (3, 5, 2, 1, 1)),))
TREND = RatingsChart(
    "Vos réponses", RATINGS, "je ne sais pas", (("5 janv.", "Vision", 2), ("12 janv.", "Vision", None))
)


def ratings(count: int) -> RatingsChart:
    points = tuple((f"{day} janv.", f"Question {day % 4}", day % 4 if day % 7 else None) for day in range(count))
    return RatingsChart("Un an", RATINGS, "je ne sais pas", points)


def shares(count: int) -> SharesChart:
    return SharesChart(
        "Une demi-année", LEVELS, tuple((f"Semaine {week}", (1, 0, week, 120, 2)) for week in range(count))
    )


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(PNG_SIGNATURE)
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def program(folder: Path, lines: str) -> str:
    """The path of an executable that runs these shell lines."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("chart", [shares(6), TREND], ids=["shares", "ratings"])
async def test_a_chart_is_a_png_that_a_phone_can_show(chart: Chart) -> None:
    width, height = size(await ChartPainter().draw(chart))
    assert width == 900
    assert 400 < height < 600


async def test_the_process_that_asks_never_loads_matplotlib() -> None:
    await ChartPainter().draw(SHARES)
    assert "matplotlib" not in sys.modules


async def test_it_draws_from_whichever_folder_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit('another program')")
    monkeypatch.chdir(tmp_path)
    assert size(await ChartPainter().draw(SHARES))


@pytest.mark.parametrize(
    "chart",
    [
        SharesChart("", LEVELS, ()),
        RatingsChart("", RATINGS, "je ne sais pas", ()),
        SharesChart("Personne", LEVELS, (("Semaine 1", (0, 0, 0, 0, 0)),)),
        ratings(1),
        ratings(60),
        shares(26),
    ],
    ids=["no rows", "no points", "no answers", "1 point", "60 points", "26 rows"],
)
async def test_few_and_many_are_drawn(chart: Chart) -> None:
    assert size(await ChartPainter().draw(chart))


async def test_a_picture_grows_with_its_rows() -> None:
    painter = ChartPainter()
    short, long = [size(await painter.draw(shares(count))) for count in (2, 20)]
    assert long[1] - short[1] >= 18 * 60


@pytest.mark.parametrize(
    "chart",
    [
        SharesChart(
            ODD,
            tuple(ODD + level for level in LEVELS),
            ((ODD, (1, 2, 3, 4, 5)), ("🚀", (1, 0, 0, 0, 0)), ("", (1,) * 5)),
        ),
        RatingsChart(ODD, tuple(ODD + level for level in RATINGS), ODD, ((ODD, ODD, 1), ("_", "_", 2), ("", "", None))),
    ],
    ids=["shares", "ratings"],
)
async def test_formulas_emoji_and_endless_words_are_only_words(chart: Chart) -> None:
    width, height = size(await ChartPainter().draw(chart))
    assert width == 900
    assert height < 1200


async def test_the_newest_row_is_on_top() -> None:
    chart = SharesChart("Deux semaines", LEVELS, (("celle d’avant", (0, 0, 9, 0, 0)), ("la dernière", (9, 0, 0, 0, 0))))
    picture = Image.open(BytesIO(await ChartPainter().draw(chart))).convert("RGB")
    column = [picture.getpixel((picture.width - 60, y)) for y in range(picture.height)]
    yes, rather_no = (tuple(bytes.fromhex(LEVEL_COLOURS[level][1:])) for level in (0, 2))
    assert column.index(yes) < column.index(rather_no)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("exit 3", "ended with code 3"),
        ("echo 'No module named bot' >&2; exit 1", "ended with code 1: No module named bot"),
        ("kill -9 $$", "ended with code -9"),
        ("echo hello", "gave no picture"),
    ],
)
async def test_a_process_that_fails_is_a_plain_reason(tmp_path: Path, lines: str, reason: str) -> None:
    with pytest.raises(DrawingFailed, match=reason):
        await ChartPainter(program(tmp_path, lines)).draw(SHARES)


async def test_a_process_that_cannot_start_is_a_plain_reason(tmp_path: Path) -> None:
    with pytest.raises(DrawingFailed, match="could not be started: No such file"):
        await ChartPainter(str(tmp_path / "nowhere")).draw(SHARES)


async def test_the_reason_repeats_no_word_of_the_chart() -> None:
    chart = RatingsChart("secret", RATINGS, "secret", (("secret", "secret", 10**400),))
    with pytest.raises(DrawingFailed, match=r"code 1: OverflowError$") as failure:
        await ChartPainter().draw(chart)
    assert "secret" not in str(failure.value)


async def test_the_next_chart_is_drawn_after_one_that_failed() -> None:
    painter = ChartPainter()
    with pytest.raises(DrawingFailed):
        await painter.draw(RatingsChart("", RATINGS, "", (("", "", 10**400),)))
    assert size(await painter.draw(SHARES))


async def test_a_drawing_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(DrawingFailed, match=r"more than 0\.2 seconds"):
        await ChartPainter(program(tmp_path, "exec sleep 60"), longest=0.2).draw(SHARES)
    assert not _sleepers()


async def test_a_drawing_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    drawing = asyncio.create_task(ChartPainter(program(tmp_path, "exec sleep 60")).draw(SHARES))
    while not _sleepers():  # noqa: ASYNC110 - the start of a process tells no event
        await asyncio.sleep(0.01)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert not _sleepers()


async def test_one_drawing_at_a_time(tmp_path: Path) -> None:
    log = tmp_path / "log"
    painter = ChartPainter(
        program(tmp_path, f"echo start >> {log}; sleep 0.05; echo end >> {log}; printf '\\211PNG\\r\\n\\032\\n'")
    )
    await asyncio.gather(*(painter.draw(SHARES) for _ in range(3)))
    assert log.read_text().split() == ["start", "end"] * 3


def _sleepers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.name() == "sleep"]
