"""Which scope each method needs; `{kind}` is the kind of the channel it is about."""

from collections.abc import Mapping

from tests.platforms.slack.double.refusals import JSON, Refused
from tests.platforms.slack.double.world import Workspace

ANY_KIND = ("channels", "groups", "im", "mpim")
SCOPE_OF_KIND = {"channel": "channels", "group": "groups", "im": "im"}

NEEDED: Mapping[str, str] = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.history": "{kind}:history",
    "conversations.replies": "{kind}:history",
    "conversations.info": "{kind}:read",
    "conversations.members": "{kind}:read",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
}


def check_scope(method: str, workspace: Workspace, args: JSON) -> None:
    """Raise Refused when the installation lacks what the method needs."""
    needed = NEEDED.get(method)
    if needed is None:
        return
    wanted = [needed]
    if "{kind}" in needed:
        channel = workspace.channels.get(args.get("channel", ""))
        kinds = (SCOPE_OF_KIND[channel.kind],) if channel else ANY_KIND
        wanted = [needed.format(kind=kind) for kind in kinds]
    if not workspace.scopes.intersection(wanted):
        provided = ",".join(sorted(workspace.scopes))
        raise Refused("missing_scope", needed=",".join(wanted), provided=provided)
