"""What the Slack side has to know, from the environment."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SIGNING_MISSING = (
    'SLACK_SIGNING_SECRET is not set: copy it from the app\'s page "Basic Information",'
    " or set SLACK_APP_TOKEN to use Socket Mode."
)
CLIENT_MISSING = 'SLACK_CLIENT_SECRET is not set: copy it from the app\'s page "Basic Information".'
ADDRESS_MISSING = "PUBLIC_URL is not set: say where Slack reaches the coach."


class SlackSettings(BaseSettings):
    """One workspace by its token, or many by OAuth where a client id is set; without an address no links are shown.

    With an app token the coach is reached by a websocket.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    signing_secret: str = Field("", alias="SLACK_SIGNING_SECRET", repr=False)
    bot_token: str = Field(
        "", alias="SLACK_BOT_TOKEN", repr=False, pattern="^(xoxb-.+)?$", description="a bot token begins with xoxb-"
    )
    app_token: str = Field(
        "",
        alias="SLACK_APP_TOKEN",
        repr=False,
        pattern="^(xapp-.+)?$",
        description="an app-level token begins with xapp-",
    )
    client_id: str = Field("", alias="SLACK_CLIENT_ID")
    client_secret: str = Field("", alias="SLACK_CLIENT_SECRET", repr=False)
    api_url: str = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        pattern="^https?://.+",
        description="it begins with https://",
    )
    public_url: str = Field("", alias="PUBLIC_URL", pattern="^(https?://.+)?$", description="it begins with https://")

    @property
    def configured(self) -> bool:
        """Whether anything was set for Slack."""
        return bool(self.bot_token or self.client_id)

    def missing(self) -> Iterator[str]:
        """A sentence for each setting without which the coach cannot be in Slack."""
        if self.client_id and not self.client_secret:
            yield CLIENT_MISSING
        if not self.app_token and not self.signing_secret:
            yield SIGNING_MISSING
        if not self.app_token and not self.public_url:
            yield ADDRESS_MISSING
