"""Charts as PNG pictures, drawn in a child process: matplotlib is never loaded where answers are due in seconds."""

import asyncio
import json
import re
import sys
import textwrap
from collections.abc import Container, Sequence
from dataclasses import asdict
from io import BytesIO
from itertools import accumulate
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.chart import Chart, RatingsChart, SharesChart
from bot.ports import DrawingFailed

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST_DRAWING = 20.0
PACKAGE_PARENT = Path(__file__).resolve().parent.parent

# All lengths are inches.
WIDTH, DOTS_PER_INCH, POINTS_PER_INCH = 6.0, 150, 72
MARGIN, LINE, BAR, WIDEST_KEY = 0.12, 0.2, 0.32, 5.0
FONT_SIZE, TITLE_SIZE, KEY_SIZE = 11.0, 12.5, 10.0

INK, BAND = "#1e1e1e", "#f0f1f4"
# Blue to orange through light tones, then grey, stays apart in every common form of colour blindness and in grey print;
# the hatches tell the levels apart without any colour.
LEVEL_COLOURS = ("#3f7cbf", "#b5d3ee", "#fcd9ab", "#e08a3c", "#e6e6e6")
LEVEL_HATCHES = ("", "//", "..", "xx", "--", "\\\\", "++")
SERIES_COLOURS = ("#0060a0", "#b8500a", "#007a5a", "#a0407a", "#4a4a4a")
SERIES_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
UNKNOWN_LINE = -1.3
STAND_IN = "\N{REPLACEMENT CHARACTER}"

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": FONT_SIZE,
    "text.parse_math": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.7,
}
COUNT_STYLE: dict[str, Any] = {
    "ha": "center",
    "va": "center_baseline",
    "fontsize": 10,
    "weight": "bold",
    "bbox": {"boxstyle": "round,pad=0.15,rounding_size=0.4", "facecolor": "white", "edgecolor": "none"},
}
LEGEND_STYLE: dict[str, Any] = {
    "frameon": False,
    "fontsize": KEY_SIZE,
    "borderpad": 0.2,
    "borderaxespad": 0.6,
    "handlelength": 1.6,
    "handleheight": 1.2,
    "handletextpad": 0.5,
    "columnspacing": 1.2,
}


class ChartPainter:
    """Draws one chart at a time, each in a child process of its own."""

    def __init__(self, python: str = sys.executable, longest: float = LONGEST_DRAWING) -> None:
        self._python = python
        self._longest = longest
        self._turn = asyncio.Lock()

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG, 900 pixels wide. Raises: DrawingFailed."""
        async with self._turn:
            picture = await self._drawn_by_child(_to_json(chart))
        if not picture.startswith(PNG_SIGNATURE):
            raise DrawingFailed("the drawing process gave no picture")
        return picture

    async def _drawn_by_child(self, request: bytes) -> bytes:
        child = await self._start()
        try:
            async with asyncio.timeout(self._longest):
                picture, complaints = await child.communicate(request)
        except TimeoutError as error:
            raise DrawingFailed(f"the drawing took more than {self._longest:g} seconds") from error
        finally:
            await _end(child)
        if child.returncode != 0:
            raise DrawingFailed(f"the drawing process ended with code {child.returncode}{_last_line(complaints)}")
        return picture

    async def _start(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        command = (self._python, "-m", "bot.charts")
        try:
            return await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=PACKAGE_PARENT
            )
        except OSError as error:
            raise DrawingFailed(f"the drawing process could not be started: {error.strerror}") from error


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        child.kill()
        await child.communicate()


def _last_line(complaints: bytes) -> str:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return f": {lines[-1]}" if lines else ""


def _to_json(chart: Chart) -> bytes:
    return json.dumps({"kind": type(chart).__name__, **asdict(chart)}).encode()


def _from_json(text: bytes) -> Chart:
    data = json.loads(text)
    if data["kind"] == SharesChart.__name__:
        rows = tuple((label, tuple(counts)) for label, counts in data["rows"])
        return SharesChart(data["title"], tuple(data["levels"]), rows)
    points = tuple((day, series, level) for day, series, level in data["points"])
    return RatingsChart(data["title"], tuple(data["levels"]), data["unknown"], points)


def _picture(chart: Chart) -> bytes:
    """The PNG of a chart; loads matplotlib, so only the child process calls it."""
    import matplotlib

    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    figure = _draw_shares(chart) if isinstance(chart, SharesChart) else _draw_ratings(chart)
    png = BytesIO()
    figure.savefig(png, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return png.getvalue()


def _draw_shares(chart: SharesChart) -> "Figure":
    """Rows come in the order of time and are drawn with the newest on top."""
    from matplotlib.patches import Patch

    figure, axes = _frame(chart.title)
    newest_first = chart.rows[::-1]
    labels = [_wrapped(label, width=1.6, lines=3) for label, _ in newest_first]
    heights = [max(0.42, LINE * _lines(label) + 0.14) for label in labels]
    body = sum(heights) or 1.0
    middles = [below - height / 2 for below, height in zip(accumulate(heights), heights, strict=True)]
    axes.set_xlim(0, 1)
    axes.set_ylim(body, 0)
    axes.set_facecolor("white" if chart.rows else BAND)
    axes.set_xticks([])
    axes.set_yticks(middles, labels)
    for middle, (_, counts) in zip(middles, newest_first, strict=True):
        _draw_row(axes, middle, counts)
    names = [_wrapped(level, width=WIDEST_KEY, lines=2, size=KEY_SIZE) for level in chart.levels]
    _finish(figure, axes, body, [Patch(label=name, **_level_look(level)) for level, name in enumerate(names)])
    return figure


def _draw_row(axes: "Axes", middle: float, counts: Sequence[int]) -> None:
    axes.barh(middle, 1, height=BAR, color=BAND)
    start = 0.0
    for level, (count, width) in enumerate(zip(counts, _widths(counts), strict=True)):
        if count:
            axes.barh(middle, width, left=start, height=BAR, clip_on=False, **_level_look(level))
            axes.text(start + width / 2, middle, str(count), **COUNT_STYLE)
        start += width


def _widths(counts: Sequence[int]) -> list[float]:
    """Each count's share of the bar, a little widened where the count would not fit in it."""
    total = sum(counts)
    widths = [max(count / total, 0.025 + 0.02 * len(str(count))) if count else 0.0 for count in counts]
    return [width / sum(widths) if total else 0.0 for width in widths]


