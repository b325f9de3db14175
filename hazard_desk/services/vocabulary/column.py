"""What a column is to the database: its expression, what has to be joined for it, what it is sorted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Boolean, Date, Enum, Integer, String, bindparam, case, func, select

from hazard_desk.rules.table_question import ColumnKind, ColumnSpec, NounSpec
from hazard_desk.terms import Term

TODAY: Any = bindparam("asked_today", type_=Date())
"""The day of the look; every statement that is asked gets it."""


@dataclass(frozen=True, slots=True)
class Members:
    """The single values of a column that has several: `value` of the rows of `source` whose `owner` it is."""

    source: Any  # a table, or a join of some
    owner: Any
    value: Any
    where: tuple[Any, ...] = ()

    def chosen(self, *columns: Any) -> Any:
        """Return a selection from the members that count."""
        return select(*columns).select_from(self.source).where(*self.where)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `sql` gives 分 of money, the member of a term, "" or NULL where nothing is filled in.

    `needs` are the joins of its noun that it reads from. `members` are set where it has several values, which
    belong to the record `owner`.
    """

    spec: ColumnSpec
    sql: Any
    needs: tuple[str, ...] = ()
    order: Any = None
    terms: type[Term] | None = None
    members: Members | None = None
    owner: Any = None

    @property
    def sorted_by(self) -> Any:
        """What it is sorted by: a pinyin key, the place of a term in its list, else itself."""
        if self.order is not None:
            return self.order
        if self.terms is not None:
            return case(*((self.sql == term, place) for place, term in enumerate(self.terms)))
        return self.sql


@dataclass(frozen=True, slots=True)
class Noun:
    """Records that can be asked for: their table, what may be joined to it, which of them there are.

    `joins` are in the order in which they build on each other: name → (what is joined, on what). One that is
    `inner` leaves no record out, as its reference is never empty.
    """

    spec: NounSpec
    table: Any
    id: Any
    where: tuple[Any, ...]
    columns: Mapping[str, Column]
    joins: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    inner: frozenset[str] = frozenset()
    always: tuple[str, ...] = ()  # joins that `where` reads from
    newest_first: Any = None  # the order where none is asked for


def noun(
    key: str,
    label: str,
    counted: str,
    columns: Sequence[Column],
    *,
    default: Sequence[str],
    table: Any,
    where: Sequence[Any] | None = None,
    joins: Mapping[str, tuple[Any, Any]] | None = None,
    inner: Sequence[str] = (),
    always: Sequence[str] = (),
    newest_first: Any = None,
    overlap: str = "",
) -> Noun:
    """Return the noun; without `where`, all its records that are not in the recycle bin."""
    return Noun(
        NounSpec(key, label, counted, tuple(column.spec for column in columns), tuple(default), overlap),
        table,
        table.id,
        (table.deleted_at.is_(None),) if where is None else tuple(where),
        {column.spec.key: column for column in columns},
        joins or {},
        frozenset(inner),
        tuple(always),
        newest_first,
    )


class Group:
    """Makes the columns that stand under one heading of the picker and read from the same joins."""

    def __init__(
        self, heading: str, needs: Sequence[str] = (), prefix: str = "", *, overlap: bool = False
    ) -> None:
        """Begin a group; `prefix` stands before every key.

        With `overlap` what it counts may be counted beside several rows, so that no sum of it is offered.
        """
        self._overlap = overlap
        self._heading = heading
        self._needs = tuple(needs)
        self._prefix = prefix

    def own(
        self,
        attribute: Any,
        label: str,
        *,
        key: str = "",
        words: Sequence[str] = (),
        order: Any = None,
        summable: bool = True,
    ) -> Column:
        """Return a mapped column as it stands; its kind follows from its type and name."""
        return self.own_expression(
            attribute, attribute, key or attribute.key, label, words, order=order, summable=summable
        )

    def own_expression(
        self,
        attribute: Any,
        sql: Any,
        key: str,
        label: str,
        words: Sequence[str] = (),
        *,
        order: Any = None,
        summable: bool = True,
    ) -> Column:
        """Return an expression of the kind that a mapped column has, e.g. that column of another record."""
        kind = _kind_of(attribute)
        terms: Any = attribute.type.enum_class if isinstance(attribute.type, Enum) else None
        return self.worked_out(
            key,
            label,
            kind,
            sql,
            words=words,
            order=order,
            terms=terms,
            summable=summable and kind in (ColumnKind.NUMBER, ColumnKind.MONEY),
        )

    def worked_out(
        self,
        key: str,
        label: str,
        kind: ColumnKind,
        sql: Any,
        *,
        words: Sequence[str] = (),
        order: Any = None,
        terms: type[Term] | None = None,
        summable: bool = False,
        needs: Sequence[str] = (),
    ) -> Column:
        """Return a column of an expression."""
        choices = tuple(term.label for term in terms) if terms else ()
        spec = ColumnSpec(
            self._prefix + key,
            label,
            kind,
            self._heading,
            tuple(word for word in words if word != label),
            choices,
            summable=summable,
        )
        return Column(spec, sql, (*self._needs, *needs), order, terms)

    def count(self, key: str, label: str, sql: Any, words: Sequence[str] = ()) -> Column:
        """Return a number counted elsewhere, which can be summed unless the rows overlap."""
        return self.worked_out(key, label, ColumnKind.NUMBER, sql, words=words, summable=not self._overlap)

    def several(
        self,
        key: str,
        label: str,
        owner: Any,
        members: Members,
        *,
        within: Any,
        position: Any = None,
        sql: Any = None,
        words: Sequence[str] = (),
    ) -> Column:
        """Return a column of several values, joined by 、 in the order of `position`.

        `sql` gives the joined text where the table already holds it; `within` is the table of `owner`.
        """
        if sql is None:
            listed = (
                members.chosen(members.value.label("value"))
                .where(members.owner == owner)
                .order_by(members.value if position is None else position, members.value)
                .correlate(within)
                .subquery()
            )
            sql = func.coalesce(
                select(func.group_concat(listed.c.value, "、")).select_from(listed).scalar_subquery(), ""
            )
        column = self.worked_out(key, label, ColumnKind.TEXT, sql, words=words)
        return replace(column, spec=replace(column.spec, many=True), members=members, owner=owner)


def counted(owner: Any, of: Any, where: Sequence[Any], *, join: Any = None, of_table: Any) -> Any:
    """Return how many rows of `of` meet `where`, as an expression beside a row of `owner`."""
    query = select(func.count(of)).select_from(of_table if join is None else join).where(*where)
    return query.correlate(owner).scalar_subquery()


def _kind_of(attribute: Any) -> ColumnKind:
    kind = attribute.type
    if isinstance(kind, Enum):
        return ColumnKind.TERM
    if isinstance(kind, Boolean):
        return ColumnKind.FLAG
    if isinstance(kind, Date):
        return ColumnKind.DATE
    if isinstance(kind, Integer):
        return ColumnKind.MONEY if attribute.key.endswith("_fen") else ColumnKind.NUMBER
    assert isinstance(kind, String), kind
    return ColumnKind.TEXT
