"""A database with many members, written by the server itself so that a million take seconds."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.keys import Keyring
from tests.storage.things import ASKED, MONDAY, SECRET, WORKSPACE

NAMES = 500
"""How many different product names there are, each encrypted once."""

PEOPLE = """
INSERT INTO members (id, workspace, "user", language, zone, weekday, hour, rhythm, started_at, standing, next_due)
SELECT 'm' || n, :workspace, 'u' || n, (ARRAY['fr', 'en'])[1 + n % 2], 'Europe/Paris', 0, 9, 'weekly', :start, 'active',
       :due FROM generate_series(1, :count) n
"""
PRODUCTS = """
INSERT INTO products (id, workspace, name)
SELECT 'p' || n, :workspace, (CAST(:names AS text[]))[1 + n % :different] FROM generate_series(1, :count) n
"""
HOLDINGS = """
INSERT INTO holdings (id, member_id, product_id, way)
SELECT 'h' || n, 'm' || n, 'p' || n, (ARRAY['business', 'project_lead', 'shared', 'unknown'])[1 + n % 4]
FROM generate_series(1, :count) n
"""
WORDING = "INSERT INTO wordings (id, words) VALUES ('vision', :words)"
PROMPTS = """
INSERT INTO prompts (id, member_id, holding_id, question_id, asked_at, language, wording_id, week, state)
SELECT 'q' || n, 'm' || n, 'h' || n, 'vision', :asked, 'fr', 'vision', 2900, 'open' FROM generate_series(1, :count) n
"""
ANSWERS = """
INSERT INTO answers (id, member_id, prompt_id, question_id, changed_at, rating, rated_at)
SELECT 'a' || n, 'm' || n, 'q' || n, 'vision', :asked, 'yes', :asked FROM generate_series(1, :count) n
"""
POSTINGS = """
INSERT INTO postings (id, workspace, kind, subject, language, priority, created_at, "user", wanted, shown, state,
                      attempts, posted_channel, message_id)
SELECT 's' || n, :workspace, 'prompt', 'q' || n, 'fr', 2, :asked, 'u' || n, 1, 1, 'sent', 1, 'D' || n, 't' || n
FROM generate_series(1, :count) n
"""
TABLES = ("members", "products", "holdings", "prompts", "answers", "postings")


async def people(connection: AsyncConnection, count: int, due: datetime | None) -> None:
    """So many members, each with a product, all due at that moment."""
    keyring = Keyring([SECRET])
    given: dict[str, Any] = {"workspace": WORKSPACE, "count": count}
    names = [keyring.encrypt(f"Produit numéro {number}") for number in range(NAMES)]
    start, next_due = _plain(MONDAY), due and _plain(due)
    await connection.execute(text(PEOPLE), {**given, "start": start, "due": next_due})
    await connection.execute(text(PRODUCTS), {**given, "names": names, "different": NAMES})
    await connection.execute(text(HOLDINGS), {"count": count})


async def worded(connection: AsyncConnection) -> None:
    """The words of one question."""
    await connection.execute(text(WORDING), {"words": Keyring([SECRET]).encrypt(json.dumps(ASKED._asdict()))})


async def past(connection: AsyncConnection, count: int) -> None:
    """A question that each of them was asked, answered, and the message that asked it."""
    given = {"count": count, "asked": _plain(MONDAY)}
    await worded(connection)
    await connection.execute(text(PROMPTS), given)
    await connection.execute(text(ANSWERS), given)
    await connection.execute(text(POSTINGS), {**given, "workspace": WORKSPACE})


async def looked_over(connection: AsyncConnection) -> None:
    """Let the server count what there is, as it does by itself some time later."""
    for table in TABLES:
        await connection.execute(text(f"ANALYZE {table}"))


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
