"""The example that the playground opens with: it is lived through the coach itself, not written into the store."""

from bot.platforms.playground.example.life import furnish

__all__ = ["furnish"]
