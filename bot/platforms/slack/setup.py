"""Checks of a Slack set-up: one sentence for each thing that is right or wrong."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.errors import ScopeMissing, TokenRevoked, understood
from bot.platforms.slack.manifest import SCOPES, manifest_yaml
from bot.platforms.slack.settings import ADDRESS_MISSING, SIGNING_MISSING, SlackSettings
from bot.platforms.slack.side import EVENTS
from bot.ports import NotSent, OutcomeUnknown, Unreachable

PATIENCE = ClientTimeout(total=10)
UNAUTHORIZED, OK = 401, 200
NEW_APP = "https://api.slack.com/apps"
BOT_MISSING = (
    "SLACK_BOT_TOKEN is not set: install the app, then copy the Bot User OAuth Token from its page"
    ' "OAuth & Permissions".'
)
WAY_IN_MISSING = (
    "Nothing says yet how Slack reaches the coach: set SLACK_APP_TOKEN for Socket Mode, or PUBLIC_URL and"
    " SLACK_SIGNING_SECRET for HTTP. docs/slack.md tells where they are."
)
REFUSED = (TokenRevoked, ScopeMissing, Unreachable)


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    good: bool
    sentence: str


async def set_up(settings: SlackSettings, file: Path, say: Callable[[bool, str], None]) -> bool:
    """Write the manifest; with a token, check the set-up. Tells each thing by `say`, and whether all is well."""
    by_socket = bool(settings.app_token) or not settings.public_url
    try:
        text = manifest_yaml(settings.public_url, by_socket=by_socket)
        await asyncio.to_thread(file.write_text, text, encoding="utf-8")
    except OSError as problem:
        say(False, f"{file} cannot be written ({problem.strerror}): choose another place with --file.")
        return False
    how = "for Socket Mode" if by_socket else f"for HTTP at {settings.public_url}"
    if not settings.configured and not settings.app_token:
        say(True, f"The manifest is in {file} ({how}). Paste it at {NEW_APP}, Create New App, From a manifest.")
        say(True, "Then install the app, set its tokens as docs/slack.md says, and run this again to check them.")
        return True
    say(True, f'The manifest is in {file} ({how}); an app that lacks something takes it on its page "App Manifest".')
    found = [finding async for finding in check(settings)]
    for finding in found:
        say(finding.good, finding.sentence)
    return all(finding.good for finding in found)


async def check(settings: SlackSettings) -> AsyncIterator[Finding]:
    """Check token and scopes, then the way in: the app token for Socket Mode, else signing secret and address."""
    async with ClientSession(timeout=PATIENCE) as session:
        client = AsyncWebClient(settings.bot_token, settings.api_url, session=session, retry_handlers=[])
        try:
            for finding in await _check_tokens(client, settings):
                yield finding
        except (NotSent, OutcomeUnknown) as problem:
            yield Finding(
                False,
                f"Slack does not answer at {settings.api_url} ({problem}): the tokens could not be checked. See"
                " whether this machine reaches the internet, and run this again.",
            )
        if settings.app_token:
            return
        if not settings.public_url and not settings.signing_secret:
            yield Finding(False, WAY_IN_MISSING)
            return
        yield _check_secret(settings.signing_secret)
        yield await _check_address(session, settings)


async def _check_tokens(client: AsyncWebClient, settings: SlackSettings) -> list[Finding]:
    """Raises NotSent or OutcomeUnknown where Slack does not answer."""
    found = [] if settings.configured else [Finding(False, BOT_MISSING)]
    if settings.bot_token:
        found += await _check_token(client)
    if settings.app_token:
        found.append(await _check_app_token(client, settings.app_token))
    return found


async def _check_token(client: AsyncWebClient) -> list[Finding]:
    try:
        answer = await understood(client.auth_test())
    except REFUSED as problem:
        return [
            Finding(
                False,
                f"Slack does not accept SLACK_BOT_TOKEN ({problem}): copy the Bot User OAuth Token again from"
                ' the app\'s page "OAuth & Permissions", after installing the app.',
            )
        ]
    granted = set(answer.headers.get("x-oauth-scopes", "").split(","))
    missing = [scope for scope in SCOPES if scope not in granted]
    token = Finding(True, f"The token is good: it is for the workspace {answer['team']}.")
    if missing:
        lacks = ", ".join(missing)
        return [token, Finding(False, f"The app lacks {lacks}: paste the manifest again and reinstall the app.")]
    return [token, Finding(True, "The app has every permission that it needs.")]


async def _check_app_token(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await understood(client.apps_connections_open(app_token=app_token))
    except REFUSED as problem:
        return Finding(
            False,
            f"Slack does not accept SLACK_APP_TOKEN ({problem}): make an app-level token with connections:write"
            ' on the page "Basic Information".',
        )
    return Finding(True, "Socket Mode works: no public address is needed.")


def _check_secret(secret: str) -> Finding:
    if not secret:
        return Finding(False, SIGNING_MISSING)
    if not re.fullmatch(r"[0-9a-f]{32}", secret):
        return Finding(
            False,
            "SLACK_SIGNING_SECRET is not one: copy the 32 letters and digits of Signing Secret from the app's page"
            ' "Basic Information".',
        )
    return Finding(True, "The signing secret looks like one.")


async def _check_address(session: ClientSession, settings: SlackSettings) -> Finding:
    """Ask the running coach as Slack does, signed with the secret that is set here."""
    if not settings.public_url:
        return Finding(False, ADDRESS_MISSING)
    address = f"{settings.public_url.rstrip('/')}{EVENTS}"
    body = json.dumps({"type": "url_verification", "challenge": "pm-coach"})
    try:
        async with session.post(address, data=body, headers=_signed(body, settings.signing_secret)) as response:
            status, said = response.status, await response.text()
    except (ClientError, TimeoutError) as problem:
        return Finding(False, f"Nothing answers at {address} ({type(problem).__name__}): start the coach there first.")
    if status == UNAUTHORIZED:
        return Finding(False, f"The coach at {address} runs with another SLACK_SIGNING_SECRET: set the same one there.")
    if status != OK or "pm-coach" not in said:
        return Finding(False, f"Something else than the coach answers at {address} (status {status}).")
    return Finding(True, f"The coach answers at {address}, with the same signing secret.")


def _signed(body: str, secret: str) -> dict[str, str]:
    at = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }
