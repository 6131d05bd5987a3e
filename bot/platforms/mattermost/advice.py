"""What a server's version and configuration mean for the coach: one sentence for each thing to know."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.platforms.mattermost.administration import Server

JSON = dict[str, Any]

TRIED, RESUMES, OFFERS_SEVERAL = (5, 36), (6, 0), (11, 0)
"""The oldest version that the coach was tried with, and since when servers can do what it can do without."""
CLOCKS_APART = timedelta(minutes=1)
RESERVED = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Where Mattermost sends no command, tap or form unless it is allowed to."""


@dataclass(frozen=True)
class Finding:
    """What was found or done: whether it is well, and a sentence."""

    good: bool
    sentence: str


def on_version(version: str, config: JSON) -> Iterator[Finding]:
    """What this version lacks, which the coach does without."""
    number = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if number < TRIED:
        yield Finding(True, f"The coach was never tried with a Mattermost older than 5.36, and this is {version}.")
    if number < OFFERS_SEVERAL:
        yield Finding(True, "This version cannot offer several people in a form, so their names are typed there.")
    if not config["ServiceSettings"].get("EnableReliableWebSockets", number >= RESUMES):
        yield Finding(True, "This server does not resume a broken websocket, so the coach reads what it missed.")


def on_clock(server: Server, now: datetime) -> Iterator[Finding]:
    """Whether the server's clock and ours tell the same time."""
    if server.now is None:
        return
    apart = abs(server.now - now)
    if apart > CLOCKS_APART:
        seconds = round(apart.total_seconds())
        yield Finding(False, f"Mattermost's clock and this machine's are {seconds} seconds apart: set the wrong one.")


def on_config(config: JSON, host: str, addresses: Sequence[str]) -> Iterator[Finding]:
    """What an administrator has to allow, and who can talk with the coach.

    `host` is where the coach is, by its name and by its addresses.
    """
    if not _may_call(config["ServiceSettings"].get("AllowedUntrustedInternalConnections") or "", host, addresses):
        yield Finding(
            False,
            "PUBLIC_URL leads to a private address, which Mattermost does not call:"
            f" add {host} to ServiceSettings.AllowedUntrustedInternalConnections.",
        )
    if config.get("TeamSettings", {}).get("RestrictDirectMessage") == "team":
        yield Finding(
            True,
            "People write only to those in a team with them (TeamSettings.RestrictDirectMessage): the coach needs to be"
            " in the team of each.",
        )
    if config.get("GuestAccountsSettings", {}).get("Enable"):
        yield Finding(True, "This server may have guests, with whom the coach was never tried.")


def _may_call(allowed: str, host: str, addresses: Sequence[str]) -> bool:
    """Whether Mattermost calls that host, as its setting `AllowedUntrustedInternalConnections` says."""
    names = re.split(r"[\s,]+", allowed)
    networks = [network for name in names if "/" in name for network in _network(name)]
    private = [address for address in map(ipaddress.ip_address, addresses) if _is_in(address, RESERVED)]
    return host in names or all(_is_in(address, networks) for address in private)


def _network(name: str) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        yield ipaddress.ip_network(name, strict=False)
    except ValueError:
        return


def _is_in(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
    networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> bool:
    return any(address in network for network in networks)
