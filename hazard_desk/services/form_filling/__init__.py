"""Fill the official forms from the records: each form's facts gathered, its Sheet built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hazard_desk.errors import OutputError, UsageError
from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.saving import save
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.forms.weekly_statistics import FORM_ID as WEEKLY_STATISTICS
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Office
from hazard_desk.services.offices import campaign_by_name
from hazard_desk.services.reporting import current_week_end, statistics
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which form, of what: only what the form needs is looked at. Without a week, the present one."""

    form_id: str
    week_end: date | None = None
    campaign: str | None = None
    scope: Scope = Scope.WEEK
    blank: bool = False
    filled_on: date | None = None  # 填表日期; today where none is named


def form_sheet(reading: Reading, request: FormRequest) -> Sheet:
    """Return the form's page, filled from the records, or blank for filling in by hand."""
    if request.form_id not in FORMS:
        known = "、".join(f"{form.id}（{form.title}）" for form in FORMS.values())
        raise UsageError(f"没有编号为「{request.form_id}」的表。", "没有导出。", f"现有：{known}。")
    return _FILLED[request.form_id](reading, request)


def _weekly_statistics(reading: Reading, request: FormRequest) -> Sheet:
    office = reading.session.get_one(Office, 1)
    campaign = campaign_by_name(reading, request.campaign) if request.campaign else None
    figures = None
    if not request.blank:
        counted = statistics(reading, request.week_end or current_week_end(reading), request.campaign)
        chosen = counted.week if request.scope is Scope.WEEK else counted.cumulative
        figures = {figure.value: value for figure, value in chosen.items()}
    return FORMS[WEEKLY_STATISTICS].build(
        load_texts(WEEKLY_STATISTICS),
        unit_name=office.name,
        filled_on=None if request.blank else request.filled_on or reading.today,
        figures=figures,
        scope=request.scope,
        recipient=(campaign.recipient if campaign else "") or office.recipient,
    )


_FILLED = {WEEKLY_STATISTICS: _weekly_statistics}


def save_sheet(sheet: Sheet, path: Path) -> None:
    """Write a sheet to a .pdf or .xlsx file, whole or not at all, with an error the user understands."""
    if path.suffix.lower() not in (".pdf", ".xlsx"):
        raise UsageError(
            f"不能保存为「{path.suffix or path.name}」。", "没有写文件。", "请用 .pdf 或 .xlsx 结尾的文件名。"
        )
    try:
        save(sheet, path)
    except OSError as error:
        raise OutputError(
            f"文件写不进 {path}：{in_words(error)}。",
            "台账数据没有变化，原来的文件也没有动。",
            "请检查磁盘空间、文件夹是否存在，或该文件是否正在别的程序里打开。",
        ) from error
