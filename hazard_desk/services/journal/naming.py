"""What nouns and their columns are called, and by which columns a single record is named."""

from __future__ import annotations

from sqlalchemy import Table

from hazard_desk.model import Base
from hazard_desk.resources import load_json

HIDDEN = frozenset(
    {
        "id",
        "entered_at",
        "search_text",
        "normalised_name",
        "name_key",
        "team_key",
        "missing_count",
        "fingerprint",
        "sha256",
        "family",
        "places",
    }
)
"""Columns that the program works out for itself: no clerk has ever typed them."""

_NAMED_BY: dict[str, tuple[str, ...]] = {
    "accountability": ("person", "kind"),
    "activity": ("held_on", "name"),
    "admonition": ("enterprise_id", "unit", "kind"),
    "batch_item": (
        "counted_on",
        "text",
        "enterprise_id",
        "hazard_id",
        "illegal_act_id",
        "penalty_id",
        "admonition_id",
        "typical_case_id",
    ),
    "collection_party": ("village_id", "enterprise_id"),
    "conflict": ("person_id", "enterprise_id"),
    "criterion": ("standard_id", "article", "item"),
    "cross_forbidden": ("inspector", "inspected"),
    "cross_pair": ("inspector", "inspected"),
    "cross_sample": ("pair_id", "enterprise_id"),
    "document": ("kind", "number"),
    "duty": ("person_id", "village_id", "industry_id"),
    "enterprise_status": ("enterprise_id", "state", "since"),
    "filed_fact": ("enterprise", "text"),
    "filed_paper": ("title",),
    "filing": ("week_end",),
    "form_entry": ("form_id", "week_end", "slot"),
    "form_wording": ("form_id", "place"),
    "hazard": ("description",),
    "hazard_move": ("kind", "hazard_id"),
    "holiday": ("day", "name"),
    "illegal_act": ("enterprise_id", "party", "description"),
    "inspection": ("inspected_on", "enterprise_id"),
    "inspection_check": ("text",),
    "opening_figure": ("key",),
    "opening_statement": ("campaign_id", "as_of"),
    "penalty": ("enterprise_id", "party", "kind"),
    "plan_entry": ("year", "enterprise_id"),
    "recheck": ("rechecked_on", "hazard_id"),
    "report_obligation": ("campaign_id", "form_id"),
    "returned_choice": ("key", "text"),
    "returned_row": ("key", "sheet", "row"),
    "returned_sheet": ("file_name",),
    "self_check": ("enterprise_id", "checked_on"),
    "self_check_mark": ("self_check_id", "item"),
    "sign_status": ("enterprise_id", "item"),
    "support_pair": ("helper_id", "helped_id"),
    "task": ("content",),
    "task_step": ("stepped_on", "text"),
    "tip_off": ("number", "unit", "enterprise_id"),
    "typical_case": ("title",),
}


def noun_label(noun: str) -> str:
    """Return what a noun (a table) is called."""
    return field_labels(noun)[""]


def field_labels(noun: str) -> dict[str, str]:
    """Return what the columns of a noun are called, and under "" the noun itself."""
    labels: dict[str, str] = load_json("field-labels.json")[noun]
    return labels


def is_order(noun: str, column: str) -> bool:
    """Whether a column says only where a line stands among the others (次序), counted from 0."""
    return column == "position" and noun != "returned_choice"


def named_by(noun: str) -> tuple[str, ...]:
    """Return the columns that name a record: a link is named by what it links."""
    table = Base.metadata.tables[noun]
    if noun in _NAMED_BY:
        return _NAMED_BY[noun]
    if "name" in table.c:
        return ("name",)
    return tuple(column.name for column in table.primary_key.columns if column.name != "id")


def referred_to(table: Table, column: str) -> str | None:
    """Return the noun whose records a column names, by a reference or as `model.base.names` says."""
    for foreign in table.c[column].foreign_keys:
        return foreign.column.table.name
    found: str | None = table.c[column].info.get("names")
    return found
