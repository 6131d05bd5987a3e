"""Where the coach is installed: one workspace by its token, or many by OAuth, their tokens encrypted in the store."""

import hashlib
import hmac
import json
import secrets

from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.platforms.records import keep, kept
from bot.platforms.slack.workspaces import NAME, workspace_of
from bot.ports import Store, Transaction, Watch

KIND = "installation"
KEY = "bot"
STATE_SECONDS = 600


class OneToken:
    """One workspace, by the token that the settings give."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token_of(self, workspace: str) -> str | None:  # noqa: ARG002
        return self._token

    def doubt(self, workspace: str) -> None:
        """Nothing: the settings hold one token."""

    async def forget(self, tx: Transaction, workspace: str) -> None:
        """Nothing: the settings are not ours to change."""


class Installations(AsyncInstallationStore):
    """Many workspaces, by OAuth; a token once read is remembered, so that the role is explained without the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    async def token_of(self, workspace: str) -> str | None:
        if workspace not in self._known:
            async with self._store.transaction() as tx:
                body = await kept(tx, workspace, KIND, KEY)
            if body is None:
                return None
            self._known[workspace] = json.loads(body)["bot_token"]
        return self._known[workspace]

    def doubt(self, workspace: str) -> None:
        self._known.pop(workspace, None)

    async def forget(self, tx: Transaction, workspace: str) -> None:
        await keep(tx, workspace, KIND, KEY, None)

    async def async_save(self, installation: Installation) -> None:
        """Keep what a workspace granted, in place of what it granted before."""
        workspace = workspace_of(installation.team_id or "")
        body = json.dumps(installation.to_bot().to_dict(), default=str)
        async with self._store.transaction() as tx:
            await keep(tx, workspace, KIND, KEY, body)
        self._known[workspace] = installation.bot_token or ""


class OneTimeStates(AsyncOAuthStateStore):
    """States of installations under way: signed, good for ten minutes and for one use."""

    def __init__(self, secret: str, store: Store, watch: Watch) -> None:
        self._secret, self._store, self._watch = secret, store, watch

    async def async_issue(self, *_args: object, **_named: object) -> str:
        until = int(self._watch.now().timestamp()) + STATE_SECONDS
        said = f"{secrets.token_urlsafe(16)}.{until}"
        return f"{said}.{self._signature(said)}"

    async def async_consume(self, state: str) -> bool:
        said, _, signature = state.rpartition(".")
        until = said.rpartition(".")[2]
        genuine = hmac.compare_digest(signature.encode(), self._signature(said).encode())
        now = self._watch.now()
        if not genuine or int(until) < now.timestamp():
            return False
        async with self._store.transaction() as tx:
            return not await tx.heard(NAME, f"state:{said}", now)

    def _signature(self, said: str) -> str:
        return hmac.new(self._secret.encode(), said.encode(), hashlib.sha256).hexdigest()
