"""What is said of a paper of the week: how far it has come, and its one next step (草稿 → … → 已报送)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from hazard_desk.forms.catalogue import FORMS
from hazard_desk.rules import report_days
from hazard_desk.terms import FilingState, ReportScope

if TYPE_CHECKING:
    from hazard_desk.services.filing.papers import PaperRow
    from hazard_desk.services.report_reading import Week


class Deed(Enum):
    """The next step of a paper; the value is what its button says."""

    FILE = "定稿"
    PRINT = "打印"
    SCAN = "放回扫描件…"
    REPORT = "登记已报送…"
    NONE = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button: what it does and says, whether it may be pressed, and a sentence below it."""

    deed: Deed
    words: str
    possible: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four stages: its word, the day it was reached, whether it has been."""

    words: str
    day: date | None
    reached: bool


_ORDER = (FilingState.DRAFT, FilingState.FILED, FilingState.STAMPED, FilingState.REPORTED)


def stages_of(paper: PaperRow, filed_on: date | None) -> list[Stage]:
    """Return the four stages of a paper, with the days of those that it has reached."""
    days = {
        FilingState.FILED: filed_on,
        FilingState.STAMPED: paper.stamped_on,
        FilingState.REPORTED: paper.reported_on,
    }
    at = _ORDER.index(paper.state)
    return [
        Stage(state.label, days.get(state) if place <= at else None, place <= at)
        for place, state in enumerate(_ORDER)
    ]


def short_day(day: date, today: date) -> str:
    """Return a day without its year, where it's this year's."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def print_mark(paper: PaperRow) -> str:
    """Return what a filed paper is known by once it has been printed: its very pages."""
    return paper.pdf.sha256[:16] if paper.pdf is not None else ""


def to_print(week: Week, printed: Collection[str]) -> list[PaperRow]:
    """Return the papers of a week that are to be signed and stamped, and were not printed here yet."""
    return [
        paper
        for paper in week.papers
        if paper.state is FilingState.FILED and paper.pdf is not None and print_mark(paper) not in printed
    ]


def next_step(week: Week, paper: PaperRow, printed: Collection[str]) -> NextStep:
    """Return the next step of a paper; of an older version there is none."""
    if paper.state is FilingState.DRAFT:
        return _filing(week)
    if paper.id not in {one.id for one in week.papers}:
        return NextStep(Deed.NONE, "", note="这是更正以前的旧版本，只供查看。")
    if paper.state is FilingState.FILED:
        waiting = to_print(week, printed)
        if paper in waiting:
            many = f"打印本周全部（{len(waiting)} 张）" if len(waiting) > 1 else "打印"
            return NextStep(Deed.PRINT, many, note="打印出来签字、盖章，扫描后放回来。")
        return NextStep(Deed.SCAN, Deed.SCAN.value, note="把签字盖章的扫描件或照片拖到这一页上。")
    if paper.state is FilingState.STAMPED:
        return NextStep(Deed.REPORT, Deed.REPORT.value, note=_to_whom(paper))
    return NextStep(Deed.NONE, "", note=f"已报送给{paper.reported_to}。" if paper.reported_to else "")


def _filing(week: Week) -> NextStep:
    deed, words = Deed.FILE, Deed.FILE.value
    if week.check is None:
        note = "后面的一周已经定稿，这一周随它一起结账，不能再单独定稿。"
        return NextStep(deed, words, possible=False, note=note)
    if week.check.errors:
        note = f"有 {len(week.check.errors)} 处错误，改好才能定稿。"
        return NextStep(deed, words, possible=False, note=note)
    many = f"定稿（本周 {len(week.papers)} 张）" if len(week.papers) > 1 else words
    return NextStep(deed, many, note="定稿以后，数字和表不再变；还没有盖章的可以撤销。")


def _to_whom(paper: PaperRow) -> str:
    return f"报送给{paper.recipient}。" if paper.recipient else "报送以后，在这里登记哪一天报给了谁。"


def paper_name(paper: PaperRow) -> str:
    """Return what a paper is called in a list: F4 隐患排查统计表（累计）."""
    form = FORMS[paper.form_id]
    scope = "（累计）" if _says_scope(paper) else ""
    return " ".join(filter(None, (form.number, f"{form.short}{scope}")))


def _says_scope(paper: PaperRow) -> bool:
    from hazard_desk.forms.contents import Content, contents_of

    return paper.scope is ReportScope.CUMULATIVE and Content.CUMULATIVE in contents_of(paper.form_id)


def state_words(week: Week, paper: PaperRow) -> str:
    """Return how far a paper is, in a few words, what it is of, and by when it is due."""
    if paper.state is FilingState.DRAFT and not week.asked:
        return " · ".join(filter(None, ("没有单独定稿", paper.campaign or "")))
    day = {FilingState.STAMPED: paper.stamped_on, FilingState.REPORTED: paper.reported_on}.get(paper.state)
    words = " ".join(filter(None, (paper.state.label, short_day(day, week.today) if day else "")))
    version = f"更正第 {paper.version} 版" if paper.version > 1 else ""
    due = due_words(paper, week.today)
    if paper.campaign and "期" not in due:
        due = ""  # the name of the campaign needs the room
    return " · ".join(filter(None, (words, version, due, paper.campaign or "")))


def due_words(paper: PaperRow, today: date) -> str:
    """Say by when a paper is due, or how late it is or was."""
    due = paper.due_at
    if due is None:
        return ""
    if paper.state is FilingState.REPORTED:
        late = (paper.reported_on - due.date()).days if paper.reported_on else 0
        return f"迟报 {late} 天" if late > 0 else ""
    late = (today - due.date()).days
    return f"逾期 {late} 天" if late > 0 else f"{report_days.due_words(due, today)}报"
