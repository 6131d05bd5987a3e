"""The tables, and the domain's classes mapped onto them.

What a table's `info` says of its rows, `bot.storage.owners` follows to show, to remove and to forget them:

- `rows_of`: whose they are, a member's (by `member_id`), a person's (by workspace and `user`, or the column that `user`
  names), somebody's under a pseudonym (in the column that `known_by` names), a team's, the workspace's or nobody's;
- `done_by`: the column with the pseudonym of who did what the row tells, who is not shown whom it happened to;
- `names`: columns that may hold a user of the workspace, each with those that tell more of that person;
- `untold`: columns that tell whether somebody else read or declined it, which nobody is told;
- `ages_by`: the column that tells how old a row is; without it a row lives as long as what it belongs to;
- `stands_in_chat`: whether messages must be brought up to date before a row is forgotten.
"""

from sqlalchemy.orm import registry, relationship

from bot.domain import action, outbox, pace, passing_on, people, poll, reflection, thread_reply, tips, together, trust
from bot.storage.tables._columns import metadata
from bot.storage.tables._database import deeds, erased, house, own_keys
from bot.storage.tables._others import comparisons, pairs, passed_on, passed_replies, polls
from bot.storage.tables._outbox import inbox, paces, platform_records, postings
from bot.storage.tables._people import (
    departures,
    guest_lists,
    holdings,
    invitations,
    members,
    memberships,
    products,
    teams,
)
from bot.storage.tables._reflection import (
    actions,
    answers,
    digests,
    prompts,
    recalls,
    shares,
    thread_replies,
    told,
    typed_words,
    wordings,
)

__all__ = [
    "actions",
    "answers",
    "comparisons",
    "deeds",
    "departures",
    "digests",
    "erased",
    "guest_lists",
    "holdings",
    "house",
    "inbox",
    "invitations",
    "members",
    "memberships",
    "metadata",
    "own_keys",
    "paces",
    "pairs",
    "passed_on",
    "passed_replies",
    "platform_records",
    "polls",
    "postings",
    "products",
    "prompts",
    "recalls",
    "shares",
    "teams",
    "thread_replies",
    "told",
    "typed_words",
    "wordings",
]

_mapper = registry(metadata=metadata)
for _class, _table in (
    (people.Member, members),
    (people.Product, products),
    (people.Holding, holdings),
    (people.Team, teams),
    (people.Membership, memberships),
    (people.Departure, departures),
    (people.Invitation, invitations),
    (people.GuestList, guest_lists),
    (reflection.Wording, wordings),
    (reflection.Answer, answers),
    (reflection.TypedWords, typed_words),
    (reflection.Digest, digests),
    (reflection.Share, shares),
    (reflection.Recall, recalls),
    (thread_reply.ThreadReply, thread_replies),
    (tips.Told, told),
    (action.Action, actions),
    (together.Pair, pairs),
    (together.Comparison, comparisons),
    (passing_on.PassedOn, passed_on),
    (passing_on.PassedReply, passed_replies),
    (poll.Poll, polls),
    (outbox.Posting, postings),
    (pace.Pace, paces),
    (outbox.Heard, inbox),
    (outbox.PlatformRecord, platform_records),
    (trust.Erased, erased),
    (trust.Deed, deeds),
):
    _mapper.map_imperatively(_class, _table)
# A prompt comes with the words it was asked in and the product it is about: it is hardly ever shown without.
_about = relationship(people.Product, secondary=holdings, viewonly=True, uselist=False, lazy="joined", innerjoin=True)
_same_id = prompts.c.wording_id == wordings.c.id
_in_words = relationship(reflection.Wording, primaryjoin=_same_id, foreign_keys=prompts.c.wording_id, lazy="joined")
_mapper.map_imperatively(reflection.Prompt, prompts, properties={"wording": _in_words, "product": _about})
