"""Figures as a table, on the screen and in Markdown, and as a picture with the same in words."""

import html
import os
import platform
from collections.abc import Sequence
from pathlib import Path

import psutil
from rich.table import Table

from tests.bench.figures import Figure, shown

TITLE = "How much of each limit is used"
HEADINGS = ("work", "measured", "wanted", "", "beside it in the same run")
WIDTH, LEFT, LINE, TOP, BOTTOM = 940, 430, 30, 54, 34
FULL = 260.0
"""How wide a bar is that uses its whole limit."""
LONGEST = 1.6


def table(figures: Sequence[Figure]) -> Table:
    """The table as it stands on the screen."""
    shown_ = Table(*HEADINGS, title="The PM coach, measured", caption=machine())
    for row in _rows(figures):
        shown_.add_row(*row)
    return shown_


def markdown(figures: Sequence[Figure]) -> str:
    """The table as it stands in a page."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "| --- " * len(HEADINGS) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in _rows(figures)]
    return "\n".join([*lines, "", f"Measured on: {machine()}.", ""])


def picture(figures: Sequence[Figure]) -> str:
    """How much of each limit is used, as an SVG: a bar that ends before the line is within reach, and says so."""
    limited = [figure for figure in figures if figure.used is not None]
    height = TOP + LINE * len(limited) + BOTTOM
    line = LEFT + FULL
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-labelledby="t d" font-family="sans-serif" font-size="13" fill="#161616">',
        f'<title id="t">{TITLE}</title><desc id="d">{html.escape(_told(limited))}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold">{TITLE} (shorter is better)</text>',
        *(part for at, figure in enumerate(limited) for part in _bar(figure, TOP + at * LINE)),
        f'<path d="M{line} {TOP - 12}V{height - BOTTOM + 4}" stroke="#161616" stroke-dasharray="5 3"/>',
        f'<text x="{line}" y="{height - 12}" text-anchor="middle">the limit</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def write(figures: Sequence[Figure], folder: Path) -> None:
    """Put table and picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.md").write_text(markdown(figures), encoding="utf-8")
    (folder / "figures.svg").write_text(picture(figures), encoding="utf-8")


def machine() -> str:
    """What it was measured on."""
    memory = psutil.virtual_memory().total / 2**30
    python, cores = platform.python_version(), os.cpu_count()
    return f"{cores} cores ({_processor()}), {memory:.0f} GB, {platform.system()}, Python {python}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    names = [line for line in told.read_text().splitlines() if line.startswith("model name")] if told.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.machine()


def _rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    return [
        (figure.work, shown(figure.measured, figure.unit), figure.wanted, figure.verdict, _beside(figure))
        for figure in figures
    ]


def _beside(figure: Figure) -> str:
    return ". ".join(part for part in (figure.beside, figure.note) if part)


def _told(figures: Sequence[Figure]) -> str:
    return " ".join(
        f"{figure.work}: {shown(figure.measured, figure.unit)}, wanted {figure.wanted}, {figure.verdict}."
        for figure in figures
    )


def _bar(figure: Figure, y: int) -> list[str]:
    used = min(figure.used or 0.0, LONGEST)
    dashes = "" if figure.verdict == "reached" else ' stroke-dasharray="4 2"'
    words = html.escape(f"{shown(figure.measured, figure.unit)}, {figure.verdict}")
    return [
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{html.escape(figure.work)}</text>',
        f'<rect x="{LEFT}" y="{y}" width="{max(used * FULL, 2):.0f}" height="20" fill="#cacafb" stroke="#000091"'
        f"{dashes}/>",
        f'<text x="{LEFT + 8}" y="{y + 15}">{words}</text>',
    ]
