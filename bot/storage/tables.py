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

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import registry

from bot.domain import action, outbox, pace, passing_on, people, poll, reflection, tips, together, trust
from bot.domain.rhythm import Rhythm
from bot.storage.types import EncryptedJSON, EncryptedText, Moment, one_of

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(64), primary_key=True)


def _ref(name: str, target: str, *, nullable: bool = False, index: bool = True, unique: bool = False) -> Column[str]:
    # Looked at when all is written, so that the order in which rows are added does not matter.
    key = ForeignKey(f"{target}.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    return Column(name, String(64), key, nullable=nullable, index=index, unique=unique)


def _workspace() -> Column[str]:
    return Column("workspace", String(100), nullable=False)


house = Table(
    "house",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("oldest_code", Integer, nullable=False),
    Column("key_check", EncryptedText, nullable=False),
    info={"rows_of": "nobody"},
)

own_keys = Table(
    "own_keys",
    metadata,
    _id(),
    Column("key", EncryptedText, nullable=False),
    info={"rows_of": "nobody"},
)

members = Table(
    "members",
    metadata,
    _id(),
    _workspace(),
    Column("user", String(100), nullable=False),
    Column("language", String(10), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("rhythm", one_of(Rhythm), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("standing", one_of(people.Standing), nullable=False),
    Column("paused_until", Moment),
    Column("last_week", Integer),
    Column("next_due", Moment, index=True),
    Column("stopped_at", Moment, index=True),
    Column("closed_at", Moment, index=True),
    Column("look_at", Moment, index=True),
    Column("wants_recall", Boolean, nullable=False, server_default=true()),
    Column("holidays", String(10)),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("wants_reminder", Boolean, nullable=False, server_default=true()),
    Column("weekly_since", Moment),
    Column("pair_ended_at", Moment),
    UniqueConstraint("workspace", "user"),
    info={"rows_of": "member"},
)

products = Table(
    "products",
    metadata,
    _id(),
    Column("workspace", String(100), nullable=False, index=True),
    Column("name", EncryptedText, nullable=False),
    info={"rows_of": "workspace"},
)

holdings = Table(
    "holdings",
    metadata,
    _id(),
    _ref("member_id", "members", index=False),
    _ref("product_id", "products"),
    Column("way", one_of(people.Way), nullable=False),
    Column("side", one_of(people.Side)),
    Column("last_asked", Moment),
    Column("ended_at", Moment),
    UniqueConstraint("member_id", "product_id"),
    info={"rows_of": "member", "ages_by": "ended_at"},
)

teams = Table(
    "teams",
    metadata,
    _id(),
    _workspace(),
    Column("channel", String(100), nullable=False),
    Column("kind", one_of(people.TeamKind), nullable=False),
    Column("name", EncryptedText, nullable=False),
    Column("language", String(10), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("rhythm", one_of(Rhythm), nullable=False),
    Column("set_up_by", String(100), nullable=False),
    Column("set_up_by_name", EncryptedText, nullable=False),
    Column("created_at", Moment, nullable=False),
    _ref("product_id", "products", nullable=True),
    Column("product_coach", String(100)),
    Column("last_week", Integer),
    Column("last_digest_at", Moment),
    Column("ended_at", Moment),
    Column("next_due", Moment, index=True),
    Column("product_coach_channel", String(100)),
    UniqueConstraint("workspace", "channel"),
    info={
        "rows_of": "team",
        "ages_by": "ended_at",
        "names": {"set_up_by": ("set_up_by_name",), "product_coach": ()},
    },
)

memberships = Table(
    "memberships",
    metadata,
    _id(),
    _ref("team_id", "teams", index=False),
    _ref("member_id", "members"),
    Column("joined_at", Moment, nullable=False),
    UniqueConstraint("team_id", "member_id"),
    info={"rows_of": "member"},
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    _workspace(),
    _ref("team_id", "teams", index=False),
    Column("user", String(100), nullable=False),
    Column("invited_by", String(100), nullable=False),
    Column("invited_by_name", EncryptedText, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("lapses_at", Moment, nullable=False, index=True),
    Column("state", one_of(people.InvitationState), nullable=False),
    UniqueConstraint("team_id", "user"),
    info={"rows_of": "person", "ages_by": "sent_at", "names": {"invited_by": ("invited_by_name",)}},
)

prompts = Table(
    "prompts",
    metadata,
    _id(),
    _ref("member_id", "members", index=False),
    _ref("holding_id", "holdings"),
    Column("question_id", String(64), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("language", String(10), nullable=False),
    Column("asked", EncryptedJSON, nullable=False),
    Column("week", Integer),
    Column("state", one_of(reflection.PromptState), nullable=False),
    Column("again_at", Moment, index=True),
    Column("remind_at", Moment, index=True),
    UniqueConstraint("member_id", "week"),
    Index("ix_prompts_member_id_asked_at", "member_id", "asked_at"),
    info={"rows_of": "member", "ages_by": "asked_at"},
)

answers = Table(
    "answers",
    metadata,
    _id(),
    _ref("member_id", "members", index=False),
    _ref("prompt_id", "prompts", index=False, unique=True),
    Column("question_id", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    Column("rating", one_of(reflection.Rating)),
    Column("rated_at", Moment),
    Column("words", EncryptedText),
    # Names a digest, but keeps nothing alive and goes with nothing.
    Column("drawn_in", String(64)),
    Index("ix_answers_member_id_rated_at", "member_id", "rated_at"),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

typed_words = Table(
    "typed_words",
    metadata,
    _id(),
    _workspace(),
    Column("channel", String(100), nullable=False),
    Column("message_id", String(100), nullable=False),
    _ref("member_id", "members"),
    Column("sent_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    _ref("prompt_id", "prompts", nullable=True),
    Column("words", EncryptedText),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("workspace", "channel", "message_id"),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

digests = Table(
    "digests",
    metadata,
    _id(),
    _ref("team_id", "teams", index=False),
    Column("week", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("totals", JSON, nullable=False),
    Column("named", JSON, nullable=False, server_default="{}"),
    UniqueConstraint("team_id", "week"),
    info={"rows_of": "team", "ages_by": "published_at"},
)

shares = Table(
    "shares",
    metadata,
    _id(),
    _ref("member_id", "members"),
    _ref("team_id", "teams"),
    _ref("prompt_id", "prompts"),
    Column("question_id", String(64), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("excerpt", EncryptedText),
    Column("author_name", EncryptedText),
    Column("state", one_of(reflection.ShareState), nullable=False),
    Column("shared_at", Moment),
    _ref("digest_id", "digests", nullable=True),
    # No key: SQLite adds none to a table that is there already, and nothing depends on it.
    Column("action_id", String(64), index=True),
    info={"rows_of": "member", "ages_by": "created_at", "stands_in_chat": True},
)

actions = Table(
    "actions",
    metadata,
    _id(),
    _ref("member_id", "members"),
    _ref("holding_id", "holdings"),
    Column("situation", EncryptedText, nullable=False),
    Column("deed", EncryptedText, nullable=False),
    Column("language", String(10), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False, index=True),
    _ref("prompt_id", "prompts", nullable=True),
    Column("state", one_of(action.ActionState), nullable=False),
    Column("not_yet", Integer, nullable=False),
    _ref("answered_in", "prompts", nullable=True),
    info={"rows_of": "member", "ages_by": "changed_at"},
)

recalls = Table(
    "recalls",
    metadata,
    _id(),
    _ref("member_id", "members"),
    _ref("prompt_id", "prompts", index=False, unique=True),
    _ref("earlier_id", "prompts"),
    Column("recalled_at", Moment, nullable=False),
    info={"rows_of": "member", "ages_by": "recalled_at"},
)

told = Table(
    "told",
    metadata,
    _id(),
    _ref("member_id", "members"),
    _ref("prompt_id", "prompts", index=False),
    Column("occasion", one_of(tips.Occasion), nullable=False),
    Column("said", String(100), nullable=False),
    Column("told_at", Moment, nullable=False, index=True),
    Column("answered_at", Moment),
    UniqueConstraint("prompt_id", "occasion"),
    info={"rows_of": "member", "ages_by": "told_at"},
)

passed_on = Table(
    "passed_on",
    metadata,
    _id(),
    _workspace(),
    _ref("member_id", "members"),
    _ref("team_id", "teams"),
    Column("created_at", Moment, nullable=False, index=True),
    Column("author_name", EncryptedText, nullable=False),
    Column("coach", String(100)),
    Column("channel", String(100)),
    Column("question", EncryptedText),
    Column("words", EncryptedText),
    Column("action", EncryptedText),
    Column("state", one_of(passing_on.PassedState), nullable=False),
    Index("ix_passed_on_workspace_coach", "workspace", "coach"),
    info={"rows_of": "member", "ages_by": "created_at", "names": {"coach": ()}, "stands_in_chat": True},
)

passed_replies = Table(
    "passed_replies",
    metadata,
    _id(),
    _workspace(),
    _ref("passed_id", "passed_on"),
    Column("user", String(100), nullable=False),
    Column("author_name", EncryptedText, nullable=False),
    Column("sent_at", Moment, nullable=False, index=True),
    Column("changed_at", Moment, nullable=False),
    Column("words", EncryptedText),
    Column("channel", String(100)),
    Column("message_id", String(100)),
    UniqueConstraint("workspace", "channel", "message_id"),
    Index("ix_passed_replies_workspace_user", "workspace", "user"),
    info={"rows_of": "person", "ages_by": "sent_at", "stands_in_chat": True},
)

pairs = Table(
    "pairs",
    metadata,
    _id(),
    _workspace(),
    _ref("product_id", "products"),
    _ref("member_id", "members"),
    Column("name", EncryptedText, nullable=False),
    Column("user", String(100), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("lapses_at", Moment),
    Column("state", one_of(together.PairState), nullable=False),
    _ref("other_id", "members", nullable=True),
    Column("other_name", EncryptedText),
    Column("agreed_at", Moment),
    _ref("told_in", "prompts", nullable=True),
    info={
        "rows_of": "member",
        "names": {"user": ("other_name",)},
        "untold": ("state", "told_in"),
        "ages_by": "lapses_at",
    },
)

comparisons = Table(
    "comparisons",
    metadata,
    _id(),
    _ref("member_id", "members"),
    _ref("pair_id", "pairs"),
    _ref("prompt_id", "prompts", index=False, unique=True),
    _ref("own_id", "answers"),
    _ref("other_id", "answers"),
    Column("told_at", Moment, nullable=False),
    info={"rows_of": "member", "ages_by": "told_at"},
)

polls = Table(
    "polls",
    metadata,
    _id(),
    _workspace(),
    _ref("team_id", "teams"),
    Column("question_id", String(64), nullable=False),
    Column("asked", EncryptedText, nullable=False),
    Column("days", Integer, nullable=False),
    Column("put_by", String(100), nullable=False),
    Column("put_by_name", EncryptedText, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("closes_at", Moment, nullable=False),
    Column("opening", EncryptedText),
    Column("state", one_of(poll.PollState), nullable=False),
    # Of voters nothing stands in a row of its own: rows tell by their place in what order they were written.
    Column("key", EncryptedText),
    Column("ballots", EncryptedJSON),
    Column("counts", JSON(none_as_null=True)),
    Column("named", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Index("ix_polls_state_closes_at", "state", "closes_at"),
    Index("ix_polls_workspace_state", "workspace", "state"),
    info={
        "rows_of": "team",
        "ages_by": "created_at",
        "names": {"put_by": ("put_by_name", "opening")},
        "stands_in_chat": True,
    },
)

postings = Table(
    "postings",
    metadata,
    _id(),
    _workspace(),
    Column("kind", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("language", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("channel", String(100)),
    Column("user", String(100)),
    _ref("thread_of", "postings", nullable=True),
    Column("not_after", Moment),
    Column("wanted", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("state", one_of(outbox.PostingState), nullable=False),
    Column("lease_until", Moment),
    Column("retry_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("posted_channel", String(100)),
    Column("message_id", String(100)),
    Column("reason", String(200)),
    Column("unasked", Boolean, nullable=False, server_default=false()),
    Column("said_at", Moment),
    Column("room_at", Moment, index=True),
    Index("ix_postings_state_workspace_priority_created_at", "state", "workspace", "priority", "created_at"),
    Index("ix_postings_kind_subject", "kind", "subject"),
    Index("ix_postings_message_id", "message_id"),
    Index("ix_postings_workspace_user", "workspace", "user"),
    Index("ix_postings_created_at", "created_at"),
    info={"rows_of": "person", "ages_by": "created_at", "stands_in_chat": True},
)

paces = Table(
    "paces",
    metadata,
    _id(),
    _workspace(),
    Column("channel", String(100), nullable=False),
    Column("free_at", Moment, nullable=False, index=True),
    Column("rate", Float),
    Column("aim", Float),
    Column("drift", Float),
    Column("held_until", Moment),
    UniqueConstraint("workspace", "channel"),
    info={"rows_of": "person", "user": "channel", "ages_by": "free_at"},
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    _workspace(),
    Column("event", String(200), nullable=False),
    Column("heard_at", Moment, nullable=False, index=True),
    UniqueConstraint("workspace", "event"),
    info={"rows_of": "nobody"},
)

platform_records = Table(
    "platform_records",
    metadata,
    _id(),
    _workspace(),
    Column("kind", String(40), nullable=False),
    Column("key", String(100), nullable=False),
    Column("body", EncryptedText, nullable=False),
    UniqueConstraint("workspace", "kind", "key"),
    info={"rows_of": "workspace"},
)

erased = Table(
    "erased",
    metadata,
    _id(),
    Column("until", Moment, nullable=False),
    info={"rows_of": "pseudonym", "known_by": "id"},
)

deeds = Table(
    "deeds",
    metadata,
    _id(),
    Column("at", Moment, nullable=False, index=True),
    Column("person", String(64), index=True),
    Column("author", String(64), index=True),
    Column("told", EncryptedJSON, nullable=False),
    info={"rows_of": "pseudonym", "known_by": "person", "done_by": "author", "ages_by": "at"},
)

_mapper = registry(metadata=metadata)
for _class, _table in (
    (people.Member, members),
    (people.Product, products),
    (people.Holding, holdings),
    (people.Team, teams),
    (people.Membership, memberships),
    (people.Invitation, invitations),
    (reflection.Prompt, prompts),
    (reflection.Answer, answers),
    (reflection.TypedWords, typed_words),
    (reflection.Digest, digests),
    (reflection.Share, shares),
    (reflection.Recall, recalls),
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
