"""Which place of 使用手册 belongs to what is on the screen, and to what went wrong.

A place is `chapter` or `chapter#section`; a test holds each of them to exist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FIRST = "week"

TABS = {
    "工作台": "workbench",
    "企业档案": "registry",
    "检查记录": "inspections",
    "隐患台账": "hazards",
    "交叉检查": "cross",
    "报表导出": "reports",
}
"""By the title of the tab."""

WIDGETS = {
    # the first minute
    "Welcome": "first-time",
    "FirstMinute": "first-time",
    "RescueCard": "trouble#damaged",
    "PlacePage": "first-time#folder",
    "UnitPage": "first-time#office",
    "VillagesPage": "first-time#villages",
    "PeoplePage": "first-time#leaders",
    "EnterprisesPage": "first-time#import",
    "MadePage": "first-time#first-form",
    "BackupLight": "backup#light",
    # forms and views of the pages
    "EnterpriseForm": "registry#new",
    "InspectionForm": "inspections#new",
    "CheckSection": "inspections#check-list",
    "PairForm": "cross#follow",
    "FollowView": "cross#follow",
    "HistoryView": "cross#history",
    "BoardView": "cross#draw",
    # what pages open
    "ImportWizard": "registry#import",
    "ChangeState": "registry#state",
    "SelfCheckDialog": "registry#self-check",
    "FormBatchDialog": "registry#print",
    "AttachmentsDialog": "inspections#photos",
    "AttachmentViewer": "inspections#photos",
    "CriterionPicker": "criteria",
    "ListPicker": "inspections#check-list",
    "StepDialog": "hazards#steps",
    "RecheckDialog": "hazards#recheck",
    "DossierDialog": "hazards#supervised",
    "RoundDialog": "cross#round",
    "MembersDialog": "cross#round",
    "DaysDialog": "cross#follow",
    "RenameDialog": "cross#round",
    "ForbidDialog": "cross#draw",
    "SamplePicker": "cross#follow",
    "DocumentPreview": "documents#issue",
    "RefusalDialog": "documents#refusal",
    "FormWordingDialog": "reports#wording",
    "CalibrationDialog": "reports#calibration",
    "ScanDialog": "filing#scan",
    "ReportedDialog": "filing#reported",
    "CorrectionDialog": "filing#correct",
    "RestoreDialog": "backup#restore",
    "PasswordDialog": "backup#password",
    "SafekeepingDialog": "backup",
    "ProblemReportDialog": "trouble#problem-report",
    "NoticeDialog": "other-records#tasks",
    "About": "install",
    "WhatsNew": "install#upgrade",
    # what the menus open
    "JournalDialog": "undo#journal",
    "RecycleBinDialog": "undo#recycle-bin",
    "EnforcementDialog": "other-records#enforcement",
    "DocumentsDialog": "documents",
    "TipOffsDialog": "tip-offs",
    "TasksDialog": "other-records#tasks",
    "ActivitiesDialog": "other-records#activities",
    "SupportPairsDialog": "other-records#support-pairs",
    "SignsDialog": "other-records#signs",
    "BatchesDialog": "other-records#batches",
    "CampaignsDialog": "filing#campaigns",
    "FilingsDialog": "filing#filings",
    "NegativeListsDialog": "other-tables#negative-lists",
    "RankingDialog": "other-tables#ranking",
    "AdHocTablesDialog": "other-tables#ad-hoc",
    "CountyTemplatesDialog": "other-tables#county",
    "CollectionsDialog": "other-tables#collections",
    "RostersDialog": "rosters",
    "PlanDialog": "plan",
    "WeekRoute": "plan#visits",
    "HolidaysDialog": "deadlines#holidays",
    "LimitsDialog": "deadlines#limits",
    "CriteriaDialog": "criteria",
    "HandOverDialog": "hand-over",
    "OfficeSettings": "first-time#settings",
}
"""By the class of a dialog, page or part of one; the innermost round the keyboard counts."""

UNEXPECTED = "trouble#error"
NO_PRINTER = "trouble#printer"
GLYPHS = "trouble#glyphs"

_ERRORS = (
    ("PasswordWrong", "", "trouble#password"),
    ("PasswordNeeded", "", "trouble#password"),
    ("ArchiveRefused", "", "backup#package"),
    ("DamagedFile", "", "trouble#damaged"),
    ("HazardDeskError", "磁盘已满|磁盘限额|磁盘放不下", "trouble#disk-full"),
    ("HazardDeskError", "第二备份位置", "backup#second-place"),
    ("HazardDeskError", "自动同步", "trouble#synced"),
    ("HazardDeskError", "在网络位置上", "trouble#network-drive"),
    ("HazardDeskError", "更新的程序保存", "trouble#newer-file"),
    ("HazardDeskError", "不是隐患台的台账文件", "trouble#damaged"),
    ("HazardDeskError", "台账正在被使用|还没有放开|以只读方式打开", "trouble#other-window"),
    ("OfficeFileError", "正被另一个程序占用|别的软件打开过", "trouble#antivirus"),
    ("OfficeFileError", "只读|不能写入|写不进", "trouble#read-only"),
    ("HazardDeskError", "别的程序里打开|正在被别的程序使用", "trouble#excel-open"),
    ("FileRefused", "", "trouble#photos"),
    ("InputRefused", "不能导入", "trouble#bad-xlsx"),
    ("OutputError", "备份.*(写不进|校验不通过)", "trouble#backup"),
)
"""Class of the error (or of one it stems from), words in what happened, place; the first that fits counts."""


_NOTICES = (
    ("自动同步", "trouble#synced"),
    ("没有正常退出", "trouble#crashed"),  # all is well again; the synced folder is not
    ("在U盘或移动硬盘上", "first-time#folder"),
    ("第二备份位置", "backup#second-place"),
)
"""Words in what is told at the opening, place; of several things told at once the first here counts."""


def of_notice(words: str) -> str:
    """Return the place that tells more of what is told at the opening, "" where nothing does."""
    return next((place for known, place in _NOTICES if known in words), "")


def of_error(error: Exception) -> str:
    """Return the place that tells more of an error, "" where the message says all there is."""
    from hazard_desk.errors import HazardDeskError

    if not isinstance(error, HazardDeskError):
        return UNEXPECTED
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return next(
        (place for kind, words, place in _ERRORS if kind in kinds and re.search(words, error.what)), ""
    )


def of_widget(widget: QWidget | None) -> str:
    """Return the place for where the keyboard is: the innermost part known here, at last the tab."""
    while widget is not None:
        said = widget.property("topic")  # a message's own
        if isinstance(said, str) and said:
            return said
        for kind in type(widget).__mro__:
            if kind.__name__ in WIDGETS:
                return WIDGETS[kind.__name__]
        tabs, page = getattr(widget, "tabs", None), getattr(widget, "page", None)
        if widget.parentWidget() is None and tabs is not None and page is not None:
            return TABS.get(tabs.tabText(tabs.currentIndex()), FIRST)
        widget = widget.parentWidget()
    return FIRST


def places() -> set[str]:
    """Return every place named here."""
    return {
        FIRST,
        UNEXPECTED,
        NO_PRINTER,
        GLYPHS,
        *TABS.values(),
        *WIDGETS.values(),
        *(place for _kind, _words, place in _ERRORS),
        *(place for _words, place in _NOTICES),
    }
