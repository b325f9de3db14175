"""Lists for the command line: the registry, the visits, the hazards, in the words of the forms."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import UsageError
from hazard_desk.model import Enterprise, Hazard, Inspection, JournalEntry
from hazard_desk.rules.enterprise_checks import missing_fields
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services import registry
from hazard_desk.services.following_up import finding
from hazard_desk.services.following_up.finding import HazardQuery
from hazard_desk.services.inspecting.finding import InspectionQuery, find_inspections, inspection_rows
from hazard_desk.services.registry import EnterpriseQuery
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Term

_CHUNK = 500


def list_records(
    reading: Reading, kind: str, search: str = "", view: str | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Return `{"total", "rows"}` of enterprises, inspections or hazards, as `list --json` prints it.

    `total` counts all that match; without a limit all rows come. An unknown filter is refused by name.
    """
    find, rows = _LISTS[kind]
    ids = find(reading, search, view)
    wanted = ids if limit is None else ids[:limit]
    found = [
        row
        for start in range(0, len(wanted), _CHUNK)
        for row in rows(reading, wanted[start : start + _CHUNK])
    ]
    return {"total": len(ids), "rows": found}


def record_counts(reading: Reading) -> dict[str, int]:
    """Return how many records of each kind the file holds, the recycle bin left out."""
    counts = {}
    for label, noun in (("企业", Enterprise), ("检查", Inspection), ("隐患", Hazard)):
        query = select(func.count(noun.id)).where(noun.deleted_at.is_(None))
        counts[label] = reading.session.scalar(query) or 0
    counts["操作记录"] = reading.session.scalar(select(func.count(JournalEntry.id))) or 0
    return counts


def _chosen(view: str | None, known: dict[str, str]) -> str | None:
    """Return the view meant by its name, Chinese or internal."""
    if view is None:
        return None
    for key, label in known.items():
        if view in (key, label):
            return key
    raise UsageError(f"没有名为「{view}」的筛选。", "没有列出。", f"可用：{'、'.join(known.values())}。")


def _word(term: Term | None) -> str:
    return term.label if term is not None else ""


def _find_enterprises(reading: Reading, search: str, view: str | None) -> Any:
    chosen = _chosen(view, registry.VIEWS) or "all"
    return registry.find_enterprises(reading, EnterpriseQuery(text=search, view=chosen))


def _enterprises(reading: Reading, ids: Any) -> list[dict[str, Any]]:
    missing = _missing(reading, ids)
    return [
        {
            "id": row.id,
            "code": row.code,
            "name": row.name,
            "village": row.village,
            "industries": row.industries.split("、") if row.industries else [],
            "principal": row.principal,
            "phone": row.principal_phone,
            "risk": _word(row.risk),
            "size": _word(row.size),
            "state": row.state.label,
            "missing": missing[row.id],
        }
        for row in registry.enterprise_rows(reading, ids)
    ]


def _missing(reading: Reading, ids: Any) -> dict[int, list[str]]:
    names = [item.name for item in fields(EnterpriseFacts) if item.name not in ("village", "industries")]
    villages = {row.id: (row.village, row.industries) for row in registry.enterprise_rows(reading, ids)}
    query = select(Enterprise.id, *(getattr(Enterprise, name) for name in names)).where(
        Enterprise.id.in_(ids)
    )
    found = {}
    for row in reading.session.execute(query):
        village, industries = villages[row.id]
        facts = EnterpriseFacts(
            **dict(zip(names, row[1:], strict=True)),
            village=village,
            industries=tuple(industries.split("、")) if industries else (),
        )
        found[row.id] = missing_fields(facts)
    return found


def _find_inspections(reading: Reading, search: str, view: str | None) -> Any:
    chosen = _chosen(view, {"all": "全部", "open": "有未整改隐患"})
    return find_inspections(reading, InspectionQuery(text=search, with_open_hazards=chosen == "open"))


def _inspections(reading: Reading, ids: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "number": row.number,
            "enterprise": row.enterprise,
            "code": row.code,
            "date": row.inspected_on,
            "level": _word(row.level),
            "stage": _word(row.stage),
            "inspectors": row.inspectors.split("、") if row.inspectors else [],
            "hazards": row.hazards,
        }
        for row in inspection_rows(reading, ids)
    ]


def _find_hazards(reading: Reading, search: str, view: str | None) -> Any:
    chosen = _chosen(view, {name: name for name in finding.VIEWS}) or "全部"
    return finding.find_hazards(reading, HazardQuery(text=search, view=chosen))


def _hazards(reading: Reading, ids: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "inspection": row.inspection,
            "enterprise": row.enterprise,
            "description": row.description,
            "level": _word(row.level),
            "remedy": _word(row.remedy),
            "deadline": row.deadline,
            "rectified_on": row.rectified_on,
            "rechecked_on": row.rechecked_on,
            "state": row.state.label,
        }
        for row in finding.hazard_rows(reading, ids)
    ]


_LISTS: dict[str, Any] = {
    "enterprises": (_find_enterprises, _enterprises),
    "inspections": (_find_inspections, _inspections),
    "hazards": (_find_hazards, _hazards),
}
