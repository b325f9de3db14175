"""一行业一台账 (S001 五(二)): the industries with their sums, then a list of the enterprises of each.

No document prints this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.heading import span_words, title_with_campaign, unit_and_date
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import LANDSCAPE_WIDTH_MM, Content, HeadLine, Sheet


@dataclass(frozen=True, slots=True)
class Sums:
    """Hazards found, rectified and open, of them the major ones."""

    found: int = 0
    major: int = 0
    rectified: int = 0
    open: int = 0
    open_major: int = 0


@dataclass(frozen=True, slots=True)
class ListedEnterprise:
    """One row: an enterprise, when it was last inspected, and its hazards; `note` says if it is closed."""

    name: str
    principal: str
    phone: str
    village: str
    risk: str
    last_on: date | None
    sums: Sums
    note: str = ""
    inspected: bool = False  # within the period


@dataclass(frozen=True, slots=True)
class IndustryList:
    """One industry, "" for those that belong to none, and the sums of its enterprises."""

    name: str
    enterprises: tuple[ListedEnterprise, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """All industries, the sums of all enterprises, and how many hazards stand at none of them."""

    industries: tuple[IndustryList, ...]
    enterprises: int
    inspected: int
    sums: Sums
    start: date | None
    end: date
    unplaced: int = 0
    several: bool = False  # some enterprise belongs to several industries


def industry_ledger(
    texts: Mapping[str, Any],
    *,
    unit_name: str,
    filled_on: date | None = None,
    campaign: str | None = None,
    facts: LedgerFacts | None = None,
) -> tuple[Sheet, ...]:
    """Return the sums of all industries and a sheet each; without facts one blank list."""
    title = title_with_campaign(texts, campaign, LANDSCAPE_WIDTH_MM)
    if facts is None:
        return (ledger_sheet(texts, [], title=title, head=unit_and_date(texts, unit_name, None)),)
    head = unit_and_date(texts, unit_name, filled_on, middle=span_words(texts, facts.start, facts.end))
    notes = [texts["several"]] if facts.several else []
    unplaced = fill(texts, texts["unplaced"], count=str(facts.unplaced)) if facts.unplaced else ""
    sheets = [_overview(texts, facts, title, head, [*notes, *filter(None, (unplaced,))])]
    sheets += [_industry(texts, one, head, notes) for one in facts.industries]
    return tuple(sheets)


def _overview(
    texts: Mapping[str, Any], facts: LedgerFacts, title: str, head: HeadLine, notes: Sequence[str]
) -> Sheet:
    rows = [
        _sums_row(
            one.sums,
            industry=_named(texts, one),
            enterprises=len(one.enterprises),
            inspected=sum(enterprise.inspected for enterprise in one.enterprises),
        )
        for one in facts.industries
    ]
    total = _sums_row(
        facts.sums, industry=texts["total"], enterprises=facts.enterprises, inspected=facts.inspected
    )
    sheet = ledger_sheet(
        {**texts, **texts["summary"]},
        rows,
        title=title,
        head=head,
        notes=notes,
        least_rows=len(rows),
        total=total,
    )
    return replace(sheet, outline=(str(texts["overview"]),))


def _industry(texts: Mapping[str, Any], one: IndustryList, head: HeadLine, notes: Sequence[str]) -> Sheet:
    name = _named(texts, one)
    rows: list[Mapping[str, Content]] = [
        {
            "enterprise": enterprise.name,
            "principal": enterprise.principal,
            "phone": enterprise.phone,
            "village": enterprise.village,
            "risk": enterprise.risk,
            "last": enterprise.last_on,
            "note": enterprise.note,
            **_figures(enterprise.sums),
        }
        for enterprise in one.enterprises
    ]
    sheet = ledger_sheet(
        texts,
        rows,
        title=fill(texts, texts["industry_title"], industry=name),
        head=head,
        notes=notes,
        least_rows=len(rows),
        total={"enterprise": texts["total"], **_figures(one.sums)},
    )
    return replace(sheet, outline=(name,))


def _named(texts: Mapping[str, Any], one: IndustryList) -> str:
    return one.name or str(texts["no_industry"])


def _figures(sums: Sums) -> dict[str, Content]:
    return {
        "found": sums.found,
        "rectified": sums.rectified,
        "open": sums.open,
        "major": sums.major,
        "open_major": sums.open_major,
    }


def _sums_row(sums: Sums, **told: Content) -> Mapping[str, Content]:
    return {
        **told,
        "general": sums.found - sums.major,
        "major": sums.major,
        "rectified": sums.rectified,
        "open": sums.open,
        "open_major": sums.open_major,
    }
