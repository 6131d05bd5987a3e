"""The app's manifest: everything that Slack has to know about the coach, in one paste."""

from typing import Any

import yaml

JSON = dict[str, Any]

SCOPES = (
    *("commands", "chat:write", "im:write", "im:history", "users:read"),
    *("channels:read", "groups:read", "files:write"),
)
OPTIONAL_SCOPES = ("channels:history", "groups:history")
"""Without these, a digest whose sending failed midway cannot be looked for, and nobody hears of replies to it."""
EVENTS = (
    *("message.im", "message.channels", "message.groups"),
    *("app_home_opened", "user_change", "app_uninstalled", "tokens_revoked"),
    *("member_joined_channel", "member_left_channel", "channel_left", "group_left"),
    *("channel_archive", "group_archive", "channel_deleted", "group_deleted", "channel_unarchive", "group_unarchive"),
)
SHORT = "A coach for Product Managers: explains the role, asks one question a week, keeps the answers private."


def manifest(public_url: str = "", *, by_socket: bool = False) -> JSON:
    """The manifest for HTTP at that address; `by_socket` or without an address, for Socket Mode."""
    address = f"{public_url.rstrip('/')}/slack/events" if public_url and not by_socket else ""
    reached: JSON = {"request_url": address} if address else {}
    redirect: JSON = {"redirect_urls": [f"{public_url.rstrip('/')}/slack/oauth_redirect"]} if public_url else {}
    return {
        "display_information": {"name": "PM coach", "description": SHORT},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "pm-coach", "always_online": True},
            "slash_commands": [
                _command("/pm-role", "Explains the Product Manager's role", "vision", address),
                _command("/pm-coach", "Talks with the coach", "start", address),
            ],
        },
        "oauth_config": {**redirect, "scopes": {"bot": [*SCOPES], "bot_optional": [*OPTIONAL_SCOPES]}},
        "settings": {
            "event_subscriptions": {**reached, "bot_events": [*EVENTS]},
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(public_url: str = "", *, by_socket: bool = False) -> str:
    """The manifest as text to paste."""
    text: str = yaml.safe_dump(manifest(public_url, by_socket=by_socket), sort_keys=False, allow_unicode=True)
    return text


def _command(name: str, does: str, hint: str, address: str) -> JSON:
    reached: JSON = {"url": address} if address else {}
    return {"command": name, "description": does, "usage_hint": hint, "should_escape": False, **reached}
