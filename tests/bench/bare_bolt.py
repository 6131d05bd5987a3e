"""A bare Bolt app that answers every `/pm-role` with the same words: `python -m tests.bench.bare_bolt PORT SECRET`."""

import sys
from typing import Any

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

CONSTANT = "The same for everyone."


async def _authorize(**_about: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T0EXAMPLE", bot_token="xoxb-nobody")


async def _answer(ack: Any) -> None:
    await ack(CONSTANT)


def main(port: int, secret: str) -> None:
    """Serve it on this machine."""
    app = AsyncApp(signing_secret=secret, authorize=_authorize, process_before_response=True)
    app.command("/pm-role")(_answer)
    web.run_app(app.web_app("/slack/events"), host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
