"""How much Slack takes, as data."""

from enum import IntEnum


class Size(IntEnum):
    """The longest text, or the most items, that Slack takes in a place."""

    MESSAGE_BLOCKS = 50
    VIEW_BLOCKS = 100
    MESSAGE = 12_000
    TEXT = 3_000
    HEADER = 150
    LABEL = 75
    ACTIONS = 25
    VALUE = 2_000
    OPTIONS = 100
    OPTION = 75
    OPTION_VALUE = 150
    PLACEHOLDER = 150
    ALT_TEXT = 2_000
    TITLE = 24
    METADATA = 3_000
    INPUT_LABEL = 2_000
    HINT = 2_000
    INPUT = 3_000
    FIELD_ERROR = 2_000
