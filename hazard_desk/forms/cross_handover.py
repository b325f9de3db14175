"""交叉检查问题隐患移交清单 (S003 三(三)): what a pair hands over to 受检方, and below a cut line its 回执.

No document prints this form: it lists what S003 says is handed over, 问题隐患清单 (附件5) and 印证资料.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.heading import title_with_campaign
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    PORTRAIT_WIDTH_MM,
    Align,
    Cell,
    Content,
    DateStyle,
    Frame,
    Orientation,
    Role,
    Sheet,
    printed,
)

FORM_ID = "cross-handover"
_LABEL_MM = 34.0  # 移交人（签字）：
_LEAD_GAP_MM, _LEAD_MM = 7.0, 30.0  # the seal clears the title and reaches into the names of the columns
_SIGN_MM, _GAP_MM, _CUT_MM, _TEXT_MM = 10.0, 3.0, 8.0, 24.0
_RECEIPT_TITLE_PT, _RECEIPT_PT, _NOTE_PT = 16.0, 12.0, 10.0

# The grid is finer than the table by one line: the places to sign stand on it, too.
_NUMBER, _NAME, _REST, _DAY, _GENERAL, _MAJOR, _LISTS, _EVIDENCE, _NOTE = range(9)
_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One row: a visit to an enterprise, its hazards, the pages of its 问题隐患清单 (0: it has none)."""

    enterprise: str
    inspected_on: date
    general: int
    major: int
    pages: int
    evidence: int
    note: str = ""

    @property
    def lists(self) -> int:
        """How many lists are handed over: one, or none where nothing was found."""
        return 1 if self.pages else 0


@dataclass(frozen=True, slots=True)
class Handover:
    """What 检查方 hands over to 受检方; without visits its head alone is filled in."""

    inspector: str
    inspected: str
    round_name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    visits: Sequence[HandedOver] = ()
    evidence_note: str = ""
    handed_over_on: date | None = None
    feedback_due_on: date | None = None

    @property
    def words(self) -> str:
        """Whose it is, in a few words: A组→马村."""
        return f"{self.inspector}→{self.inspected}"


