"""How much Mattermost takes, as data."""

from enum import IntEnum


class Size(IntEnum):
    """The longest text, or the most items, that Mattermost takes in a place; it counts characters."""

    MESSAGE = 2_000
    """It takes 16,383, and a sign may be written as six."""
    PROPS = 7_400
    """Everything but the message, as the server writes it down: old ones take 8,000 and add marks of their own."""
    ATTACHMENT = 250
    """What the server writes down about every attachment beside what it was given."""
    LABEL = 75
    OPTION = 75
    OPTIONS = 25
    FIELD_TITLE = 300
    DIALOG_LABEL = 24
    DIALOG_HELP = 150
    DIALOG_OPTION = 150
    DIALOG_TEXT = 150
    DIALOG_TEXTAREA = 3_000
    FILES = 5
