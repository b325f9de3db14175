"""What every mapped noun shares: naming of constraints, term columns, entry time, recycle bin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hazard_desk.terms import Term


class Base(DeclarativeBase):
    """Root of the mapped nouns. Constraint names are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def term(term_class: type[Term]) -> Enum:
    """Return the column type that stores a term by its value, so that labels may change freely."""
    return Enum(
        term_class,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


# Ids are never given out twice (AUTOINCREMENT): the journal and an undone deletion rely on it.
NEVER_REUSED: dict[str, Any] = {"sqlite_autoincrement": True}


def names(table: str) -> dict[str, str]:
    """Return what a column says that holds ids of a table without a reference of the file's own.

    SQLite can't add a reference without rebuilding the table. The journal looks after these columns.
    """
    return {"names": table}


# Of a column that says which record it is: what hangs on a pair of 交叉检查 belongs to these two sides.
# The journal never changes it under what was entered since.
IDENTITY: dict[str, Any] = {"identity": True}

# Of a column that only says how a record is used: the journal doesn't follow it, nothing is to be taken back.
HABIT: dict[str, Any] = {"habit": True}

# Of a column of texts: what stands in it is JSON (or nothing), and is read as such.
JSON_TEXT: dict[str, Any] = {"json": True}


class Recorded:
    """A noun with an id, the time it was entered (local time) and a way back from the recycle bin."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    entered_at: Mapped[datetime] = mapped_column(sort_order=90)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=91)
