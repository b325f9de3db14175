"""The attachments of 一企一档: their list, then pictures and pages of PDF files, each with its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    PORTRAIT_WIDTH_MM,
    Align,
    Cell,
    Content,
    DateStyle,
    Frame,
    Orientation,
    Photo,
    Role,
    Scan,
    Sheet,
    printed,
)

MOST_PAGES, MOST_MEGABYTES = 300, 200
"""So much is laid behind one file: more is a book that nobody prints, and fills the memory of an old PC."""

_CAPTION_PT = 9.0
_LONGEST_TITLE = 38
_TITLE_PT = 14.0


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment: where it belongs in words, and what is shown of it.

    `why_not` says why nothing is. `whole_page` gives a picture a page of its own, as a scan needs.
    """

    name: str
    owner: str
    kind: str
    on: date | None
    caption: str = ""
    photo: Photo | None = None
    pages: tuple[Scan, ...] = ()
    why_not: str = ""
    whole_page: bool = False


def attachment_list(
    texts: Mapping[str, Any],
    attached: Sequence[Attached],
    pages: Mapping[int, tuple[int, int]],
    *,
    subject: str,
) -> Sheet:
    """Return 附件清单; `pages` are the first and last page of each by its number from 1, as far as known."""
    words = texts["sections"]["attachments"]
    limits = {"page_count": str(MOST_PAGES), "megabytes": str(MOST_MEGABYTES)}
    rows: list[Mapping[str, Content]] = [
        {
            "name": "\n".join(filter(None, (one.name, one.caption))),
            "owner": one.owner,
            "kind": one.kind,
            "on": one.on,
            "page": fill(texts, texts["words"]["not_shown"], why=one.why_not)
            if one.why_not
            else _span(pages.get(number)),
        }
        for number, one in enumerate(attached, start=1)
    ]
    return ledger_sheet(
        {**texts, **words},
        rows,
        title=words["title"],
        orientation=Orientation.PORTRAIT,
        notes=[fill(texts, note, **limits) for note in words["notes"]],
        subject=subject,
        least_rows=len(rows),
    )


def attachment_sheets(
    texts: Mapping[str, Any], attached: Sequence[Attached], *, subject: str
) -> Iterator[tuple[str, Sheet]]:
    """Yield what is shown, with the words of its bookmark: all pictures, then each PDF file."""
    numbered = list(enumerate(attached, start=1))
    pictures = [(number, one) for number, one in numbered if one.photo is not None]
    if pictures:
        yield str(texts["words"]["pictures"]), _pictures(texts, pictures, subject)
    for number, one in numbered:
        if one.pages:
            called = one.name if len(one.name) <= _LONGEST_TITLE else f"{one.name[:_LONGEST_TITLE]}…"
            title = fill(texts, texts["words"]["scan"], number=str(number), file=called)
            yield title, _scans(texts, number, one, title, subject)


def _span(pages: tuple[int, int] | None) -> Content:
    if pages is None:
        return None
    first, last = pages
    return f"{first}–{last}" if last > first else first


class _Gallery:
    """Rows of pictures, each with its caption below it, two beside each other or one on a whole page."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self.texts = texts
        self.cells: list[Cell] = []
        self.rows: list[float] = []
        self.together: list[tuple[int, int]] = []

    def row(self, shown: Sequence[tuple[Content, str, str]], height: float) -> None:
        """Add a row of at most two: what is shown, its caption, its key."""
        at, wide = len(self.rows), len(shown) == 1 and height > float(self.texts["photo_mm"])
        for column in range(1 if wide else 2):
            content, caption, key = shown[column] if column < len(shown) else (None, "", "")
            span = 2 if wide else 1
            self.cells += [
                Cell(
                    at,
                    column,
                    content,
                    Role.VALUE,
                    colspan=span,
                    align=Align.CENTRE,
                    key=key or None,
                    frame=Frame.NONE,
                ),
                Cell(
                    at + 1,
                    column,
                    caption or None,
                    Role.VALUE,
                    colspan=span,
                    align=Align.CENTRE,
                    size_pt=_CAPTION_PT,
                    top=True,
                    frame=Frame.NONE,
                ),
            ]
        self.rows += [height, float(self.texts["caption_mm"])]
        self.together.append((at, at + 1))

    def sheet(self, title: str, subject: str) -> Sheet:
        """Return the page."""
        return Sheet(
            form_id=self.texts["id"],
            title=title,
            title_pt=_TITLE_PT,
            columns=(PORTRAIT_WIDTH_MM / 2, PORTRAIT_WIDTH_MM / 2),
            rows=tuple(self.rows),
            cells=tuple(self.cells),
            together=tuple(self.together),
            subject=subject,
            running_head="　".join(filter(None, (title, subject))),
            orientation=Orientation.PORTRAIT,
            margins=PORTRAIT_MARGINS,
        )


def _pictures(texts: Mapping[str, Any], pictures: Sequence[tuple[int, Attached]], subject: str) -> Sheet:
    gallery = _Gallery(texts)
    waiting: list[tuple[Content, str, str]] = []

    def set_down() -> None:
        if waiting:
            gallery.row(waiting, float(texts["photo_mm"]))
            waiting.clear()

    for number, one in pictures:
        shown = (one.photo, _caption(texts, number, one), f"attachment-{number}")
        if one.whole_page:
            set_down()
            gallery.row([shown], float(texts["page_mm"]))
            continue
        waiting.append(shown)
        if len(waiting) == 2:
            set_down()
    set_down()
    return gallery.sheet(str(texts["words"]["pictures"]), subject)


def _caption(texts: Mapping[str, Any], number: int, one: Attached) -> str:
    said = (
        fill(texts, texts["words"]["picture"], number=str(number)),
        one.kind,
        printed(one.on, DateStyle.DOTS),
        one.caption or one.owner,
    )
    caption = "　".join(filter(None, said))
    return caption if len(caption) <= 2 * _LONGEST_TITLE else f"{caption[: 2 * _LONGEST_TITLE]}…"


def _scans(texts: Mapping[str, Any], number: int, one: Attached, title: str, subject: str) -> Sheet:
    gallery = _Gallery(texts)
    for page, scan in enumerate(one.pages, start=1):
        slots = {"number": str(number), "page": str(page), "page_count": str(len(one.pages))}
        said = fill(texts, texts["words"]["page_of"], **slots)
        gallery.row([(scan, said, f"attachment-{number}-{page}")], float(texts["page_mm"]))
    return gallery.sheet(title, subject)
