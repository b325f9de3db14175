"""The forms that the program can print, by the id they have on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import DocumentKind


class About(Enum):
    """What one sheet of a form tells of; what must be named to fill it."""

    WEEK = "week"  # a reporting week, or all up to its end
    ENTERPRISE = "enterprise"
    VISIT = "visit"
    ROUND = "round"  # of cross-inspections
    PAIR = "pair"  # of a round, or each of its pairs
    PLAN = "plan"  # what the office plans: of a week, or of the year that it lies in
    DOCUMENT = "document"  # 文书, as it was issued


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its id, its number in the project (F1 …; "" for the office's own), and what it is about.

    `tells_today` says that it tells how things stand today, whatever week it is asked for.
    """

    id: str
    number: str
    about: About
    tells_today: bool = False

    @property
    def can_be_due(self) -> bool:
        """Whether a week can be reported (报送) with it: it tells of a week, and a 更正 tells of it again."""
        return self.about is About.WEEK and not self.tells_today

    @property
    def title(self) -> str:
        """The title as the shipped texts print it, in one line, the campaign that it names included."""
        texts = load_texts(self.id)
        title = str(texts["title"]).replace("{campaign}", str(texts.get("campaign", "")))
        return title.replace("|", "").replace("\n", "")

    @property
    def short(self) -> str:
        """What the form is called in a list."""
        return str(load_texts(self.id)["short"])


FORMS: dict[str, Form] = {
    form.id: form
    for form in (
        Form("registration", "F1", About.ENTERPRISE),
        Form("self-check", "F2", About.ENTERPRISE),
        Form("supervision", "F3", About.VISIT),
        Form("weekly-statistics", "F4", About.WEEK),
        Form("illegal-acts", "F5", About.WEEK),
        Form("weekly-dispatch", "F6", About.WEEK),
        Form("major-hazards", "F7", About.WEEK),
        Form("cross-arrangement", "F8", About.ROUND),
        Form("cross-summary", "F9", About.WEEK),
        Form("hazard-list", "F10", About.VISIT),
        Form("cross-handover", "", About.PAIR),
        Form("cross-report", "", About.PAIR),
        Form("hazard-ledger", "", About.WEEK),
        Form("problem-list", "", About.ENTERPRISE),
        Form("enterprise-file", "", About.ENTERPRISE),
        Form("industry-ledger", "", About.WEEK),
        Form("campaign-summary", "", About.WEEK),
        Form("enforcement-ledger", "", About.WEEK),
        Form("typical-cases", "", About.WEEK),
        Form("typical-case", "", About.WEEK),
        Form("quota-table", "", About.WEEK, tells_today=True),
        Form("support-pairs", "", About.WEEK),
        Form("signs-and-cards", "", About.WEEK),
        Form("batches", "", About.WEEK),
        Form("tip-off-ledger", "", About.WEEK),
        Form("tip-off-public", "", About.WEEK),
        Form("activity-ledger", "", About.WEEK),
        Form("negative-list", "", About.WEEK, tells_today=True),
        Form("ranking", "", About.WEEK, tells_today=True),
        Form("ranking-notice", "", About.WEEK, tells_today=True),
        Form("village-notice", "", About.WEEK, tells_today=True),
        Form("task-plan", "", About.WEEK, tells_today=True),
        Form("task-progress", "", About.WEEK, tells_today=True),
        Form("hand-over-list", "", About.WEEK, tells_today=True),
        Form("visit-sheet", "", About.ENTERPRISE),
        Form("visit-route", "", About.PLAN),
        Form("supervision-plan", "", About.PLAN),
        *(Form(kind.value, "", About.DOCUMENT) for kind in DocumentKind),
    )
}
"""Every form there is, in the order of their numbers; then the office's own, last the documents (文书)."""
