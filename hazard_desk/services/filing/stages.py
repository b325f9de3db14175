"""已盖章、已报送: the stamped scan of a filed paper, and when it went to whom. Undo is the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, InputRefused, Problem
from hazard_desk.model import AttachmentLink, FiledPaper, Filing
from hazard_desk.progress import Progress
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.attaching import (
    Given,
    Owner,
    attach_kept,
    attachments_of,
    kept_files,
)
from hazard_desk.services.filing.papers import current_filing, paper_gone
from hazard_desk.services.filing.scans import merged_scan
from hazard_desk.services.form_filling.file_names import file_names
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import AttachmentKind, FilingState


def attach_scan(
    work: UnitOfWork,
    paper_id: int,
    files: Sequence[Path | Given],
    stamped_on: date,
    progress: Progress | None = None,
) -> Changes:
    """Put the stamped scan back at a filed paper: all files as one PDF, in their order; 已盖章 from then on.

    A scan that is there already moves to the recycle bin. Refused: a day after today, before 定稿 or after
    it was reported, files that can't be used, the unstamped PDF of 定稿 itself, and a paper that a 更正 has
    replaced.
    """
    paper, filing = _filed(work, paper_id)
    refusals = _day_refusals("stamped_on", "盖章日期", stamped_on, filing.filed_at.date(), work.today)
    if paper.reported_on is not None and stamped_on > paper.reported_on:
        said = f"盖章日期 {stamped_on} 晚于报送的日子 {paper.reported_on}"
        refusals = refusals or [Refusal("stamped_on", said, "请核对日期。")]
    refuse_if_any(refusals)

    def before_each(number: int, name: str) -> None:
        if progress is not None:
            progress.report(number, len(files), name)

    scan = merged_scan(files, before_each)
    (name,) = file_names([f"{paper.title} {filing.week_end} 盖章扫描件"], ".pdf")
    stored = kept_files(work, [Given(name, scan.pdf)])
    owner = Owner("filed_paper", paper.id)
    present = attachments_of(work, owner)
    if any(row.kind is AttachmentKind.FILED and row.sha256 == stored[0][1].sha256 for row in present):
        raise InputRefused(
            [
                Problem(
                    "这就是定稿时保存的 PDF，上面没有签字和公章。",
                    "请把打印后签字盖章的那一份扫描下来，选扫描件。",
                )
            ],
            what="没有放回扫描件。",
            meaning="这张表还是原来的状态。",
        )
    notices = []
    if old := [row.id for row in present if row.kind is AttachmentKind.SCAN]:
        for link in work.session.scalars(select(AttachmentLink).where(AttachmentLink.id.in_(old))):
            link.deleted_at = work.now
        work.session.flush()
        notices.append("原来的扫描件已移入回收站。")
    attached = attach_kept(work, owner, stored, AttachmentKind.SCAN)
    paper.stamped_on = stamped_on
    if paper.state is FilingState.FILED:
        paper.state = FilingState.STAMPED
    work.session.flush()
    return Changes(
        f"放回盖章扫描件「{paper.title}」{filing.week_end}，{scan.pages} 页",
        attached.record_id,
        notices,
        counts={"pages": scan.pages},
    )


def report_paper(work: UnitOfWork, paper_id: int, on: date, to: str) -> Changes:
    """Record that a stamped paper was handed in: 已报送.

    Refused: no scan yet, no recipient, a day after today or before it was stamped, a paper that a 更正 has
    replaced.
    """
    paper, filing = _filed(work, paper_id)
    if paper.state is FilingState.FILED or paper.stamped_on is None:
        raise HazardDeskError(
            f"「{paper.title}」还没有放回盖章的扫描件，不能标为已报送。",
            "没有改动任何数据。",
            "请先把签字盖章的扫描件放回来。",
        )
    refusals = _day_refusals("reported_on", "报送日期", on, paper.stamped_on, work.today)
    if not to.strip():
        refusals.append(Refusal("reported_to", "没有写报送给谁", "请填写接收单位或邮箱。"))
    refuse_if_any(refusals)
    paper.state, paper.reported_on, paper.reported_to = FilingState.REPORTED, on, to.strip()
    work.session.flush()
    return Changes(f"已报送「{paper.title}」{filing.week_end}，给{paper.reported_to}", paper.id)


def _filed(work: UnitOfWork, paper_id: int) -> tuple[FiledPaper, Filing]:
    paper = work.session.get(FiledPaper, paper_id)
    if paper is None:
        raise paper_gone()
    filing = work.session.get_one(Filing, paper.filing_id)
    newest = current_filing(work, filing.week_end)
    if newest is not None and newest.id != filing.id:
        raise HazardDeskError(
            f"「{paper.title}」{filing.week_end} 已经更正，这是旧的第 {filing.version} 版。",
            "没有改动任何数据。旧版本只供查看。",
            f"请打开第 {newest.version} 版，再放回扫描件、登记报送。",
        )
    return paper, filing


def _day_refusals(field: str, label: str, day: date, earliest: date, today: date) -> list[Refusal]:
    if day > today:
        return [Refusal(field, f"{label} {day} 晚于今天", "请填写已经发生的日期。")]
    if day < earliest:
        step = "定稿" if field == "stamped_on" else "盖章"
        return [Refusal(field, f"{label} {day} 早于{step}的日子 {earliest}", "请核对日期。")]
    return []
