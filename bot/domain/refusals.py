"""What the coach cannot do, in a way that the front desk can put into a person's words."""

from collections.abc import Mapping


class Refusal(Exception):
    """Nothing was changed; `key` names the phrase that tells why, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class FormRefused(Exception):
    """A form stays open with what was typed; `errors` holds a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)
