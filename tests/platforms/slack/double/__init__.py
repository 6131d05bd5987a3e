"""A Slack on localhost that refuses what Slack refuses, and in which a test can be several people."""

from tests.platforms.slack.double.doors import LATE, Answer, HttpDoor
from tests.platforms.slack.double.faults import Fault
from tests.platforms.slack.double.inputs import CannotFill
from tests.platforms.slack.double.letters import STALE_SECONDS, Letter, command_letter, event_letter, interaction_letter
from tests.platforms.slack.double.person import Person
from tests.platforms.slack.double.reading import links, mentions
from tests.platforms.slack.double.refusals import AppMistake
from tests.platforms.slack.double.slack import Delivery, Slack, served, slack_on_localhost
from tests.platforms.slack.double.world import SLACKBOT, Channel, Post, User, Workspace

__all__ = [
    "LATE",
    "SLACKBOT",
    "STALE_SECONDS",
    "Answer",
    "AppMistake",
    "CannotFill",
    "Channel",
    "Delivery",
    "Fault",
    "HttpDoor",
    "Letter",
    "Person",
    "Post",
    "Slack",
    "User",
    "Workspace",
    "command_letter",
    "event_letter",
    "interaction_letter",
    "links",
    "mentions",
    "served",
    "slack_on_localhost",
]