def cross_handover(
    texts: Mapping[str, Any], *, campaign: str | None = None, handover: Handover | None = None
) -> Sheet:
    """Return the list of a pair with its receipt, or a blank one for any; rows stay free without visits."""
    page = _Page(texts, handover)
    page.lead()
    lead_rows = len(page.rows)
    page.header()
    page.visits()
    page.ending()
    title = title_with_campaign(texts, campaign, PORTRAIT_WIDTH_MM)
    subject = handover.words if handover else ""
    return Sheet(
        form_id=FORM_ID,
        annex=texts["annex"],
        title=title,
        columns=page.columns,
        rows=tuple(page.rows),
        cells=tuple(page.cells),
        lead_rows=lead_rows,
        header_rows=1,
        together=tuple(page.together),
        stretch=tuple(page.stretch),
        subject=subject,
        running_head="　".join(filter(None, (title.replace("\n", ""), subject))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


class _Page:
    """The rows, built from the top."""

    def __init__(self, texts: Mapping[str, Any], handover: Handover | None) -> None:
        self.texts, self.labels = texts, texts["labels"]
        self.handover = handover or Handover("", "")
        number, name, *others = (float(column["width_mm"]) for column in texts["columns"])
        self.columns = (number, _LABEL_MM - number, name - (_LABEL_MM - number), *others)
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []
        self.stretch: list[tuple[int, float]] = []

    # ---- above the table ------------------------------------------------------------------------------

    def lead(self) -> None:
        """Add 检查方 with room for its seal, and beside it 受检方, when and in which round."""
        given = self.handover
        beside = (
            (self.labels["inspected"], given.inspected),
            (self.labels["period"], _period(self.texts, given)),
            (self.labels["round"], given.round_name),
        )
        self._gap(_LEAD_GAP_MM)
        self._add(_NUMBER, 3, self._over(self.labels["inspector"], given.inspector), Role.SEAL, rows=3)
        for label, said in beside:
            self._add(_DAY, 1, label, Role.LABEL, align=Align.START)
            self._add(_GENERAL, _COLUMNS - _GENERAL, said or None, Role.VALUE, Frame.BELOW)
            self.rows.append(_LEAD_MM / len(beside))
        self._gap(_GAP_MM)

    def _over(self, label: str, name: str) -> str:
        return f"{label}\n{name}" if name else label

    # ---- the table ------------------------------------------------------------------------------------

    def header(self) -> None:
        """Add the names of the columns."""
        self._table_row([column["label"] for column in self.texts["columns"]], Role.LABEL)
        self.rows.append(float(self.texts["header_mm"]))

    def visits(self) -> None:
        """Add a row a visit, or free ones to write in, and what they make together."""
        visits = self.handover.visits
        for number, visit in enumerate(visits, start=1):
            self._table_row(
                (
                    number,
                    visit.enterprise,
                    visit.inspected_on,
                    visit.general,
                    visit.major,
                    self._lists(visit.lists, visit.pages),
                    visit.evidence,
                    visit.note,
                )
            )
            self.rows.append(float(self.texts["row_mm"]))
        for number in range(1, 1 + (0 if visits else int(self.texts["numbered_rows"]))):
            self._table_row((number, *[None] * 7))
            self.stretch.append((len(self.rows), 1.0))
            self.rows.append(float(self.texts["blank_row_mm"]))
        # Neither the sum nor the receipt ever stands on a page without a row of the list.
        self.together.append((len(self.rows) - 1, len(self.rows)))
        self._total()

    def _total(self) -> None:
        visits = self.handover.visits
        self._add(_NUMBER, 1, self.labels["total"], Role.LABEL, Frame.BOX)
        sums: tuple[Content, ...] = (None,) * 6
        if visits:
            said = str(self.texts["total_enterprises"]).replace("{enterprises}", str(self._enterprises))
            sums = (
                said,
                None,
                sum(visit.general for visit in visits),
                sum(visit.major for visit in visits),
                self._lists(sum(visit.lists for visit in visits), sum(visit.pages for visit in visits)),
                sum(visit.evidence for visit in visits),
            )
        for column, content in zip((_NAME, _DAY, _GENERAL, _MAJOR, _LISTS, _EVIDENCE), sums, strict=True):
            role = Role.NUMBER if isinstance(content, int) else Role.VALUE
            self._add(column, 2 if column == _NAME else 1, content, role, Frame.BOX, align=Align.CENTRE)
        self._add(_NOTE, 1, None, Role.VALUE, Frame.BOX)
        self.rows.append(float(self.texts["row_mm"]))

    @property
    def _enterprises(self) -> int:
        return len({visit.enterprise for visit in self.handover.visits})

    def _lists(self, lists: int, pages: int) -> str:
        return str(self.texts["lists"]).replace("{lists}", str(lists)).replace("{pages}", str(pages))

    def _table_row(self, contents: Sequence[Content], role: Role = Role.VALUE) -> None:
        places = (_NUMBER, _NAME, _DAY, _GENERAL, _MAJOR, _LISTS, _EVIDENCE, _NOTE)
        for column, place, content in zip(self.texts["columns"], places, contents, strict=True):
            counted = isinstance(content, int)
            centred = role is Role.LABEL or counted or column.get("align") == "centre"
            self._add(
                place,
                2 if place == _NAME else 1,
                content,
                Role.NUMBER if counted else role,
                Frame.BOX,
                align=Align.CENTRE if centred else Align.START,
            )

    # ---- below it -------------------------------------------------------------------------------------

    def ending(self) -> None:
        """Add 印证资料说明, who gives and who takes, and below the cut line the receipt; never torn apart."""
        first = len(self.rows) - 1
        given, labels = self.handover, self.labels
        self._add(_NUMBER, 2, labels["evidence_note"], Role.LABEL, Frame.BOX)
        self._add(_REST, _COLUMNS - 2, given.evidence_note or None, Role.VALUE, Frame.BOX)
        if given.visits:
            self.stretch.append((len(self.rows), 1.0))
        self.rows.append(_SIGN_MM)
        self._gap(_GAP_MM)
        self._place(_NUMBER, labels["giver"], None)
        self._place(_GENERAL, labels["receiver"], None)
        self.rows.append(_SIGN_MM)
        self._place(_NUMBER, labels["handed_over_on"], self._day(given.handed_over_on))
        self._add(_GENERAL, _COLUMNS - _GENERAL, None, Role.LABEL)
        self.rows.append(_SIGN_MM)
        for note in self._notes():
            self._add(_NUMBER, _COLUMNS, note, Role.LABEL, align=Align.START, size_pt=_NOTE_PT)
            self.rows.append(0.0)
        self._add(_NUMBER, _COLUMNS, self.texts["cut"], Role.LABEL, size_pt=9.0)
        self.rows.append(_CUT_MM)
        self._receipt()
        self.together.append((first, len(self.rows) - 1))

    def _notes(self) -> list[str]:
        due = self.handover.feedback_due_on
        notes = [str(note) for note in self.texts["notes"] if str(note).strip()]
        if due is not None and str(self.texts["feedback_due"]).strip():
            said = str(self.texts["feedback_due"]).replace("{date}", printed(due))
            notes = [*notes[:-1], (notes[-1] if notes else "") + said]
        return notes

    def _receipt(self) -> None:
        given, words = self.handover, self.texts["receipt"]
        self._add(_NUMBER, _COLUMNS, words["title"], Role.LABEL, size_pt=_RECEIPT_TITLE_PT, heading=True)
        self.rows.append(_SIGN_MM)
        said = f"　　{self._said(str(words['text']))}"
        name = self._over(words["unit"], given.inspected)
        self._add(_NUMBER, _LISTS, said, Role.LABEL, align=Align.START, size_pt=_RECEIPT_PT)
        self._add(_LISTS, _COLUMNS - _LISTS, name, Role.SEAL, rows=3)
        self.rows.append(_TEXT_MM)
        for label, content in (("receiver", None), ("received_on", self._day(None))):
            self._place(_NUMBER, words[label], content)
            self._add(_GENERAL, _LISTS - _GENERAL, None, Role.LABEL)
            self.rows.append(_SIGN_MM)

    def _said(self, text: str) -> str:
        given, blank = self.handover, str(self.texts["blank"])
        visits = given.visits
        major = sum(visit.major for visit in visits)
        figures = {
            "enterprises": self._enterprises,
            "lists": sum(visit.lists for visit in visits),
            "total": sum(visit.general for visit in visits) + major,
            "major": major,
            "evidence": sum(visit.evidence for visit in visits),
        }
        for slot, name in (("inspector", given.inspector), ("inspected", given.inspected)):
            text = text.replace(f"{{{slot}}}", name or str(self.texts["blank_name"]))
        for slot, figure in figures.items():
            text = text.replace(f"{{{slot}}}", str(figure) if visits else blank)
        return text

    def _day(self, day: date | None) -> str:
        return printed(day) if day else str(self.texts["date_blank"])

    def _place(self, column: int, label: str, content: str | None) -> None:
        """Add a place to sign, or a date, in the left half of the row or the right one."""
        left = column == _NUMBER
        begin = _REST if left else _LISTS
        self._add(column, begin - column, label, Role.LABEL, align=Align.START)
        end = _GENERAL if left else _COLUMNS
        role = Role.SIGNATURE if content is None else Role.LABEL
        self._add(begin, end - begin, content, role, Frame.BELOW, align=Align.START)

    def _gap(self, height: float) -> None:
        self._add(_NUMBER, _COLUMNS, None, Role.LABEL)
        self.rows.append(height)

    def _add(
        self,
        column: int,
        columns: int,
        content: Content,
        role: Role,
        frame: Frame = Frame.NONE,
        *,
        rows: int = 1,
        align: Align | None = None,
        size_pt: float | None = None,
        heading: bool = False,
    ) -> None:
        self.cells.append(
            Cell(
                len(self.rows),
                column,
                content,
                role,
                rowspan=rows,
                colspan=columns,
                align=align,
                size_pt=size_pt,
                heading=heading,
                date_style=DateStyle.DOTS,
                frame=frame,
            )
        )


def _period(texts: Mapping[str, Any], given: Handover) -> str:
    """Return the days of the visits: as they were made, else as agreed."""
    days = [visit.inspected_on for visit in given.visits]
    first, last = (min(days), max(days)) if days else (given.starts_on, given.ends_on)
    if first is None or last is None or first == last:
        return printed(first or last)
    return str(texts["period"]).replace("{first}", printed(first)).replace("{last}", printed(last))
