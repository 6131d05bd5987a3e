"""What tests of bad days share."""

from tests.platforms.conftest import slack

__all__ = ["slack"]
