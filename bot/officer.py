"""What a data-protection officer does from the command line: export, erase, read the audit, exchange keys."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

if TYPE_CHECKING:
    from bot.bootstrap import BackOffice
    from bot.coach.find_person import Known
    from bot.coach.scene import Scene
    from bot.ports import Transaction

Done = TypeVar("Done")

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

Person = Annotated[
    str,
    typer.Argument(
        help="Who: the identifier that they read under “my data” (slack:T1/U2), the chat's own id, or a part of their"
        " name, for which the chats are asked."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether that is meant.")]
keys = typer.Typer(help="The keys that everything is encrypted with.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Let the command line do what stands here."""
    for command in (export, erase, audit):
        app.command()(command)
    app.add_typer(keys, name="keys")


def export(
    person: Person,
    folder: Annotated[Path, typer.Option(help="Where to write the two files.", file_okay=False)] = Path(),
    yes: Yes = False,
) -> None:
    """Write everything that is kept of a person into two files: Markdown to read, JSON for a machine.

    That it was done is noted, and the person sees it under “my data”.
    """
    from bot.coach.audit import Author, note
    from bot.coach.export import everything_about
    from bot.coach.say.my_data import files
    from bot.domain.trust import Did

    async def work(office: "BackOffice") -> None:
        found = await _meant(office, person, "Export what is kept of", yes)
        async with office.store.transaction() as tx:
            scene = _scene(office, tx, found.workspace)
            written = files(scene, await everything_about(scene, found.user))
            await note(scene, Did.EXPORTED, found.user, Author())
        folder.mkdir(parents=True, exist_ok=True)
        for file in written:
            path = folder / file.name
            path.touch(mode=0o600)
            path.write_text(file.content, encoding="utf-8")
            out.print(f"Written: {path}", markup=False)

    _in_office(work)


def erase(person: Person, yes: Yes = False) -> None:
    """Remove everything of a person: from the database now, from the chats as soon as the coach runs.

    That it was done is noted, under a pseudonym from which nobody can tell who it was.
    """
    from bot.coach import erase as erasing
    from bot.coach.audit import Author, note
    from bot.domain.trust import Did

    async def work(office: "BackOffice") -> None:
        found = await _meant(office, person, "Erase everything of", yes)
        async with office.store.transaction() as tx:
            scene = _scene(office, tx, found.workspace)
            await erasing.erase(scene, found.user, tell=True)
            await note(scene, Did.ERASED, found.user, Author())
        out.print(
            "Erased from the database. The running coach takes its messages away from the chat, and tells the person.\n"
            "It cannot remove what the person typed there, what others have read, and totals already published."
        )

    _in_office(work)


def audit(
    person: Annotated[str, typer.Option(help="Only what happened to this person: slack:T1/U2.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on (UTC).")] = None,
) -> None:
    """List the acts on people's data by others: when, what, by whom, in which workspace and team. No words."""
    from bot.coach.audit import deeds

    async def work(office: "BackOffice") -> None:
        workspace, _, user = person.rpartition("/")
        async with office.store.transaction() as tx:
            scene = _scene(office, tx, workspace)
            found = await deeds(scene, user or None, since and since.replace(tzinfo=UTC))
        titles = ("when (UTC)", "what", "by", "workspace", "team", "person")
        # Cut short, an id names nobody.
        table = Table(*(Column(title, overflow="fold") for title in titles))
        for deed in found:
            told, when = deed.told, f"{deed.at:%Y-%m-%d %H:%M}"
            row = (
                told["did"],
                told["by"],
                told.get("workspace", ""),
                told.get("team", "")[:8],
                (deed.person or "")[:8],
            )
            table.add_row(when, *row)
        out.print(table if found else "Nothing was done to anybody's data by somebody else.")

    if person and "/" not in person:
        raise typer.BadParameter("give the whole identifier, for example slack:T1/U2", param_hint="--person")
    _in_office(work)


@keys.command("rotate")
def rotate() -> None:
    """Encrypt everything with the first of COACH_SECRET_KEYS, so that the others can be dropped.

    Put the new key in front of the old ones, restart every process with that, then run this. It may be stopped at any
    moment and run again, while the coach works.
    """
    from bot.bootstrap import rotate_keys
    from bot.settings import Settings, read_settings

    settings = read_settings(Settings)
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("Encrypting with the first key", total=None)
        done = asyncio.run(
            rotate_keys(settings, lambda seen, total: progress.update(task, completed=seen, total=total))
        )
    if not done:
        err.print(
            "A running process still encrypts with an older key: restart every process with these COACH_SECRET_KEYS,"
            " then run this again.",
            style="red",
        )
        raise typer.Exit(1)
    out.print(
        "Everything is encrypted with the first key. The keys behind it may be dropped once every process was restarted"
        " with the first key in front; buttons of Mattermost from before then say that they are no longer valid."
    )


def _in_office(work: "Callable[[BackOffice], Awaitable[Done]]") -> Done:
    from bot.bootstrap import back_office, real_settings

    async def at_work() -> Done:
        async with back_office(real_settings()) as office:
            return await work(office)

    return asyncio.run(at_work())


def _scene(office: "BackOffice", tx: "Transaction", workspace: str) -> "Scene":
    from bot.coach.scene import Scene

    return Scene(office.house, tx, office.clock.now(), workspace, office.house.policy.language)


async def _meant(office: "BackOffice", wanted: str, question: str, yes: bool) -> "Known":
    """The one person who is meant; ends with a sentence where nobody is, or several are."""
    from bot.coach.find_person import by_id, everyone

    async with office.store.transaction() as tx:
        known = await everyone(_scene(office, tx, ""))
    found = by_id(known, wanted) or await _called(office, known, wanted)
    if len(found) != 1:
        err.print(_choice(found, wanted), style="red", markup=False)
        raise typer.Exit(1)
    [one] = found
    if not yes:
        typer.confirm(f"{question} {_shown(one)}?", abort=True, err=True)
    return one


async def _called(office: "BackOffice", known: "Sequence[Known]", wanted: str) -> "list[Known]":
    from bot.coach.find_person import is_called, named

    found = []
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("Asking the chats for names", total=len(known))
        async for one in named(known, office.couriers):
            progress.advance(task)
            found += [one] if is_called(one, wanted) else []
    return found


def _choice(found: "Sequence[Known]", wanted: str) -> str:
    if not found:
        return f"Nothing is kept of anybody called {wanted}."
    lines = "\n".join(_shown(each) for each in found)
    return f"{wanted} may be any of these; give the identifier of the one you mean:\n{lines}"


def _shown(known: "Known") -> str:
    return f"{known.id} ({known.name})" if known.name else known.id
