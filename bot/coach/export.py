"""Gathers everything that is kept of somebody, for them or for a machine to read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.coach.audit import deeds
from bot.coach.poll import open_votes
from bot.coach.scene import Scene
from bot.domain.passing_on import PassedReply
from bot.domain.people import Product, Team
from bot.domain.reflection import Wording
from bot.domain.trust import Deed
from bot.ports import Rows


@dataclass(frozen=True)
class Everything:
    """What is kept of one user: rows by table, and what they refer to by id: names of products and teams, wordings.

    `open_votes` says in how many polls a vote of theirs is kept, under a mark, until they close. `answered` is what a
    product coach wrote to them about what they passed on, oldest first.
    """

    workspace: str
    user: str
    rows: Rows
    products: Mapping[str, str]
    teams: Mapping[str, str]
    wordings: Mapping[str, Mapping[str, str]]
    deeds: Sequence[Deed]
    open_votes: int = 0
    answered: Sequence[PassedReply] = ()

    @property
    def member(self) -> Mapping[str, Any] | None:
        """Their settings; None for who never started."""
        return next(iter(self.rows.get("members", ())), None)

    @property
    def person(self) -> str:
        """How whoever runs the coach names them."""
        return f"{self.workspace}/{self.user}"

    def product_of(self, prompt: Mapping[str, Any]) -> str:
        """The name of the product that a question was about."""
        held = {holding["id"]: holding["product_id"] for holding in self.rows["holdings"]}
        return self.products[held[prompt["holding_id"]]]


async def everything_about(scene: Scene, user: str) -> Everything:
    """What is kept of that user of the scene's workspace."""
    rows = await scene.tx.rows_about(scene.workspace, user)
    products = await scene.tx.all(Product, id=_ids(rows, "product_id"))
    teams = await scene.tx.all(Team, id=_ids(rows, "team_id"))
    named = {product.id: product.name for product in products}, {team.id: team.name for team in teams}
    wordings = await scene.tx.all(Wording, id=_ids(rows, "wording_id"))
    words = {wording.id: wording.words for wording in wordings}
    done, votes, answered = await deeds(scene, user), await open_votes(scene, user), await _answered(scene, user, rows)
    return Everything(scene.workspace, user, rows, *named, words, done, votes, answered)


def as_json(everything: Everything) -> str:
    """All of it for a machine: tables with their rows, moments in ISO 8601."""
    told = {
        "person": everything.person,
        "products": everything.products,
        "teams": everything.teams,
        "wordings": everything.wordings,
        "open_votes": everything.open_votes,
        "product_coach_answered": [{"moment": each.sent_at, "words": each.words} for each in everything.answered],
        "rows": {table: rows for table, rows in everything.rows.items() if rows},
    }
    return json.dumps(told, default=_plain, ensure_ascii=False, indent=2)


async def _answered(scene: Scene, user: str, rows: Rows) -> Sequence[PassedReply]:
    passed = [row["id"] for row in rows.get("passed_on", ()) if row.get("member_id")]
    replies = await scene.tx.all(PassedReply, order="sent_at", passed_id=passed)
    return [reply for reply in replies if reply.user != user and reply.words]


def _ids(rows: Rows, column: str) -> list[object]:
    return list({row[column] for found in rows.values() for row in found if row.get(column)})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
