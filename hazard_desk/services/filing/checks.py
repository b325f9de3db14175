"""送前检查: what stops a week from being filed, and what is listed and kept with it (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select

from hazard_desk.forms.weekly_dispatch import FORM_ID as WEEKLY_DISPATCH
from hazard_desk.model import Filing, Hazard, Inspection, Office, Recheck
from hazard_desk.rules.enterprise_checks import missing_fields
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.filing.differences import differences
from hazard_desk.services.filing.figure_checks import figure_errors, in_campaign
from hazard_desk.services.filing.findings import Finding, WeekCheck
from hazard_desk.services.filing.obligations import PaperDue, papers_due
from hazard_desk.services.filing.weeks import reporting_week
from hazard_desk.services.form_filling.dispatch import dispatch_slots
from hazard_desk.services.registry import enterprise_facts
from hazard_desk.services.supervisory import STANDING_HAZARD, SUPERVISORY
from hazard_desk.services.workbench import BehindRow, major_gaps, rows_behind
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import HazardState, RecheckResult

__all__ = ["Finding", "WeekCheck", "check_week"]


def check_week(reading: Reading, week_end: date, papers: Sequence[PaperDue] | None = None) -> WeekCheck:
    """Check a week for the papers it is filed with, those that are due where none are named.

    Another day than a week's end is refused (UsageError).
    """
    week = reporting_week(reading, week_end)
    due = papers_due(reading, week_end) if papers is None else papers
    errors = [
        *_head_errors(reading, week),
        *figure_errors(reading, week_end, due),
        *_closed_unchecked(reading, week_end),
    ]
    warnings = [
        *_not_ended(reading, week_end),
        *_differences(reading, week_end),
        *_major_gaps(reading, week_end),
        *_without_level(reading, week),
        *_without_team(reading, week),
        *_missing_fields(reading, week),
        *_narratives_left(reading, week_end, due),
    ]
    return WeekCheck(tuple(errors), tuple(warnings))


# ---- errors --------------------------------------------------------------------------------------------


def _head_errors(reading: Reading, week: Period) -> Iterator[Finding]:
    """Yield what the head of every form would lack: whose it is, and a date that can be true."""
    if not (reading.session.scalar(select(Office.name)) or "").strip():
        yield Finding(
            "office",
            "没有单位名称，表头的填报单位会是空的。",
            remedy="请在单位设置里填写印章上的单位全称。",
        )
    today = reading.today
    filed_at = reading.session.scalar(select(func.max(Filing.filed_at)).where(Filing.week_end < week.end))
    if week.start is not None and today < week.start:
        yield Finding(
            "date",
            f"电脑的日期是 {today}，这一周还没有开始，填报日期会印错。",
            remedy="请核对电脑的日期和选的周。",
        )
    elif filed_at is not None and today < filed_at.date():
        yield Finding(
            "date",
            f"电脑的日期是 {today}，比上一次定稿的日子 {filed_at.date()} 还早，填报日期会印错。",
            remedy="请先把电脑的日期调对。",
        )


def _closed_unchecked(reading: Reading, week_end: date) -> Iterator[Finding]:
    passed = exists().where(
        Recheck.hazard_id == Hazard.id,
        Recheck.deleted_at.is_(None),
        Recheck.result == RecheckResult.PASSED,
        Recheck.rechecked_on.is_not(None),
        Recheck.rechecked_by != "",
    )
    closed = (
        select(Hazard.id)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(
            STANDING_HAZARD,
            Inspection.deleted_at.is_(None),
            Inspection.inspected_on <= week_end,
            (Hazard.state == HazardState.CLOSED) | Hazard.closed_on.is_not(None),
            ~passed.correlate(Hazard),
        )
        .order_by(Hazard.id)
    )
    ids = reading.session.scalars(closed).all()
    if ids:
        yield Finding(
            "closed_unchecked",
            f"{len(ids)} 项隐患已销号，但没有写明日期和人员的合格回查。",
            tuple(rows_behind(reading, "hazard", ids)),
            "请给列出的隐患补登回查，或撤销销号。",
        )


# ---- warnings ------------------------------------------------------------------------------------------


def _not_ended(reading: Reading, week_end: date) -> Iterator[Finding]:
    if reading.today < week_end:
        yield Finding(
            "not_ended",
            f"这一周到 {week_end} 才结束：定稿以后登记的，算在下一周，列为补录。",
        )


def _differences(reading: Reading, week_end: date) -> Iterator[Finding]:
    """Yield what the records of earlier filed weeks say differently by now."""
    filed = select(Filing.week_end).where(Filing.week_end < week_end).distinct().order_by(Filing.week_end)
    rows = []
    for earlier in reading.session.scalars(filed).all():
        rows += [
            BehindRow(
                one.noun,
                one.record_id,
                one.on,
                one.enterprise,
                f"{earlier} 一周 {one.figure_words}：定稿 {one.filed}，现在 {one.now}",
            )
            for one in differences(reading, earlier)
        ]
    if rows:
        yield Finding(
            "differences",
            f"以前定稿的周有 {len(rows)} 处和现在的记录不一样。定稿的数字不会变；要改，请对那一周“更正”。",
            tuple(rows),
        )


def _major_gaps(reading: Reading, week_end: date) -> Iterator[Finding]:
    gaps = major_gaps(reading)
    rows = [
        BehindRow(row.noun, row.id, row.on, row.enterprise, f"缺{'、'.join(gaps[row.id])}：{row.text}")
        for row in rows_behind(reading, "hazard", list(gaps))
        if row.on is not None and row.on <= week_end
    ]
    if rows:
        yield Finding("major_gaps", f"{len(rows)} 项重大隐患缺双报告、五落实或督办单位等内容。", tuple(rows))


def _without_level(reading: Reading, week: Period) -> Iterator[Finding]:
    found = _of_week(select(Hazard.id).join(Inspection, Inspection.id == Hazard.inspection_id), week).where(
        STANDING_HAZARD, Hazard.level.is_(None)
    )
    ids = reading.session.scalars(found.order_by(Hazard.id)).all()
    if ids:
        yield Finding(
            "no_level",
            f"{len(ids)} 项隐患没有定等级，按一般隐患统计。",
            tuple(rows_behind(reading, "hazard", ids)),
        )


def _without_team(reading: Reading, week: Period) -> Iterator[Finding]:
    """Yield the visits that nobody can sign for: they count no team either."""
    found = _of_week(select(Inspection.id), week).where(Inspection.team_key == "")
    ids = reading.session.scalars(found.order_by(Inspection.id)).all()
    if ids:
        yield Finding(
            "no_team",
            f"{len(ids)} 次检查没有写检查人员：不计检查组，检查表上也没有人签字。",
            tuple(rows_behind(reading, "inspection", ids)),
        )


def _missing_fields(reading: Reading, week: Period) -> Iterator[Finding]:
    visited = reading.session.scalars(_of_week(select(Inspection.enterprise_id).distinct(), week)).all()
    rows = [
        BehindRow("enterprise", known, None, facts.name, f"缺{'、'.join(missing)}")
        for known, facts in enterprise_facts(reading, visited).items()
        if (missing := missing_fields(facts))
    ]
    if rows:
        yield Finding(
            "missing_fields",
            f"本周检查过的企业里有 {len(rows)} 家登记内容不全。",
            tuple(sorted(rows, key=lambda row: row.enterprise)),
        )


def _narratives_left(reading: Reading, week_end: date, papers: Sequence[PaperDue]) -> Iterator[Finding]:
    for paper in papers:
        if paper.form_id != WEEKLY_DISPATCH:
            continue
        left = [
            slot.category
            for slot in dispatch_slots(reading, week_end, paper.campaign)
            if slot.prompt and not str(slot.value or "").strip()
        ]
        if left:
            yield Finding(
                "narratives",
                f"{paper.title}{in_campaign(paper.campaign)}有 {len(left)} 处文字没有填写："
                f"{'、'.join(dict.fromkeys(left))}。",
            )


def _of_week(query: Any, week: Period) -> Any:
    """Narrow a query of visits to the supervisory ones of a week."""
    return query.where(SUPERVISORY, Inspection.inspected_on.between(week.start, week.end))
