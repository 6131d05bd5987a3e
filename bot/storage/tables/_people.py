"""Who is asked, what they hold, and the teams that read."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint, false, true

from bot.domain import people
from bot.domain.rhythm import Rhythm
from bot.storage.tables._columns import key, metadata, ref, workspace
from bot.storage.types import EncryptedJSON, EncryptedText, Moment, one_of

members = Table(
    "members",
    metadata,
    key(),
    workspace(),
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
    Column("wants_replies", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("workspace", "user"),
    info={"rows_of": "member"},
)

products = Table(
    "products",
    metadata,
    key(),
    Column("workspace", String(100), nullable=False, index=True),
    Column("name", EncryptedText, nullable=False),
    info={"rows_of": "workspace"},
)

holdings = Table(
    "holdings",
    metadata,
    key(),
    ref("member_id", "members", index=False),
    ref("product_id", "products"),
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
    key(),
    workspace(),
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
    ref("product_id", "products", nullable=True),
    Column("product_coach", String(100)),
    Column("last_week", Integer),
    Column("last_digest_at", Moment),
    Column("ended_at", Moment),
    Column("next_due", Moment, index=True),
    Column("product_coach_channel", String(100)),
    Column("paused_at", Moment),
    Column("look_at", Moment, index=True),
    Column("product_coach_name", EncryptedText),
    Column("brought_by", String(100)),
    Column("brought_by_name", EncryptedText),
    UniqueConstraint("workspace", "channel"),
    info={
        "rows_of": "team",
        "ages_by": "ended_at",
        "names": {
            "set_up_by": ("set_up_by_name",),
            "product_coach": ("product_coach_name",),
            "brought_by": ("brought_by_name",),
        },
    },
)

memberships = Table(
    "memberships",
    metadata,
    key(),
    ref("team_id", "teams", index=False),
    ref("member_id", "members"),
    Column("joined_at", Moment, nullable=False),
    Column("in_channel", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("team_id", "member_id"),
    info={"rows_of": "member"},
)

departures = Table(
    "departures",
    metadata,
    key(),
    ref("team_id", "teams", index=False),
    ref("member_id", "members"),
    Column("left_at", Moment, nullable=False),
    Column("offered_at", Moment),
    UniqueConstraint("team_id", "member_id"),
    info={"rows_of": "member", "ages_by": "left_at"},
)

invitations = Table(
    "invitations",
    metadata,
    key(),
    workspace(),
    ref("team_id", "teams", index=False),
    Column("user", String(100), nullable=False),
    Column("invited_by", String(100), nullable=False),
    Column("invited_by_name", EncryptedText, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("lapses_at", Moment, nullable=False, index=True),
    Column("state", one_of(people.InvitationState), nullable=False),
    Column("hands_over", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("team_id", "user"),
    info={"rows_of": "person", "ages_by": "sent_at", "names": {"invited_by": ("invited_by_name",)}},
)

guest_lists = Table(
    "guest_lists",
    metadata,
    key(),
    workspace(),
    ref("team_id", "teams"),
    Column("user", String(100), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("found", EncryptedJSON),
    Column("refused", String(64)),
    info={"rows_of": "person", "ages_by": "created_at"},
)
