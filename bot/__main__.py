"""pm-coach: the command line."""

import asyncio
import gc
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import __version__
from bot.officer import add_commands

APP_HELP = """The PM coach explains the Product Manager's role in chat and makes a habit of it.

Start with [bold]pm-coach playground[/]: a chat in the browser that needs no account, no server and no token.

Settings come from the environment; README.md lists them. A missing or wrong one stops the start with a sentence.
"""

app = typer.Typer(
    name="pm-coach", help=APP_HELP, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False
)
content = typer.Typer(help="The role's content and the coach's phrases.", no_args_is_help=True)
app.add_typer(content, name="content")
setup = typer.Typer(help="Connects the coach to a chat, step by step.", no_args_is_help=True)
app.add_typer(setup, name="setup")
add_commands(app)

GARBAGE = 20_000
"""How many new things there may be until unreachable ones among them are looked for; nearly all are freed without."""

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; whatever is wrong is told in sentences, never by a trace."""
    gc.set_threshold(GARBAGE)
    from bot.content_loader import ContentMistakes
    from bot.reporting import CannotReport
    from bot.settings import BadSetting
    from bot.storage.opening import CannotOpen

    try:
        app(prog_name="pm-coach")
    except (BadSetting, CannotOpen, CannotReport, ContentMistakes) as problem:
        err.print(str(problem), style="red", markup=False)
        raise SystemExit(1) from None


def _version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that stand before any command."""


@app.command()
def playground(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where to listen; else PORT, else 8000.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the conversation is kept.", file_okay=False)] = Path("var"),
) -> None:
    """Chat with the coach in the browser: be several people, jump in time.

    The first start makes an example of two teams; what happens afterwards is found again at the next start.
    It listens on this machine only. To begin anew, stop it and remove the folder.
    """
    from bot.running import CannotServe, run_playground
    from bot.settings import Settings, read_settings

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = read_settings(Settings, PORT=port)

    async def serve() -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        await run_playground(settings, folder, lambda sentence: out.print(sentence, markup=False), stopped)

    try:
        asyncio.run(serve())
    except CannotServe as problem:
        err.print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from None


@app.command()
def run() -> None:
    """Coach in every chat that the settings name, with the timetable, in this one process."""
    _serve("RUN")


@app.command()
def web() -> None:
    """Answer what comes in by HTTP; any number of these share one PostgreSQL with the workers."""
    _serve("WEB")


@app.command()
def worker() -> None:
    """Keep the timetable and the chats' websockets; any number of these share one PostgreSQL with the web processes."""
    _serve("WORKER")


def _serve(duty: str) -> None:
    from bot.bootstrap import real_settings
    from bot.logs import KeyValues
    from bot.reporting import report_errors
    from bot.serving import Duty, serve

    handler = logging.StreamHandler()
    handler.setFormatter(KeyValues())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for noisy in ("apscheduler", "slack_bolt", "slack_sdk"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    settings = real_settings()
    report_errors(settings.coach.sentry_dsn)

    async def until_stopped() -> None:
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        await serve(settings, Duty[duty], lambda sentence: out.print(sentence, markup=False), stopped)

    try:
        asyncio.run(until_stopped())
    except OSError as problem:
        err.print(f"Port {settings.coach.port} cannot be listened at: {problem.strerror}.", style="red", markup=False)
        raise typer.Exit(1) from None


@app.command()
def migrate() -> None:
    """Bring the database that DATABASE_URL names up to date; safe to run twice, and at once."""
    from bot.bootstrap import opened
    from bot.settings import Settings, read_settings

    asyncio.run(opened(read_settings(Settings), migrating=True))
    out.print("The database is up to date.")


@app.command()
def check() -> None:
    """Check settings, content and database, and say what is wrong."""
    from bot.bootstrap import opened, real_settings
    from bot.content_loader import load

    settings = real_settings()
    load()
    asyncio.run(opened(settings.coach, migrating=False))
    out.print("Settings, content and database are in order.")


@setup.command("slack")
def setup_slack(
    file: Annotated[Path, typer.Option(help="Where to write the app's manifest.", dir_okay=False)] = Path(
        "slack-manifest.yaml"
    ),
) -> None:
    """Write the manifest that makes the Slack app in one paste; with its tokens set, check them.

    Run it once to make the app, and again once the tokens are set. docs/slack.md walks through it.
    """
    from bot.bootstrap import set_up_slack
    from bot.platforms.slack.settings import SlackSettings
    from bot.settings import read_settings

    def say(good: bool, sentence: str) -> None:
        (out if good else err).print(sentence, style=None if good else "red", markup=False)

    if not asyncio.run(set_up_slack(read_settings(SlackSettings), file, say)):
        raise typer.Exit(1)


@setup.command("mattermost")
def setup_mattermost(
    team: Annotated[
        list[str] | None, typer.Option(help="A team that the coach is for, as its address names it; may be repeated.")
    ] = None,
    bot: Annotated[str, typer.Option(help="The user name of the coach's bot account.")] = "pm-coach",
    new_token: Annotated[
        bool, typer.Option("--new-token", help="Make the bot another token, where the first is lost.")
    ] = False,
) -> None:
    """Make the bot account, its token and its slash commands in these teams, and check what is there.

    It needs the token of an administrator, as MATTERMOST_ADMIN_TOKEN or typed when asked, and keeps it nowhere. Run it
    as often as you like: what is there already stays as it is. docs/mattermost.md walks through it.
    """
    from bot.bootstrap import set_up_mattermost
    from bot.platforms.mattermost.setup import SetupSettings, Wanted
    from bot.settings import Settings, read_settings

    # What a server refuses is told in sentences, and needs no log.
    logging.basicConfig(level=logging.CRITICAL)
    chat = read_settings(SetupSettings)
    if not chat.admin_token and sys.stdin.isatty():
        typed = typer.prompt("An administrator's access token (it is not shown, and kept nowhere)", hide_input=True)
        chat = read_settings(SetupSettings, MATTERMOST_ADMIN_TOKEN=typed)

    def say(good: bool, sentence: str) -> None:
        (out if good else err).print(sentence, style=None if good else "red", markup=False)

    wanted = Wanted(team or (), bot, new_token)
    if not asyncio.run(set_up_mattermost(read_settings(Settings), chat, wanted, say)):
        raise typer.Exit(1)


@content.command("check")
def check_content(
    folder: Annotated[Path | None, typer.Argument(help="A content folder; else the coach's own.", exists=True)] = None,
) -> None:
    """Check every content file and report every mistake at once, with file, line and what to do."""
    from bot.content_loader import load

    library = load(folder)
    roles = ", ".join(sorted(library.roles))
    out.print(f"The content is in order: {roles}, in {' and '.join(library.languages)}.", markup=False)


if __name__ == "__main__":
    main()
