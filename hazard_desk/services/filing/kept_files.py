"""A form of a week that was filed is given out as it was kept, never drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hazard_desk.errors import OutputError
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.services.filing.obligations import can_be_filed
from hazard_desk.services.filing.papers import PaperRow, filed_paper, kept_bytes
from hazard_desk.services.filing.weeks import current_week_end
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import ReportScope
from hazard_desk.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was kept at 定稿, and of which version of which week."""

    data: bytes
    week_end: date
    version: int


def filed_for(reading: Reading, request: FormRequest) -> PaperRow | None:
    """Return the filed paper that a request asks for; None where the week isn't filed with that form."""
    if request.blank or not can_be_filed(request.form_id):
        return None
    if request.round_name or request.pair_id is not None:  # of one round: no paper of a week
        return None
    campaign = campaign_by_name(reading, request.campaign) if request.campaign else None
    return filed_paper(
        reading,
        request.form_id,
        request.week_end or current_week_end(reading),
        campaign.id if campaign else None,
        ReportScope.CUMULATIVE if request.scope is Scope.CUMULATIVE else ReportScope.WEEK,
    )


def kept_as_filed(reading: Reading, request: FormRequest, ending: str) -> KeptFile | None:
    """Return the file with this ending that was kept of a form; None where it has to be drawn.

    Refused: a kept file that is gone or was changed since.
    """
    paper = filed_for(reading, request)
    if paper is None:
        return None
    for kept in (paper.pdf, paper.workbook):
        if kept is not None and kept.suffix == ending:
            return KeptFile(kept_bytes(reading, kept), paper.week_end, paper.version)
    return None


def save_kept(kept: KeptFile, path: Path) -> Path:
    """Write a kept file where the user wants it, whole or not at all."""
    try:
        write_whole(path, kept.data)
    except OSError as error:
        raise OutputError(
            f"文件写不进 {path}：{in_words(error)}。",
            "台账数据没有变化，原来的文件也没有动。",
            "请检查磁盘空间、文件夹是否存在，或该文件是否正在别的程序里打开。",
        ) from error
    return path
