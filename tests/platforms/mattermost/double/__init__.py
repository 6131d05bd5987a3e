"""A Mattermost on localhost that refuses what Mattermost refuses, and in which a test can be several people."""

from tests.platforms.mattermost.double.actions import Target
from tests.platforms.mattermost.double.dialogs import Dialog
from tests.platforms.mattermost.double.faults import Fault
from tests.platforms.mattermost.double.inputs import CannotFill
from tests.platforms.mattermost.double.integrations import Sent
from tests.platforms.mattermost.double.mattermost import Mattermost, mattermost_on_localhost
from tests.platforms.mattermost.double.mentions import pictures
from tests.platforms.mattermost.double.person import Person
from tests.platforms.mattermost.double.refusals import AppMistake
from tests.platforms.mattermost.double.world import Channel, Command, Post, Team, User

__all__ = [
    "AppMistake",
    "CannotFill",
    "Channel",
    "Command",
    "Dialog",
    "Fault",
    "Mattermost",
    "Person",
    "Post",
    "Sent",
    "Target",
    "Team",
    "User",
    "mattermost_on_localhost",
    "pictures",
]
