"""A row of the office file told in the clerk's words: which record it is, and what stands in its columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Enum

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.faces import PC_FACES
from hazard_desk.model import Base
from hazard_desk.rules.fact_log import counting_of
from hazard_desk.rules.money import format_wan
from hazard_desk.rules.settings import SETTINGS
from hazard_desk.rules.table_question import from_json, words_of
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.rules.weekly_figures import Counting
from hazard_desk.services.filing.figure_names import figure_name
from hazard_desk.services.form_places import where_words
from hazard_desk.services.journal.naming import (
    HIDDEN,
    field_labels,
    is_order,
    named_by,
    noun_label,
    referred_to,
)
from hazard_desk.services.vocabulary import noun_spec
from hazard_desk.services.wording import form_texts, form_title
from hazard_desk.store import capture
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import WEEKDAY_LABELS, ActivityKind, DurationUnit

Row = Mapping[str, Any]

GONE = "（已不在台账里）"
_LONGEST_NAME = 60
_DEEPEST = 3  # a recheck is named by its hazard, a point of a self-check by its enterprise


class Teller:
    """Tells rows as the file stores them; remembers the records that it named."""

    def __init__(self, reading: Reading) -> None:
        """Name what is referred to as it stands in this look."""
        self._reading = reading
        self._connection = reading.session.connection()
        self._names: dict[tuple[str, str], str] = {}
        self._own: dict[tuple[str, str], Callable[[Any, Row], str]] = {
            ("document", "facts"): lambda stored, _row: _document_words(stored),
            ("collection", "columns"): lambda stored, _row: _header_words(stored),
            ("filed_fact", "amount"): lambda stored, row: _amount_words(stored, row.get("figure")),
            ("filed_fact", "campaigns"): lambda stored, _row: self._campaigns(stored),
            ("filed_fact", "figure"): lambda stored, _row: figure_name(reading, stored),
            ("filed_fact", "noun"): lambda stored, _row: _noun_words(stored),
            ("filed_fact", "record"): lambda stored, row: self._fact_record(stored, row),
            ("filed_paper", "figures"): lambda stored, _row: f"{len(json.loads(stored))} 个数字",
            ("filing", "warnings"): lambda stored, _row: "\n".join(json.loads(stored)),
            ("form_entry", "slot"): lambda stored, _row: figure_name(reading, stored),
            ("form_wording", "place"): lambda stored, row: self._place(stored, row),
            ("office", "body_face"): lambda stored, _row: PC_FACES[stored][0],
            ("office", "heading_face"): lambda stored, _row: PC_FACES[stored][0],
            ("opening_figure", "amount"): lambda stored, row: _amount_words(stored, row.get("key")),
            ("opening_figure", "key"): lambda stored, _row: figure_name(reading, stored),
            ("returned_row", "texts"): lambda stored, _row: _texts_words(stored),
            ("saved_table", "question"): lambda stored, _row: _question_words(stored),
            ("setting", "name"): lambda stored, _row: SETTINGS[stored].label,
            ("setting", "value"): lambda stored, row: _setting_words(stored, row),
            ("task", "activity_kinds"): lambda stored, _row: _activity_words(stored),
            ("template_mapping", "mapping"): lambda stored, _row: _mapping_words(stored),
        }

    def name(self, noun: str, row_key: str, deep: int = 0) -> str:
        """Return what a record is called, also one that is gone for good."""
        known = self._names.get((noun, row_key))
        if known is None:
            row = self.row(noun, row_key)
            known = GONE if row is None else self.name_of(noun, row, deep)
            self._names[noun, row_key] = known
        return known

    def row(self, noun: str, row_key: str) -> Row | None:
        """Return a row as it stands, else as the journal last knew it."""
        there = capture.current_row(self._connection, noun, row_key)
        if there is not None:
            return there
        last = self._connection.exec_driver_sql(
            "SELECT coalesce(before, after) FROM journal_change WHERE noun = ? AND row_key = ?"
            " AND coalesce(before, after) IS NOT NULL ORDER BY entry_id DESC LIMIT 1",
            (noun, row_key),
        ).scalar()
        return json.loads(last) if last is not None else None

    def stands(self, noun: str, row_key: str) -> bool:
        """Whether a row is there today and not in the recycle bin."""
        row = capture.current_row(self._connection, noun, row_key)
        return row is not None and row.get("deleted_at") is None

    def name_of(self, noun: str, row: Row, deep: int = 0) -> str:
        """Return what a record of these columns is called."""
        if noun == "attachment":
            return self._file_name(row)
        told = [self.value(noun, column, row, deep + 1) for column in named_by(noun) if column in row]
        joint = " → " if noun in ("cross_pair", "cross_forbidden", "support_pair") else " "
        name = joint.join(" ".join(part.split()) for part in told if part)
        if not name:
            return noun_label(noun)
        return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"

    def shown(self, noun: str, row: Row) -> list[str]:
        """Return the columns of a row that say something to the clerk, in the order of the noun."""
        return [name for name in field_labels(noun) if name in row and name not in HIDDEN]

    def value(self, noun: str, column: str, row: Row, deep: int = 0) -> str:
        """Return in words what stands in a column; "" where nothing does."""
        stored = row.get(column)
        if stored is None or stored == "":
            return ""
        try:
            own = self._own.get((noun, column))
            return own(stored, row) if own is not None else self._plain(noun, column, stored, deep)
        except (ValueError, KeyError, TypeError, AttributeError, HazardDeskError, Unreadable):
            return str(stored)  # of a program or a form that was otherwise then: as it was stored

    def _plain(self, noun: str, column: str, stored: Any, deep: int) -> str:
        table = Base.metadata.tables[noun]
        if column not in table.c:
            return str(stored)
        if is_order(noun, column):
            return f"第 {int(stored) + 1} 位"
        if (named := referred_to(table, column)) is not None:
            return self.name(named, json.dumps([stored]), deep) if deep <= _DEEPEST else ""
        kind = table.c[column].type
        if isinstance(kind, Enum) and kind.enum_class is not None:
            terms: Any = kind.enum_class
            return str(terms(stored).label)
        if isinstance(kind, Boolean):
            return "是" if stored else "否"
        if isinstance(kind, DateTime):
            return str(stored)[:16].replace("T", " ")
        if isinstance(kind, Date):
            return str(stored)[:10]
        if column == "form_id":
            return form_title(stored)
        if column in ("weekday", "reporting_weekday"):
            return WEEKDAY_LABELS[stored]
        return format_wan(stored) if column.endswith("_fen") else str(stored)

    def _file_name(self, row: Row) -> str:
        known = self._connection.exec_driver_sql(
            "SELECT link.name FROM attachment_link AS link JOIN attachment ON attachment.id = attachment_id"
            " WHERE sha256 = ? ORDER BY link.id LIMIT 1",
            (row.get("sha256"),),
        ).scalar()
        return str(known) if known is not None else f"文件 {row.get('suffix', '')}"

    def _place(self, stored: str, row: Row) -> str:
        return where_words(form_texts(self._reading, row["form_id"]), stored, str(row.get("text", "")))

    def _campaigns(self, stored: str) -> str:
        ids = [int(part) for part in stored.split(",") if part]
        return "、".join(self.name("campaign", json.dumps([one])) for one in ids)

    def _fact_record(self, stored: int, row: Row) -> str:
        noun = str(row["noun"])
        return self.name(noun, json.dumps([stored])) if noun in Base.metadata.tables else str(stored)


def _noun_words(stored: str) -> str:
    return noun_label(stored) if stored in Base.metadata.tables else "期初数"


def _document_words(stored: str) -> str:
    return "\n".join(text for text in json.loads(stored).values() if isinstance(text, str) and text)


def _header_words(stored: str) -> str:
    return "、".join("/".join(column["path"]) for column in json.loads(stored))


def _texts_words(stored: str) -> str:
    texts = json.loads(stored)
    return "；".join(str(text) for text in (texts.values() if isinstance(texts, dict) else texts) if text)


def _amount_words(stored: int, figure: Any) -> str:
    return f"{format_wan(stored)} 万元" if counting_of(str(figure)) is Counting.MONEY else str(stored)


def _question_words(stored: str) -> str:
    question = from_json(stored)
    return words_of(question, noun_spec(question.noun))


def _setting_words(stored: str, row: Row) -> str:
    value = json.loads(stored)
    if isinstance(value, dict):
        unit = DurationUnit(value["unit"])
        return f"{value['count']} {unit.label}"
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _activity_words(stored: str) -> str:
    return "、".join(ActivityKind(part).label for part in stored.split(",") if part)


def _mapping_words(stored: str) -> str:
    return f"{len(json.loads(stored).get('columns', ()))} 列"