def _level_look(level: int) -> dict[str, Any]:
    colour = LEVEL_COLOURS[level % len(LEVEL_COLOURS)]
    hatch = LEVEL_HATCHES[level % len(LEVEL_HATCHES)]
    return {"facecolor": colour, "hatch": hatch, "edgecolor": INK, "linewidth": 0.7}


def _draw_ratings(chart: RatingsChart) -> "Figure":
    figure, axes = _frame(chart.title)
    lines = [UNKNOWN_LINE, *range(len(chart.levels))]
    for line in lines:
        axes.axhspan(line - 0.44, line + 0.44, color=BAND, linewidth=0)
    axes.set_ylim(UNKNOWN_LINE - 0.5, len(chart.levels) - 0.5)
    axes.set_yticks(lines, [_wrapped(name, width=1.4, lines=2) for name in (chart.unknown, *chart.levels)])
    days, places = _days_and_places(chart)
    edge = max(0.6, 0.025 * len(days))
    axes.set_xlim(-edge, max(len(days), 1) - 1 + edge)
    axes.set_xticks(range(len(days)), [_wrapped(day, width=0.8, lines=3) for day in days])
    series = list(dict.fromkeys(name for _, name, _ in chart.points))
    keys = []
    for index, name in enumerate(series):
        points = [
            (place, level) for place, (_, whose, level) in zip(places, chart.points, strict=True) if whose == name
        ]
        shift = 0.64 * ((index + 0.5) / len(series) - 0.5)
        keys += _draw_series(axes, points, shift, _series_look(index, name))
    _finish(figure, axes, 0.42 * len(lines) + 0.15, keys)
    _thin_out(figure, axes)
    return figure


def _days_and_places(chart: RatingsChart) -> tuple[list[str], list[int]]:
    """The day labels from left to right, and which one each point stands above.

    Neighbours of one day share a place; the same label a year later is another day.
    """
    days: list[str] = []
    places = []
    for day, _, _ in chart.points:
        if days[-1:] != [day]:
            days.append(day)
        places.append(len(days) - 1)
    return days, places


