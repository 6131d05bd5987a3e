"""How Mattermost says no."""

from typing import Any

JSON = dict[str, Any]

WORDS = {
    401: "Invalid or expired session, please login again.",
    403: "You do not have the appropriate permissions.",
    404: "Sorry, we could not find the page.",
}


class Refused(Exception):
    """A request that Mattermost answers with an error."""

    def __init__(self, status: int, id_: str, message: str = "") -> None:
        super().__init__(f"{status} {id_}")
        self.status, self.id, self.message = status, id_, message or WORDS.get(status, "An error has occurred.")

    def answer(self) -> JSON:
        """The body of the answer."""
        body: JSON = {"id": self.id, "message": self.message, "detailed_error": ""}
        return {**body, "request_id": "", "status_code": self.status}


class AppMistake(AssertionError):
    """Something the app sent that Mattermost's contract does not know, or that a client would not show."""


def forbidden() -> Refused:
    """What is answered to who may not."""
    return Refused(403, "api.context.permissions.app_error")


def bad_parameter(name: str, where: str = "body") -> Refused:
    """What is answered to a parameter that is missing or wrong."""
    id_ = "api.context.invalid_body_param.app_error" if where == "body" else "api.context.invalid_url_param.app_error"
    place = "request body" if where == "body" else "request URL"
    return Refused(400, id_, f"Invalid or missing {name} parameter in {place}.")
