"""定稿: draws a paper of a filed week and keeps its PDF, its workbook, its figures and their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hazard_desk.errors import OutputError
from hazard_desk.forms.geometry import Layout
from hazard_desk.forms.places import places_of
from hazard_desk.forms.preflight import unprintable
from hazard_desk.forms.sheet import Sheet, printed
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import FiledPaper, Filing
from hazard_desk.services.attaching import Given, Owner, attach_kept, kept_files
from hazard_desk.services.filing.obligations import PaperDue
from hazard_desk.services.filing.papers import PaperFigure, plain_json
from hazard_desk.services.filing.printed_figures import printed_figures
from hazard_desk.services.form_filling.emptiness import why_empty
from hazard_desk.services.form_filling.file_names import file_names
from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.form_filling.reports import is_report, requested_report
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.wording import form_title
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import AttachmentKind, FilingState, ReportScope


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper that was drawn and kept, and what is to be said of it."""

    id: int
    title: str
    doubts: tuple[str, ...]


def request_of(paper: PaperDue, filing: Filing) -> FormRequest:
    """Return the request by which the form of a paper is filled."""
    return FormRequest(
        paper.form_id,
        week_end=filing.week_end,
        campaign=paper.campaign,
        scope=Scope.CUMULATIVE if paper.scope is ReportScope.CUMULATIVE else Scope.WEEK,
    )


def keep_paper(work: UnitOfWork, filing: Filing, position: int, paper: PaperDue) -> KeptPaper:
    """Draw a paper from the frozen figures and keep it with the filing.

    OutputError where its files can't be written: the transaction then comes to nothing, and what was written
    already is a file that nobody names.
    """
    request = request_of(paper, filing)
    sheets = form_sheets(work, request)
    pdf, layouts = _pdf(sheets)
    title = _title(paper, sheets)
    record = FiledPaper(
        filing_id=filing.id,
        position=position,
        form_id=paper.form_id,
        campaign_id=paper.campaign_id,
        scope=paper.scope,
        title=title,
        state=FilingState.FILED,
        figures=plain_json(_figures(work, filing, paper, sheets)),
        places=plain_json(places_of(layouts)),
        recipient=paper.recipient,
        signer=paper.signer,
        due_at=paper.due_at,
    )
    work.session.add(record)
    work.session.flush()
    stem = _stem(title, paper, filing)
    files = [Given(file_names([stem], ".pdf")[0], pdf), _workbook(work, request, sheets, stem)]
    try:
        stored = kept_files(work, files)
    except OutputError as error:
        raise OutputError(error.what, "这一周没有定稿，台账数据没有变化。", error.remedy) from error
    attach_kept(work, Owner("filed_paper", record.id), stored, AttachmentKind.FILED)
    doubts = [
        f"{title}{found.where}里的「{found.character}」没有字体能印，印出来是〓。"
        for sheet in sheets
        for found in unprintable(sheet)
    ]
    if empty := why_empty(work, request):
        doubts.append(f"{title}：{empty}")
    return KeptPaper(record.id, title, tuple(doubts))


def _title(paper: PaperDue, sheets: Sequence[Sheet]) -> str:
    """Return what is printed above it; where its sheets are called differently, what the form is called."""
    titles = {sheet.title.replace("\n", "") for sheet in sheets}
    return titles.pop() if len(titles) == 1 else form_title(paper.form_id)


def _stem(title: str, paper: PaperDue, filing: Filing) -> str:
    """Return the name of the kept files: what it is, its campaign where the title doesn't say, of when."""
    named = paper.campaign or ""
    parts = [title, named if named not in title else "", str(filing.week_end)]
    if filing.version > 1:
        parts.append(f"更正 {filing.version}")
    return " ".join(filter(None, parts))


def _pdf(sheets: Sequence[Sheet]) -> tuple[bytes, list[Layout]]:
    from hazard_desk.forms.pdf import draw

    layouts: list[Layout] = []
    return draw(sheets, laid_out=layouts.append), layouts


def _workbook(reading: Reading, request: FormRequest, sheets: Sequence[Sheet], stem: str) -> Given:
    """Return the workbook, of a report in prose the Word file."""
    if is_report(request.form_id):
        from hazard_desk.forms.report_word import draw as draw_word

        return Given(file_names([stem], ".docx")[0], draw_word(requested_report(reading, request)))
    from hazard_desk.forms.xlsx import draw as draw_workbook

    return Given(file_names([stem], ".xlsx")[0], draw_workbook(sheets))


def _figures(reading: Reading, filing: Filing, paper: PaperDue, sheets: Sequence[Sheet]) -> list[PaperFigure]:
    """Return the figures as printed, with what stands behind those that were overridden."""
    if places := printed_figures(reading, filing.week_end, paper):
        return [
            PaperFigure(
                key,
                printed(slot.value),
                printed(slot.computed),
                slot.entry.reason if slot.entry else "",
                slot.entry.handler if slot.entry else "",
            )
            for key, slot in places.items()
        ]
    return [
        PaperFigure(cell.key, cell.text, cell.text)
        for sheet in sheets
        for cell in sheet.cells
        if cell.key is not None and cell.text and not isinstance(cell.content, str)
    ]
