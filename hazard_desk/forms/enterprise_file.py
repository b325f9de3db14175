"""一企一档 (S001 五(二)): all that is known of one enterprise, bound as one file with its 目录.

The forms that lie in it are made elsewhere, as each is printed alone; here they are put in order, counted
and numbered through. No page number changes what a page holds, so all are laid out once and then numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hazard_desk.forms.documents.wording import fill
from hazard_desk.forms.file_attachments import Attached, attachment_list, attachment_sheets
from hazard_desk.forms.heading import unit_and_date
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.ledger import ledger_sheet
from hazard_desk.forms.sheet import (
    PORTRAIT_MARGINS,
    Align,
    Cell,
    Content,
    DateStyle,
    Margins,
    Orientation,
    Role,
    Sheet,
)

FORM_ID = "enterprise-file"
ATTACHMENTS = "attachments"

_COVER_MARGINS = Margins(top=62.0, right=25.0, bottom=25.0, left=25.0)
_COVER_COLUMNS = (36.0, 52.0, 34.0, 38.0)
_COVER_ROWS = (
    ("name",),
    ("code", "village"),
    ("address",),
    ("industries",),
    ("principal", "principal_phone"),
    ("safety_head", "safety_head_phone"),
    ("risk", "state"),
    ("visits", "self_checks"),
    ("found", "major"),
    ("rectified", "open"),
)
_COVER_ROW_MM, _COVER_PT = 14.0, 14.0
_CONTENTS_COLUMNS = (14.0, 111.0, 30.0, 20.0)
_CONTENTS_ROW_MM, _CHAPTER_ROW_MM = 8.0, 9.0
_BLANK_CONTENTS_ROWS = 22
_LANDSCAPE = frozenset({"hazards"})

SetUp = Callable[[Sheet], Sheet]
"""Sets on a sheet of this form's own what the office chose for every form."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in the file: the chapter it lies in, what 目录 calls it, its day, its sheets."""

    chapter: str  # a key of the chapters
    title: str
    sheets: tuple[Sheet, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover, by the keys of its texts; what is missing there is left free."""

    enterprise: str = ""
    unit_name: str = ""
    printed_on: date | None = None
    facts: Mapping[str, Content] | None = None


def section_sheet(
    texts: Mapping[str, Any], section: str, rows: Sequence[Mapping[str, Content]], *, enterprise: str
) -> Sheet:
    """Return one of the file's own lists."""
    words = texts["sections"][section]
    upright = section not in _LANDSCAPE
    return ledger_sheet(
        {**texts, **words},
        rows,
        title=words["title"],
        orientation=Orientation.PORTRAIT if upright else Orientation.LANDSCAPE,
        notes=words.get("notes", ()),
        subject=enterprise,
        least_rows=len(rows),
    )


def blank_file(texts: Mapping[str, Any], *, unit_name: str, enterprise: str = "") -> tuple[Sheet, ...]:
    """Return cover and 目录 to be filled in by hand."""
    cover = _cover(texts, Cover(enterprise, unit_name, facts={"name": enterprise or None}))
    rows: list[tuple[Content, ...]] = [(None,) * 4] * _BLANK_CONTENTS_ROWS
    return cover, _contents_sheet(texts, enterprise, [(False, row) for row in rows])


def bound_file(
    texts: Mapping[str, Any],
    cover: Cover,
    pieces: Sequence[Piece],
    attached: Sequence[Attached] = (),
    *,
    set_up: SetUp = lambda sheet: sheet,
) -> tuple[Sheet, ...]:
    """Return the whole file: cover, 目录, the pieces chapter by chapter, the list of attachments, these.

    `set_up` is applied to the sheets that are made here. Pages are numbered through from the cover on.
    """
    whole = f"{cover.enterprise} {texts['short']}".strip()
    pieces = [*pieces, *_attachment_pieces(texts, cover.enterprise, attached, set_up)]
    order = list(texts["chapters"])
    pieces = sorted(pieces, key=lambda piece: order.index(piece.chapter))
    front = set_up(replace(_cover(texts, cover), outline=(whole, str(texts["cover"]["outline"]))))
    # Laid out with every page number at its widest, the contents are as long as with the right ones.
    draft = set_up(_contents(texts, cover.enterprise, pieces, {}))
    layouts = [[lay_out(sheet) for sheet in piece.sheets] for piece in pieces]
    starts: list[int] = []
    next_page = 1 + 1 + len(lay_out(draft).pages)
    for laid in layouts:
        starts.append(next_page)
        next_page += sum(len(one.pages) for one in laid)
    pages_of: dict[int, tuple[int, int]] = {}  # of an attachment, by its number
    bound: list[Sheet] = []
    list_at = None
    for piece, laid, start in zip(pieces, layouts, starts, strict=True):
        page = start
        for number, (sheet, layout) in enumerate(zip(piece.sheets, laid, strict=True)):
            # A continuation sheet has the bookmark of its form's title, so that each has one of its own.
            title = piece.title if number == 0 else f"{piece.title} {_plain(sheet.annex)}".strip()
            chapter = str(texts["chapters"][piece.chapter])
            path = (whole, chapter, title) if title != chapter else (whole, chapter)
            if piece.chapter == ATTACHMENTS and list_at is None:
                list_at = len(bound)
            bound.append(replace(sheet, folio=page, outline=path))
            for placed_page in layout.pages:
                for placed in placed_page.cells:
                    known = _attachment_number(placed.cell.key)
                    if known is not None:
                        at = page + placed_page.number - 1
                        pages_of[known] = (min(at, pages_of.get(known, (at, at))[0]), at)
            page += len(layout.pages)
    if list_at is not None:
        listed = set_up(attachment_list(texts, attached, pages_of, subject=cover.enterprise))
        bound[list_at] = replace(listed, folio=bound[list_at].folio, outline=bound[list_at].outline)
    contents = set_up(_contents(texts, cover.enterprise, pieces, dict(enumerate(starts))))
    outline = (whole, _plain(str(texts["contents"]["title"])))
    return (front, replace(contents, folio=2, outline=outline), *bound)


def _attachment_pieces(
    texts: Mapping[str, Any], enterprise: str, attached: Sequence[Attached], set_up: SetUp
) -> Iterator[Piece]:
    if not attached:
        return
    title = str(texts["sections"][ATTACHMENTS]["title"])
    yield Piece(ATTACHMENTS, title, (set_up(attachment_list(texts, attached, {}, subject=enterprise)),))
    for title, sheet in attachment_sheets(texts, attached, subject=enterprise):
        yield Piece(ATTACHMENTS, title, (set_up(sheet),))


def _attachment_number(key: str | None) -> int | None:
    """Return the number of the attachment that a cell shows, None for any other cell."""
    if key is None or not key.startswith("attachment-"):
        return None
    return int(key.split("-")[1])


def _cover(texts: Mapping[str, Any], cover: Cover) -> Sheet:
    labels: Mapping[str, str] = texts["cover"]
    facts = cover.facts or {}
    cells: list[Cell] = []
    for row, names in enumerate(_COVER_ROWS):
        for place, name in enumerate(names):
            wide = len(names) == 1
            cells.append(Cell(row, 2 * place, labels[name], size_pt=12.0))
            cells.append(
                Cell(
                    row,
                    2 * place + 1,
                    facts.get(name),
                    Role.NUMBER if isinstance(facts.get(name), int) else Role.VALUE,
                    colspan=3 if wide else 1,
                    align=Align.START if wide else Align.CENTRE,
                    size_pt=_COVER_PT if wide else 12.0,
                )
            )
    return Sheet(
        form_id=FORM_ID,
        title=texts["title"],
        title_pt=36.0,
        head=unit_and_date(texts, cover.unit_name, cover.printed_on),
        columns=_COVER_COLUMNS,
        rows=(_COVER_ROW_MM,) * len(_COVER_ROWS),
        cells=tuple(cells),
        subject=cover.enterprise,
        orientation=Orientation.PORTRAIT,
        margins=_COVER_MARGINS,
    )


def _contents(
    texts: Mapping[str, Any], enterprise: str, pieces: Sequence[Piece], starts: Mapping[int, int]
) -> Sheet:
    """Return 目录; `starts` are the first pages of the pieces by their place, as far as they are known."""
    words = texts["contents"]
    rows: list[tuple[bool, tuple[Content, ...]]] = []
    for number, (chapter, title) in enumerate(texts["chapters"].items(), start=1):
        within = [(at, piece) for at, piece in enumerate(pieces) if piece.chapter == chapter]
        first = starts.get(within[0][0]) if within else None
        alone = len(within) == 1 and within[0][1].title == title  # the chapter is the list itself
        several = within if not alone else []
        called = (
            fill(texts, words["counted"], title=title, count=str(len(within))) if len(within) > 1 else title
        )
        rows.append((True, (number, called, None, first if within else words["none"])))
        for place, (at, piece) in enumerate(several, start=1):
            rows.append((False, (f"{number}.{place}", piece.title, piece.on, starts.get(at))))
    return _contents_sheet(texts, enterprise, rows)


def _contents_sheet(
    texts: Mapping[str, Any], enterprise: str, rows: Sequence[tuple[bool, tuple[Content, ...]]]
) -> Sheet:
    words = texts["contents"]
    aligns = (Align.CENTRE, Align.START, Align.CENTRE, Align.CENTRE)
    cells = [Cell(0, at, label) for at, label in enumerate(words["columns"].values())]
    for number, (is_chapter, row) in enumerate(rows, start=1):
        cells += [
            Cell(
                number,
                at,
                content,
                Role.VALUE if at == 1 else Role.NUMBER,
                align=aligns[at],
                heading=is_chapter and at == 1,
                date_style=DateStyle.DOTS,
            )
            for at, content in enumerate(row)
        ]
    # A chapter's line never stands at the foot of a page without the first of what it heads.
    together = [
        (number, number + 1)
        for number, (is_chapter, _) in enumerate(rows, start=1)
        if is_chapter and number < len(rows) and not rows[number][0]
    ]
    return Sheet(
        form_id=FORM_ID,
        title=words["title"],
        columns=_CONTENTS_COLUMNS,
        rows=(
            float(texts["header_mm"]),
            *(_CHAPTER_ROW_MM if is_chapter else _CONTENTS_ROW_MM for is_chapter, _ in rows),
        ),
        cells=tuple(cells),
        header_rows=1,
        together=tuple(together),
        notes=tuple(words["notes"]),
        subject=enterprise,
        running_head="　".join(filter(None, (_plain(str(words["title"])), enterprise))),
        orientation=Orientation.PORTRAIT,
        margins=PORTRAIT_MARGINS,
    )


def _plain(text: str) -> str:
    return "".join(text.split())
