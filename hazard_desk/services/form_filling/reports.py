"""Reports in prose: filled from the records, as pages and as Word files that people go on writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hazard_desk.errors import UsageError
from hazard_desk.forms import campaign_summary as campaign_summary_form
from hazard_desk.forms import cross_report as cross_report_form
from hazard_desk.forms import hand_over_list as hand_over_list_form
from hazard_desk.forms import ranking_notice as ranking_notice_form
from hazard_desk.forms import typical_case as typical_case_form
from hazard_desk.forms.report import Report
from hazard_desk.forms.report_sheet import report_sheet
from hazard_desk.forms.sheet import Sheet
from hazard_desk.services.cross_inspecting.report import report_facts
from hazard_desk.services.form_filling.choosing_pairs import chosen_round
from hazard_desk.services.form_filling.enforcement import typical_case_report
from hazard_desk.services.form_filling.file_names import file_names
from hazard_desk.services.form_filling.hand_over import hand_over_report
from hazard_desk.services.form_filling.ranking import ranking_notice_report
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.saving import WORD, save_word
from hazard_desk.services.form_filling.summary import campaign_summary_report
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def cross_report(
    reading: Reading, round_id: int, pair_id: int | None = None, campaign: str | None = None
) -> Report:
    """Return 专题报告 of one pair of a round, or of the whole round; a round or pair that is gone is refused.

    `campaign` stands in the title in place of the round's.
    """
    texts = form_texts(reading, cross_report_form.FORM_ID)
    return cross_report_form.cross_report(texts, report_facts(reading, round_id, pair_id), campaign=campaign)


def cross_report_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return 专题报告 as pages: of the pair asked for, else of the round; a blank one where there is none."""
    return [report_sheet(_cross_report(reading, request))]


def _cross_report(reading: Reading, request: FormRequest) -> Report:
    if request.campaign:
        campaign_by_name(reading, request.campaign)  # an unknown one must not become a title
    found = None if request.blank else chosen_round(reading, request)
    if found is None:
        texts = form_texts(reading, cross_report_form.FORM_ID)
        return cross_report_form.cross_report(texts, campaign=request.campaign)
    return cross_report(reading, found.id, request.pair_id, request.campaign)


_REPORTS: dict[str, Callable[[Reading, FormRequest], Report]] = {
    cross_report_form.FORM_ID: _cross_report,
    typical_case_form.FORM_ID: typical_case_report,
    campaign_summary_form.FORM_ID: campaign_summary_report,
    ranking_notice_form.FORM_ID: ranking_notice_report,
    hand_over_list_form.FORM_ID: hand_over_report,
}


def is_report(form_id: str) -> bool:
    """Whether a form is a report, which can be had as a Word file."""
    return form_id in _REPORTS


def requested_report(reading: Reading, request: FormRequest) -> Report:
    """Return the report asked for, to be saved as a Word file; a form that is no report is refused."""
    if not is_report(request.form_id):
        raise UsageError("这张表没有 Word 格式。", "没有写文件。", "请用 .pdf 或 .xlsx 结尾的文件名。")
    return _REPORTS[request.form_id](reading, request)


def report_stem(report: Report) -> str:
    """Return the name that a report's file is offered, without its ending: its title and whose it is."""
    (name,) = file_names([" ".join(filter(None, (report.name, report.subject)))], WORD)
    return name.removesuffix(WORD)


def save_report_word(report: Report, path: Path) -> Path:
    """Write a report as .docx, whole or not at all, and return its path."""
    from hazard_desk.forms.report_word import draw

    return save_word(path, lambda: draw(report))
