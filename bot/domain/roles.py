"""Who may do what to a team; who may set one up is whoever is in its channel, as the platform proves."""

from dataclasses import dataclass


def may_poll(*, in_community: bool, holds_its_product: bool) -> bool:
    """Whether somebody who takes part in a team may put a question to its channel."""
    return in_community or holds_its_product


@dataclass(frozen=True)
class Part:
    """What somebody is to a team.

    `administers` is the chat's own administrator, as far as the platform tells. A team is `orphaned` once whoever set
    it up is known no more, or has left its channel. `holds` is one of the PMs of its product.
    """

    set_it_up: bool = False
    takes_part: bool = False
    administers: bool = False
    orphaned: bool = False
    joined_by_nobody: bool = False
    has_product: bool = False
    holds: bool = False

    @property
    def may_change(self) -> bool:
        """Whether they may change the digest, invite, and send the coach away.

        A team that nobody is left in charge of is open to whoever is in its channel.
        """
        return self.set_it_up or self.takes_part or self.administers or (self.orphaned and self.joined_by_nobody)

    @property
    def may_remove(self) -> bool:
        """Whether they may remove somebody else; among equals nobody removes another, unless nobody else is left to."""
        return self.set_it_up or self.administers or (self.orphaned and self.takes_part)

    @property
    def may_hand_over(self) -> bool:
        """Whether they may hand the product over: their own, or another's as they may remove somebody."""
        return self.has_product and (self.holds or self.may_remove)
