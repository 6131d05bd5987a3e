"""The methods about the app itself: who it is, its socket, its installation."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.platforms.slack.double.call import Call
from tests.platforms.slack.double.refusals import JSON, Refused

if TYPE_CHECKING:
    from tests.platforms.slack.double.slack import Slack


@dataclass
class Grant:
    """What somebody allowed: a code to be exchanged once for a token."""

    workspace: str
    user: str
    redirect_uri: str = ""
    used: bool = False


def auth_test(call: Call) -> JSON:
    """`auth.test`: whose token this is."""
    workspace = call.workspace
    who = {"user": "coach", "user_id": workspace.bot_user, "bot_id": workspace.bot_id, "app_id": call.slack.app_id}
    team = {"team": workspace.name, "team_id": workspace.id, "is_enterprise_install": False}
    return {"url": f"https://{workspace.name}.slack.com/", **who, **team}


def connections_open(slack: "Slack") -> JSON:
    """`apps.connections.open`: the address of a websocket, good for one connection."""
    ticket = uuid4().hex
    slack.sockets.tickets.add(ticket)
    return {"url": f"{slack.url.replace('http', 'ws', 1)}/link/?ticket={ticket}"}


def exchange_code(slack: "Slack", headers: Mapping[str, str], args: JSON) -> JSON:
    """`oauth.v2.access`: a token for a code."""
    client, secret = _credentials(headers, args)
    if client != slack.client_id:
        raise Refused("invalid_client_id")
    if secret != slack.client_secret:
        raise Refused("bad_client_secret")
    grant = slack.grants.get(str(args.get("code", "")))
    if grant is None or grant.used:
        raise Refused("invalid_code")
    if args.get("redirect_uri", "") != grant.redirect_uri:
        raise Refused("bad_redirect_uri")
    grant.used = True
    workspace = slack.workspaces[grant.workspace]
    workspace.token_state = ""
    return {
        "access_token": workspace.token,
        "token_type": "bot",
        "scope": ",".join(sorted(workspace.scopes)),
        "bot_user_id": workspace.bot_user,
        "app_id": slack.app_id,
        "team": {"id": workspace.id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": grant.user},
    }


def _credentials(headers: Mapping[str, str], args: JSON) -> tuple[str, str]:
    kind, _, encoded = headers.get("Authorization", "").partition(" ")
    if kind != "Basic":
        return str(args.get("client_id", "")), str(args.get("client_secret", ""))
    try:
        client, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_client_id") from None
    return client, secret
