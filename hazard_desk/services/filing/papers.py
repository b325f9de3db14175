"""定稿的表: what was handed in with a week, its kept files, its figures and where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from hazard_desk.errors import RecordMissing
from hazard_desk.forms.contents import Content, contents_of
from hazard_desk.forms.places import Place
from hazard_desk.model import Campaign, FiledPaper, Filing
from hazard_desk.services.attaching import AttachmentRow, attachments_at
from hazard_desk.services.filing.obligations import papers_due
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import AttachmentKind, FilingState, ReportScope


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a week. A draft has no id, no filing, version 0 and no files yet.

    `pdf` and `workbook` are as they were kept at 定稿; the workbook of a report in prose is its Word file.
    """

    id: int
    filing_id: int | None
    week_end: date
    version: int
    form_id: str
    campaign_id: int | None
    campaign: str | None
    scope: ReportScope
    title: str
    state: FilingState
    recipient: str
    signer: str
    due_at: datetime | None
    stamped_on: date | None = None
    reported_on: date | None = None
    reported_to: str = ""
    pdf: AttachmentRow | None = None
    workbook: AttachmentRow | None = None
    scan: AttachmentRow | None = None

    def kept_as(self, ending: str) -> AttachmentRow | None:
        """Return the file that was kept at 定稿 of this kind (".pdf"); None where it has to be made."""
        return next((kept for kept in (self.pdf, self.workbook) if kept and kept.suffix == ending), None)


@dataclass(frozen=True, slots=True)
class PaperFigure:
    """A figure as it was printed, and what the program had reckoned; where they differ, why and by whom."""

    key: str
    value: str
    computed: str
    reason: str = ""
    handler: str = ""


def papers_of_week(reading: Reading, week_end: date) -> list[PaperRow]:
    """Return the papers of a week: of a filed one those of its newest version, else drafts of what is due."""
    filing = current_filing(reading, week_end)
    if filing is not None:
        return papers_of_filings(reading, [filing.id])
    return [
        PaperRow(
            0,
            None,
            week_end,
            0,
            due.form_id,
            due.campaign_id,
            due.campaign,
            due.scope,
            due.title,
            FilingState.DRAFT,
            due.recipient,
            due.signer,
            due.due_at,
        )
        for due in papers_due(reading, week_end)
    ]


def papers_of_filings(reading: Reading, filing_ids: Sequence[int]) -> list[PaperRow]:
    """Return the papers of versions of weeks, the oldest week first, those of each version in their order."""
    return _rows(reading, _papers().where(FiledPaper.filing_id.in_(filing_ids)))


def paper_row(reading: Reading, paper_id: int) -> PaperRow:
    """Return a filed paper; one that is no longer there is refused."""
    rows = _rows(reading, _papers().where(FiledPaper.id == paper_id))
    if not rows:
        raise paper_gone()
    return rows[0]


def paper_versions(reading: Reading, paper_id: int) -> list[PaperRow]:
    """Return a paper as every version of its week has it, the newest first."""
    one = paper_row(reading, paper_id)
    found = _papers().where(
        Filing.week_end == one.week_end,
        FiledPaper.form_id == one.form_id,
        FiledPaper.campaign_id == one.campaign_id,  # `==` of None says IS NULL
        FiledPaper.scope == one.scope,
    )
    return list(reversed(_rows(reading, found)))


def filed_paper(
    reading: Reading, form_id: str, week_end: date, campaign_id: int | None, scope: ReportScope
) -> PaperRow | None:
    """Return the paper by which a form was handed in for a week, as the newest version has it; or None.

    A form that always tells the same has it whatever scope it was asked for with.
    """
    filing = current_filing(reading, week_end)
    if filing is None:
        return None
    found = _papers().where(
        FiledPaper.filing_id == filing.id,
        FiledPaper.form_id == form_id,
        FiledPaper.campaign_id == campaign_id,
    )
    if Content.CUMULATIVE in contents_of(form_id):
        found = found.where(FiledPaper.scope == scope)
    return next(iter(_rows(reading, found)), None)


def paper_figures(reading: Reading, paper_id: int) -> list[PaperFigure]:
    """Return the figures of a filed paper as they were printed, in their order on it."""
    return [PaperFigure(**one) for one in json.loads(_paper(reading, paper_id).figures)]


def paper_places(reading: Reading, paper_id: int) -> list[Place]:
    """Return where on a filed paper's pages its figures stand."""
    return [Place(**one) for one in json.loads(_paper(reading, paper_id).places)]


def plain_json(items: Iterable[PaperFigure | Place]) -> str:
    """Return figures or places as they are kept."""
    return json.dumps([asdict(one) for one in items], ensure_ascii=False)


def current_filing(reading: Reading, week_end: date) -> Filing | None:
    """Return the newest version of a week; None where the week is not filed."""
    newest = select(Filing).where(Filing.week_end == week_end).order_by(Filing.version.desc()).limit(1)
    return reading.session.scalar(newest)


def last_filed_before(reading: Reading, week_end: date) -> Filing | None:
    """Return the newest version of the last filed week before one; None where there is none."""
    before = select(func.max(Filing.week_end)).where(Filing.week_end < week_end).scalar_subquery()
    newest = select(Filing).where(Filing.week_end == before).order_by(Filing.version.desc()).limit(1)
    return reading.session.scalar(newest)


def paper_gone() -> RecordMissing:
    """Return the refusal of a paper that is no longer there: its 定稿 was taken back."""
    return RecordMissing("这张表已不在报送记录里（定稿可能已撤销）。", "没有改动任何数据。", "请刷新后再试。")


def _papers() -> Any:
    return (
        select(FiledPaper, Filing, Campaign.name)
        .join(Filing, Filing.id == FiledPaper.filing_id)
        .outerjoin(Campaign, Campaign.id == FiledPaper.campaign_id)
        .order_by(Filing.week_end, Filing.version, FiledPaper.position)
    )


def _paper(reading: Reading, paper_id: int) -> FiledPaper:
    paper = reading.session.get(FiledPaper, paper_id)
    if paper is None:
        raise paper_gone()
    return paper


def _rows(reading: Reading, query: Any) -> list[PaperRow]:
    found = reading.session.execute(query).all()
    kept: dict[int, list[AttachmentRow]] = {paper.id: [] for paper, *_ in found}
    for row in attachments_at(reading, "filed_paper", list(kept)):
        kept[row.owner.id].append(row)
    return [_row(paper, filing, campaign, kept[paper.id]) for paper, filing, campaign in found]


def _row(paper: FiledPaper, filing: Filing, campaign: str | None, kept: Sequence[AttachmentRow]) -> PaperRow:
    filed = [row for row in kept if row.kind is AttachmentKind.FILED]
    return PaperRow(
        paper.id,
        filing.id,
        filing.week_end,
        filing.version,
        paper.form_id,
        paper.campaign_id,
        campaign,
        paper.scope,
        paper.title,
        paper.state,
        paper.recipient,
        paper.signer,
        paper.due_at,
        paper.stamped_on,
        paper.reported_on,
        paper.reported_to,
        next((row for row in filed if row.suffix == ".pdf"), None),
        next((row for row in filed if row.suffix != ".pdf"), None),
        next((row for row in reversed(kept) if row.kind is AttachmentKind.SCAN), None),
    )
