"""One browser a worker, one lived example a language, and a page for each person who comes."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.e2e.program import Program, TooBusy, running
from tests.e2e.screen import Screen
from tests.e2e.watch import Watch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Milliseconds, for a machine that has much else to do.
PATIENCE = 20_000
ATTEMPTS = 4
# The coach's clock goes by the coach's time zone, wherever the reader is.
READER = {"locale": "fr-FR", "timezone_id": "Pacific/Auckland", "viewport": {"width": 1280, "height": 860}}

Lived = Callable[[str], Awaitable[Path]]
Visit = Callable[..., Awaitable[Screen]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, once a worker."""
    if CHROMIUM is None:
        give_up = pytest.fail if os.environ.get("COACH_CI") == "1" else pytest.skip
        give_up("Chromium is not installed, so nobody can look at the playground: install Debian's package chromium.")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Makes a fresh folder in which the example was lived; lived once, by whichever worker needs it first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    async def folder(language: str) -> Path:
        ready = shared / f"example-{language}"
        with (shared / f"example-{language}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                (await _live(tmp_path_factory, language)).rename(ready)
        copy = tmp_path_factory.mktemp("playground")
        shutil.copytree(ready, copy, dirs_exist_ok=True)
        return copy

    return folder


async def _live(tmp_path_factory: pytest.TempPathFactory, language: str) -> Path:
    """A folder made by a first start, and anew where a busy machine left gaps in it."""
    for _ in range(ATTEMPTS):
        making = tmp_path_factory.mktemp("making")
        with contextlib.suppress(TooBusy):
            async with running(making, language=language):
                pass
            return making
    pytest.fail(f"The machine was too busy to live the example {ATTEMPTS} times over.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_program(browser: Browser, lived: Lived) -> AsyncIterator[Program]:  # noqa: ARG001
    """A playground for tests that neither move its clock nor its language, and bring their own person."""
    async with running(await lived("fr")) as program:
        yield program


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def english_program(browser: Browser, lived: Lived) -> AsyncIterator[Program]:  # noqa: ARG001
    """The same, its example lived in English."""
    async with running(await lived("en"), language="en") as program:
        yield program


@pytest_asyncio.fixture(loop_scope="session")
async def program(browser: Browser, lived: Lived) -> AsyncIterator[Program]:  # noqa: ARG001
    """A playground for one test alone."""
    async with running(await lived("fr")) as program:
        yield program


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Lets a person come with a browser of their own; what went wrong behind their back fails the test."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    async def come(program: Program, person: str, channel: str = "direct", **options: Any) -> Screen:
        context = await browser.new_context(**{**READER, **options})
        watch = Watch(context, program.address)
        contexts.append((context, watch))
        screen = Screen(await context.new_page(), program, watch)
        await screen.open(person, channel)
        return screen

    yield come
    for context, _ in contexts:
        await context.close()
    assert [complaint for _, watch in contexts for complaint in watch.complaints] == []


@pytest.fixture
def newcomer(shared_program: Program) -> str:
    """Someone whom nobody knows yet, in the shared playground."""
    return shared_program.let_in()


@pytest.fixture
def asked(shared_program: Program, newcomer: str) -> str:
    """Someone who has started in the shared playground, and whose first question is open."""
    shared_program.start(newcomer)
    return newcomer
