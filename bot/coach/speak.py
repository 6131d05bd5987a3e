"""Changes the language of a whole workspace."""

from bot.domain.people import Member, Team
from bot.ports import Transaction


async def workspace_speaks(tx: Transaction, workspace: str, language: str) -> None:
    """Everyone and every team of the workspace is spoken to in this language from now on."""
    for member in await tx.all(Member, workspace=workspace):
        member.language = language
    for team in await tx.all(Team, workspace=workspace):
        team.language = language
