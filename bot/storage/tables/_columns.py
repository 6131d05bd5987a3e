"""What every table is made of: ids, references and workspaces, with names that all databases keep alike."""

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[str]:
    """The id of a row."""
    return Column("id", String(64), primary_key=True)


def ref(name: str, target: str, *, nullable: bool = False, index: bool = True, unique: bool = False) -> Column[str]:
    """A reference to the id of another table, with which the row goes."""
    # Looked at when all is written, so that the order in which rows are added does not matter.
    target_id = ForeignKey(f"{target}.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    return Column(name, String(64), target_id, nullable=nullable, index=index, unique=unique)


def workspace() -> Column[str]:
    """The workspace of a row."""
    return Column("workspace", String(100), nullable=False)