def _draw_series(
    axes: "Axes", points: Sequence[tuple[int, int | None]], shift: float, look: dict[str, Any]
) -> "list[Line2D]":
    """Dots at every rating; the line stops at *I don't know*, which is no rating. `shift` keeps series apart."""
    days = [day for day, _ in points]
    rated = [nan if level is None else level + shift for _, level in points]
    unknown = [UNKNOWN_LINE + shift if level is None else nan for _, level in points]
    axes.plot(days, unknown, **look | {"linestyle": "none"})
    return axes.plot(days, rated, **look)


def _series_look(index: int, name: str) -> dict[str, Any]:
    return {
        "label": _wrapped(name, width=WIDEST_KEY, lines=2, size=KEY_SIZE) or " ",
        "color": SERIES_COLOURS[index % len(SERIES_COLOURS)],
        "marker": SERIES_MARKERS[index % len(SERIES_MARKERS)],
        "markersize": 8,
        "markeredgecolor": "white",
        "markeredgewidth": 0.8,
        "linewidth": 1,
    }


def _thin_out(figure: "Figure", axes: "Axes") -> None:
    """Keeps as many day labels as there is room for, the latest always among them."""
    figure.draw_without_rendering()
    labels = axes.get_xticklabels()
    widest = max((label.get_window_extent().width for label in labels), default=0.0)
    step = max(1, -(-int(len(labels) * (widest + 12)) // int(axes.bbox.width)))
    kept = [(place, label.get_text()) for place, label in enumerate(labels)][::-1][::step]
    axes.set_xticks([place for place, _ in kept], [text for _, text in kept])


def _frame(title: str) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=MARGIN, h_pad=MARGIN / 2)
    figure = Figure(layout=layout, dpi=DOTS_PER_INCH, facecolor="white")
    axes = figure.add_subplot()
    axes.tick_params(length=0, pad=7)
    axes.spines[:].set_visible(False)
    heading = _wrapped(title, width=WIDTH - 3 * MARGIN, lines=3, size=TITLE_SIZE, weight="bold")
    figure.suptitle(heading, x=MARGIN / WIDTH, ha="left", fontsize=TITLE_SIZE, weight="bold", linespacing=1.15)
    return figure, axes


def _finish(figure: "Figure", axes: "Axes", body: float, keys: "Sequence[Artist]") -> None:
    """Puts the legend below and gives the figure the height that leaves exactly `body` inches to the axes."""
    ample = body + 10
    figure.set_size_inches(WIDTH, ample)
    _add_legend(figure, keys)
    figure.draw_without_rendering()
    spare = axes.get_window_extent().height / DOTS_PER_INCH - body
    figure.set_size_inches(WIDTH, round((ample - spare) * DOTS_PER_INCH) / DOTS_PER_INCH)


def _add_legend(figure: "Figure", keys: "Sequence[Artist]") -> None:
    """The legend in as many columns as fit the width; none without keys."""
    for columns in range(min(len(keys), 5), 0, -1):
        row_by_row = [key for column in range(columns) for key in keys[column::columns]]
        legend = figure.legend(handles=row_by_row, loc="outside lower left", ncols=columns, **LEGEND_STYLE)
        if columns == 1 or legend.get_window_extent().width < (WIDTH - 2 * MARGIN) * DOTS_PER_INCH:
            return
        legend.remove()


def _wrapped(text: str, *, width: float, lines: int, size: float = FONT_SIZE, weight: str = "normal") -> str:
    """The text in at most so many lines of about `width` inches, cut with an ellipsis."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    shown = _drawable(text)
    font = FontProperties(size=size, weight=weight)
    points, _, _ = text_to_path.get_text_width_height_descent(shown or "n", font, ismath=False)
    characters = int(width * POINTS_PER_INCH * max(len(shown), 1) / points)
    return textwrap.fill(shown, max(characters, 4), max_lines=lines, placeholder="…")


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _drawable(text: str) -> str:
    """The text as the font can show it: no emoji, and a stand-in for each letter that it lacks.

    The spaces that French keeps before `?` and `:` stay unbreakable.
    """
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    shown = re.sub(r"[ \t\r\n]+", " ", "".join(_glyph(character, known) for character in text)).strip()
    return shown or STAND_IN * bool(text.strip())


def _glyph(character: str, known: Container[int]) -> str:
    if character.isspace() or (character.isprintable() and ord(character) in known):
        return character
    return STAND_IN if character.isalnum() else ""


def _serve() -> None:
    sys.excepthook = lambda kind, _error, _traceback: sys.stderr.write(kind.__name__)
    sys.stdout.buffer.write(_picture(_from_json(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _serve()
