"""A document's words as a page: running text on an upright A4, places to sign, room for the seal."""

from __future__ import annotations

from math import ceil

from hazard_desk.forms.documents.wording import Entry, Signature, Wording
from hazard_desk.forms.faces import MM_PER_PT
from hazard_desk.forms.layout import PAD_X_MM, lay_out
from hazard_desk.forms.sheet import (
    SEAL_RADIUS_MM,
    Align,
    Cell,
    Frame,
    HeadField,
    HeadLine,
    Margins,
    Orientation,
    Role,
    Sheet,
)

_MARGINS = Margins(top=26.0, right=26.0, bottom=22.0, left=28.0)  # 订口 28, 版心 156 (GB/T 9704)
_COLUMNS = 48
_COLUMN_MM = 3.25
_BODY_PT = 14.0
_SIGN_PT = 12.0
_LEADING = 1.55
_LINE_MM = 8.5  # to write on
_LEAST_LINES = 3
_ENTRY_MM = 9.5
_SIGN_MM = 11.0
_SEAL_MM = 2 * SEAL_RADIUS_MM + 2.0
_SEAL_COLUMNS = 26
_SIGN_COLUMNS = 13
_INDENT = "　　"


def document_sheet(wording: Wording) -> Sheet:
    """Return the page of a document; a blank one has fewer lines to write on where it then fits one page."""
    made = _sheet(wording, wording.lines)
    for count in range(wording.lines - 1, _LEAST_LINES - 1, -1):
        if len(lay_out(made).pages) == 1:
            break
        made = _sheet(wording, count)
    return made


def _sheet(wording: Wording, lines: int) -> Sheet:
    page = _Page()
    for row in wording.entries:
        page.entries(row)
    if wording.addressee:
        page.text(wording.addressee)
    for paragraph in filter(str.strip, wording.paragraphs):  # an office may leave a sentence out
        page.text(_INDENT + paragraph)
    page.lines(lines)
    for paragraph in filter(str.strip, wording.closing):
        page.text(_INDENT + paragraph)
    last = len(page.rows) - 1
    for signature in wording.signatures:
        page.signature(signature, wording.certificate_label)
    page.ending(wording.agency, wording.date)
    page.together.append((last, len(page.rows) - 1))  # nobody signs a page that says nothing
    return Sheet(
        form_id=wording.kind.value,
        title="\n".join(wording.title),
        head=HeadLine(right=HeadField("", wording.number)) if wording.number else HeadLine(),
        columns=(_COLUMN_MM,) * _COLUMNS,
        rows=tuple(page.rows),
        cells=tuple(page.cells),
        together=tuple(page.together),
        stretch=tuple(page.stretch),
        notes=wording.notes,
        subject=wording.subject,
        running_head="　".join(filter(None, (wording.title[-1], wording.number))),
        orientation=Orientation.PORTRAIT,
        margins=_MARGINS,
        table_pt=_BODY_PT,
        leading=_LEADING,
        numbered=not wording.lines,  # of a blank one nobody knows how many there will be
    )


class _Page:
    """The rows, built from the top."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []
        self.stretch: list[tuple[int, float]] = []

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self._add(0, _COLUMNS, text, Role.VALUE, Frame.NONE)
        self.rows.append(0.0)

    def lines(self, count: int) -> None:
        """Add lines to write on; together they take the room that is left on the page."""
        for _ in range(count):
            self._add(0, _COLUMNS, None, Role.VALUE, Frame.BELOW)
            self.stretch.append((len(self.rows), 1.0))
            self.rows.append(_LINE_MM)

    def entries(self, row: tuple[Entry, ...]) -> None:
        """Add labels with what is filled in behind them, sharing the width."""
        each = _COLUMNS // len(row)
        for number, entry in enumerate(row):
            begin = number * each
            end = _COLUMNS if number == len(row) - 1 else begin + each
            width = min(_columns_for(entry.label, _SIGN_PT), end - begin - 1)
            self._add(begin, width, entry.label, Role.LABEL, Frame.NONE, size_pt=_SIGN_PT)
            self._add(
                begin + width, end - begin - width, entry.text or None, Role.VALUE, Frame.BELOW, _SIGN_PT
            )
        self.rows.append(_ENTRY_MM)

    def signature(self, signature: Signature, certificate_label: str) -> None:
        """Add a place to sign, with the number of the certificate beside it where one belongs there."""
        width = min(_columns_for(signature.label, _SIGN_PT), _COLUMNS // 2)
        self._add(0, width, signature.label, Role.LABEL, Frame.NONE, _SIGN_PT)
        if signature.said:
            self._add(width, _COLUMNS - width, signature.said, Role.VALUE, Frame.BELOW, _SIGN_PT)
        elif signature.certificate is None:
            self._add(width, _SIGN_COLUMNS, None, Role.SIGNATURE, Frame.BELOW)
            self._free(width + _SIGN_COLUMNS)
        else:
            # However the office words the two labels, there is room left for a number.
            label = min(_columns_for(certificate_label, _SIGN_PT), (_COLUMNS - width - _SIGN_COLUMNS) // 2)
            number = _COLUMNS - width - _SIGN_COLUMNS - label
            self._add(width, _SIGN_COLUMNS, None, Role.SIGNATURE, Frame.BELOW)
            self._add(width + _SIGN_COLUMNS, label, certificate_label, Role.LABEL, Frame.NONE, _SIGN_PT)
            self._add(
                _COLUMNS - number, number, signature.certificate or None, Role.VALUE, Frame.BELOW, _SIGN_PT
            )
        self.rows.append(_SIGN_MM)

    def ending(self, agency: str, date: str) -> None:
        """Add the agency's name over the date, where the seal is pressed; or the date alone."""
        if agency:
            self._add(0, _COLUMNS - _SEAL_COLUMNS, None, Role.LABEL, Frame.NONE)
            self._add(_COLUMNS - _SEAL_COLUMNS, _SEAL_COLUMNS, f"{agency}\n{date}", Role.SEAL, Frame.NONE)
            self.rows.append(_SEAL_MM)
        else:
            self._add(0, _COLUMNS, date, Role.LABEL, Frame.NONE, align=Align.END)
            self.rows.append(_SIGN_MM)

    def _free(self, column: int) -> None:
        self._add(column, _COLUMNS - column, None, Role.LABEL, Frame.NONE)

    def _add(
        self,
        column: int,
        columns: int,
        content: str | None,
        role: Role,
        frame: Frame,
        size_pt: float | None = None,
        align: Align | None = None,
    ) -> None:
        if role is Role.LABEL and align is None:
            align = Align.START
        self.cells.append(
            Cell(
                len(self.rows),
                column,
                content,
                role,
                colspan=columns,
                size_pt=size_pt,
                align=align,
                frame=frame,
            )
        )


def _columns_for(label: str, size_pt: float) -> int:
    """Return how many columns hold a label, every letter as wide as a Chinese one."""
    return max(1, ceil((len(label) * size_pt * MM_PER_PT + 2 * PAD_X_MM) / _COLUMN_MM))
