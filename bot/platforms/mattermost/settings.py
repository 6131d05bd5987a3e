"""What the Mattermost side has to know, from the environment."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

URL_MISSING = (
    "MATTERMOST_URL is not set: give the address of the Mattermost server, for example https://chat.example.org."
)
TOKEN_MISSING = (
    "MATTERMOST_TOKEN is not set: `pm-coach setup mattermost` makes the coach's account and shows its token."  # noqa: S105
)
ADDRESS_MISSING = "PUBLIC_URL is not set: say where Mattermost reaches the coach with commands, buttons and forms."


class MattermostSettings(BaseSettings):
    """One server by its address, and the token of the coach's account there."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    url: str = Field(
        "",
        alias="MATTERMOST_URL",
        pattern="^(https?://.+)?$",
        description="it begins with https://",
    )
    token: str = Field("", alias="MATTERMOST_TOKEN", repr=False)
    public_url: str = Field("", alias="PUBLIC_URL", pattern="^(https?://.+)?$", description="it begins with https://")

    @property
    def configured(self) -> bool:
        """Whether anything was set for Mattermost."""
        return bool(self.url or self.token)

    def missing(self) -> Iterator[str]:
        """A sentence for each setting without which the coach cannot be in Mattermost."""
        if not self.url:
            yield URL_MISSING
        if not self.token:
            yield TOKEN_MISSING
        if not self.public_url:
            yield ADDRESS_MISSING
