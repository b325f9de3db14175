"""定稿 and 更正: a week is frozen, checked, drawn and kept in one transaction, or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, Problem
from hazard_desk.model import Campaign, FiledFact, Filing
from hazard_desk.progress import Progress
from hazard_desk.rules.fact_log import Family
from hazard_desk.services.filing.checks import check_week
from hazard_desk.services.filing.drawing import keep_paper
from hazard_desk.services.filing.findings import Finding
from hazard_desk.services.filing.freezing import freeze_week
from hazard_desk.services.filing.obligations import PaperDue, papers_due
from hazard_desk.services.filing.papers import current_filing, papers_of_filings
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_MOST_NAMED = 8  # of the enterprises behind a warning; the rest is counted


def file_week(work: UnitOfWork, week_end: date, progress: Progress | None = None) -> Changes:
    """File a week (定稿): freeze its figures with the rows behind them, draw and keep its papers.

    Where nothing is due it is F4 of all records. Refused: what `check_week` calls an error, a week filed
    already or closed by a later one, one that is still to come. `notices` are the warnings, kept as well.
    """
    filing = _file(work, week_end, "", progress)
    return _changes(work, filing, f"{week_end} 一周定稿", _warnings(filing))


def correct_week(
    work: UnitOfWork,
    week_end: date,
    reason: str,
    also: Sequence[date] = (),
    progress: Progress | None = None,
) -> Changes:
    """File a new version of a filed week (更正), and of later filed weeks (`also`) whose figures it changes.

    The papers are those of the version before, and what has become due for the week since. Earlier versions
    stay as they are. Refused as by `file_week`, and a 更正 without a reason.
    """
    if not reason.strip() and current_filing(work, week_end) is None:
        what = f"{week_end} 那一周还没有定稿，谈不上更正。"
        raise HazardDeskError(what, "没有定稿，数字没有变。", "请先定稿。")
    filing = _file(work, week_end, reason, progress)
    warnings = _warnings(filing)
    for later in sorted(set(also) - {week_end}):
        again = _file(work, later, f"随 {week_end} 一周更正：{reason.strip()}", progress)
        warnings += [f"{later} 一周：{text}" for text in _warnings(again)]
    followed = f"；以后 {len(set(also) - {week_end})} 周也一起更正了" if also else ""
    return _changes(work, filing, f"{week_end} 一周更正（第 {filing.version} 版）", warnings, followed)


def filing_warnings(reading: Reading, filing_id: int) -> list[str]:
    """Return the warnings that a filing was made with, as they stood."""
    filing = reading.session.get(Filing, filing_id)
    return _warnings(filing) if filing is not None else []


def late_counts(reading: Reading) -> dict[int, int]:
    """Return by filing how much of what it holds was late (补录), each event once; 0 is left out."""
    facts = FiledFact
    query: Any = select(facts.filing_id, facts.noun, facts.record, facts.family).where(facts.late.is_(True))
    events = {
        (filing_id, noun, record, Family(family).event)
        for filing_id, noun, record, family in reading.session.execute(query)
    }
    return Counter(filing_id for filing_id, *_ in events)


def _file(work: UnitOfWork, week_end: date, reason: str, progress: Progress | None) -> Filing:
    before = current_filing(work, week_end)
    filing = freeze_week(work, week_end, reason)
    papers, doubts = _papers(work, week_end, before)
    _tell(progress, 0, len(papers) + 1, "检查")
    # What is checked are the frozen figures: those that the papers print.
    check = check_week(work, week_end, papers)
    if check.errors:
        raise InputRefused(
            [Problem(found.text, found.remedy) for found in check.errors],
            what=f"{week_end} 一周还不能定稿：有 {len(check.errors)} 处错误。",
            meaning="没有定稿，台账数据没有变化。",
        )
    warnings = [*map(_in_words, check.warnings), *doubts]
    for position, paper in enumerate(papers):
        _tell(progress, position + 1, len(papers) + 1, paper.title)
        warnings += keep_paper(work, filing, position, paper).doubts
    filing.warnings = json.dumps(warnings, ensure_ascii=False)
    work.session.flush()
    return filing


def _papers(work: UnitOfWork, week_end: date, before: Filing | None) -> tuple[list[PaperDue], list[str]]:
    """Return the papers to draw, and what is to be said of those of the version before that can't be."""
    due = papers_due(work, week_end)
    if before is None:
        return due, []
    found: dict[object, PaperDue] = {}
    gone = []
    for row in papers_of_filings(work, [before.id]):
        campaign = work.session.get(Campaign, row.campaign_id) if row.campaign_id else None
        if campaign is not None and campaign.deleted_at is not None:
            gone.append(f"专项行动「{campaign.name}」已删除，更正里没有它的{row.title}。")
            continue
        paper = PaperDue(
            row.form_id,
            row.campaign_id,
            row.campaign,
            row.scope,
            row.recipient,
            row.signer,
            row.due_at,
            row.title,
        )
        found[paper.key] = paper
    for paper in due:
        found.setdefault(paper.key, paper)
    return list(found.values()), gone


def _in_words(found: Finding) -> str:
    """Return a warning as it is kept: whom it is about stands in it, as the records will change."""
    names = list(dict.fromkeys(row.enterprise for row in found.rows if row.enterprise))
    if not names:
        return found.text
    rest = f"等 {len(names)} 家" if len(names) > _MOST_NAMED else ""
    return f"{found.text.rstrip('。')}：{'、'.join(names[:_MOST_NAMED])}{rest}。"


def _changes(work: UnitOfWork, filing: Filing, done: str, warnings: list[str], followed: str = "") -> Changes:
    papers = len(papers_of_filings(work, [filing.id]))
    return Changes(
        f"{done}，{papers} 张表{followed}",
        filing.id,
        warnings,
        counts={
            "papers": papers,
            "version": filing.version,
            "late": late_counts(work).get(filing.id, 0),
            "warnings": len(warnings),
        },
    )


def _warnings(filing: Filing) -> list[str]:
    return [str(text) for text in json.loads(filing.warnings)]


def _tell(progress: Progress | None, done: int, total: int, what: str) -> None:
    if progress is not None:
        progress.report(done, total, what)
