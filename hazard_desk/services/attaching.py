"""附件: photos and scans at enterprises, visits, hazards with their steps, and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlalchemy import func, select

from hazard_desk.errors import HazardDeskError, InputRefused, Problem, RecordMissing
from hazard_desk.model import (
    Activity,
    Attachment,
    AttachmentLink,
    Collection,
    CrossPair,
    Document,
    Enterprise,
    FiledPaper,
    Filing,
    Hazard,
    HazardMove,
    Inspection,
    OpeningStatement,
    Recheck,
    ReturnedSheet,
    Task,
    TipOff,
    TypicalCase,
)
from hazard_desk.progress import Progress
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.cross_inspecting.records import pair_there
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.attachments import PICTURES, FileRefused, StoredFile, keep, path_of
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import AttachmentKind, Move

Noun = Literal[
    "enterprise",
    "inspection",
    "hazard",
    "recheck",
    "hazard_move",
    "document",
    "cross_pair",
    "filed_paper",
    "tip_off",
    "opening_statement",
    "typical_case",
    "activity",
    "task",
    "collection",
    "returned_sheet",
]

OWNERS: dict[Noun, tuple[type[Any], str]] = {
    "enterprise": (Enterprise, "企业"),
    "inspection": (Inspection, "检查"),
    "hazard": (Hazard, "隐患"),
    "recheck": (Recheck, "回查"),
    "hazard_move": (HazardMove, "办理记录"),
    "document": (Document, "文书"),
    "cross_pair": (CrossPair, "交叉检查"),
    "opening_statement": (OpeningStatement, "期初数"),
    "filed_paper": (FiledPaper, "报送的表"),
    "tip_off": (TipOff, "举报线索"),
    "typical_case": (TypicalCase, "典型案例"),
    "collection": (Collection, "收表"),
    "returned_sheet": (ReturnedSheet, "交回的表"),
    "activity": (Activity, "活动"),
    "task": (Task, "重点任务"),
}
"""What may have attachments: its class, and what it is called."""

BEFORE = (AttachmentKind.SCENE, AttachmentKind.PROBLEM)
AFTER = (AttachmentKind.RECTIFIED, AttachmentKind.RECHECK)
LONGEST_CAPTION = 200
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """The record that attachments belong to: the name of its table, and its id."""

    noun: Noun
    id: int


class Given(NamedTuple):
    """A file that isn't on a disk yet, such as a picture from the clipboard."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment at its record; `id` is that of the link, `path` where the file lies."""

    id: int
    owner: Owner
    kind: AttachmentKind
    name: str
    caption: str
    sha256: str
    suffix: str
    size: int
    width: int | None
    height: int | None
    taken_at: datetime | None
    entered_at: datetime
    path: Path

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo or another picture."""
        return self.suffix in PICTURES

    @property
    def title(self) -> str:
        """What it is called on the screen: its caption, else the name that the file had."""
        return self.caption or self.name


@dataclass(frozen=True, slots=True)
class HazardPhotos:
    """The photos of one hazard: 整改前 and 整改后, those of its rechecks and other steps included."""

    before: tuple[AttachmentRow, ...] = ()
    after: tuple[AttachmentRow, ...] = ()


# ---- operations ----------------------------------------------------------------------------------------


def attach(
    work: UnitOfWork,
    owner: Owner,
    files: Sequence[Path | Given],
    kind: AttachmentKind,
    caption: str = "",
    progress: Progress | None = None,
) -> Changes:
    """Attach files to a record: all of them, or none where one doesn't belong here; each such is named.

    What is no picture becomes a scan where `kind` is one of photos. A file that is there already is said
    in the notices and not attached twice.
    """
    _demand_owner(work, owner)
    _refuse_long(caption)
    return attach_kept(work, owner, kept_files(work, files, progress), kind, caption)


def kept_files(
    work: UnitOfWork, files: Sequence[Path | Given], progress: Progress | None = None
) -> list[tuple[str, StoredFile]]:
    """Put files among the office's attachments, none of them at a record yet; refused as by `attach`."""
    stored: list[tuple[str, StoredFile]] = []
    problems = []
    for number, file in enumerate(files):
        name = shown_name(file.name)
        if progress is not None:
            progress.report(number, len(files), name)

        def still_wanted(number: int = number, name: str = name) -> None:
            if progress is not None:
                progress.report(number, len(files), name)

        try:
            source = file.data if isinstance(file, Given) else file
            stored.append((name, keep(work.folder, source, still_wanted)))
        except FileRefused as error:
            problems.append(Problem(f"「{name}」：{error.what}", error.remedy))
    if problems:
        raise InputRefused(problems, what=f"{len(files)} 个文件里有 {len(problems)} 个不能加，一个也没有加。")
    return stored


def attach_kept(
    work: UnitOfWork,
    owner: Owner,
    stored: Sequence[tuple[str, StoredFile]],
    kind: AttachmentKind,
    caption: str = "",
) -> Changes:
    """Attach files that were kept before: the same ones may go to many records."""
    session = work.session
    there = {row.sha256: row.name for row in attachments_of(work, owner)}
    column = _column(owner.noun)
    last = session.scalar(
        select(func.max(AttachmentLink.position)).where(
            column == owner.id, AttachmentLink.deleted_at.is_(None)
        )
    )
    position = -1 if last is None else last
    added, notices = [], []
    for name, file in stored:
        if file.sha256 in there:
            known = there[file.sha256]
            same = "" if known == name else f"（就是「{known}」）"
            notices.append(f"「{name}」已经在这里了{same}，没有重复添加。")
            continue
        there[file.sha256] = name
        position += 1
        link = AttachmentLink(
            attachment_id=_attachment(work, file).id,
            kind=_fitting(kind, file.suffix),
            name=name,
            caption=caption.strip(),
            position=position,
            entered_at=work.now,
            **{column.key: owner.id},
        )
        session.add(link)
        added.append(link)
    session.flush()
    said = f"加附件 {len(added)} 个到{owner_name(work, owner)}"
    return Changes(
        said, added[0].id if added else None, notices, counts={"added": len(added), "present": len(notices)}
    )


def _attachment(work: UnitOfWork, file: StoredFile) -> Attachment:
    record = work.session.scalar(select(Attachment).where(Attachment.sha256 == file.sha256))
    if record is None:
        record = Attachment(
            sha256=file.sha256,
            suffix=file.suffix,
            size=file.size,
            width=file.width,
            height=file.height,
            taken_at=file.taken_at,
            entered_at=work.now,
        )
        work.session.add(record)
        work.session.flush()
    return record


def _fitting(kind: AttachmentKind, suffix: str) -> AttachmentKind:
    is_photo = kind in (*BEFORE, *AFTER)
    return AttachmentKind.SCAN if is_photo and suffix not in PICTURES else kind


def describe_attachment(work: UnitOfWork, link_id: int, kind: AttachmentKind, caption: str) -> Changes:
    """Say of an attachment what it shows, and in which words."""
    _refuse_long(caption)
    link = _existing(work, link_id)
    link.kind, link.caption = kind, caption.strip()
    return Changes(f"修改附件「{link.name}」的说明", link_id)


def set_kind(work: UnitOfWork, link_ids: Sequence[int], kind: AttachmentKind) -> Changes:
    """Say of several attachments at once what they show."""
    for link_id in link_ids:
        _existing(work, link_id).kind = kind
    return Changes(f"{len(link_ids)} 个附件改为“{kind.label}”")


def reorder(work: UnitOfWork, owner: Owner, link_ids: Sequence[int]) -> Changes:
    """Put the attachments of a record in this order; those that aren't named follow."""
    rows = [row.id for row in attachments_of(work, owner)]
    wanted = [known for known in link_ids if known in rows]
    wanted += [known for known in rows if known not in wanted]
    for position, known in enumerate(wanted):
        _existing(work, known).position = position
    return Changes(f"调整{owner_name(work, owner)}的附件顺序")


def detach(work: UnitOfWork, link_ids: Sequence[int]) -> Changes:
    """Move attachments to the recycle bin; the files stay where they are."""
    links = [_existing(work, known) for known in link_ids]
    for link in links:
        link.deleted_at = work.now
    named = f"「{links[0].name}」" if len(links) == 1 else f" {len(links)} 个"
    return Changes(f"附件{named}移入回收站", links[0].id if links else None)


# ---- queries -------------------------------------------------------------------------------------------


def attachments_of(reading: Reading, owner: Owner) -> list[AttachmentRow]:
    """Return the attachments of a record in their order."""
    return _rows(reading, owner.noun, [owner.id])


def attachments_at(reading: Reading, noun: Noun, ids: Sequence[int]) -> list[AttachmentRow]:
    """Return the attachments of records of one noun, record by record, those of each in their order."""
    return _rows(reading, noun, ids)


def attachment_counts(reading: Reading, noun: Noun, ids: Sequence[int]) -> dict[int, int]:
    """Return how many attachments each of the records has; those without any are left out."""
    column = _column(noun)
    counts: dict[int, int] = {}
    for some in in_chunks(ids):
        query = (
            select(column, func.count())
            .where(column.in_(some), AttachmentLink.deleted_at.is_(None))
            .group_by(column)
        )
        for known, count in reading.session.execute(query):
            counts[known] = count
    return counts


def photos_of_hazards(reading: Reading, hazard_ids: Sequence[int]) -> dict[int, HazardPhotos]:
    """Return the photos of each hazard that has any, 整改前 and 整改后 apart."""
    found: dict[int, list[AttachmentRow]] = {}
    for row in _rows(reading, "hazard", hazard_ids):
        found.setdefault(row.owner.id, []).append(row)
    steps: tuple[tuple[Noun, Any], ...] = (("recheck", Recheck), ("hazard_move", HazardMove))
    for noun, model in steps:
        hazard_of: dict[int, int] = {}
        for some in in_chunks(hazard_ids):
            query = select(model.id, model.hazard_id).where(
                model.hazard_id.in_(some), model.deleted_at.is_(None)
            )
            hazard_of.update((step, hazard) for step, hazard in reading.session.execute(query))
        for row in _rows(reading, noun, sorted(hazard_of)):
            found.setdefault(hazard_of[row.owner.id], []).append(row)
    photos = {
        known: HazardPhotos(
            tuple(row for row in rows if row.is_picture and row.kind in BEFORE),
            tuple(row for row in rows if row.is_picture and row.kind in AFTER),
        )
        for known, rows in found.items()
    }
    return {known: one for known, one in photos.items() if one.before or one.after}


def usual_kind(reading: Reading, owner: Owner) -> AttachmentKind:
    """Return what a new attachment of this record most likely shows."""
    if owner.noun == "hazard":
        hazard = reading.session.get(Hazard, owner.id)
        done = hazard is not None and hazard.rectified_on is not None
        return AttachmentKind.RECTIFIED if done else AttachmentKind.PROBLEM
    if owner.noun == "hazard_move":
        move = reading.session.get(HazardMove, owner.id)
        photographed = (Move.RECTIFY, Move.PROGRESS, Move.CONFIRM_ON_SITE)
        return AttachmentKind.RECTIFIED if move and move.kind in photographed else AttachmentKind.SCAN
    return {
        "enterprise": AttachmentKind.SCENE,
        "inspection": AttachmentKind.SCENE,
        "recheck": AttachmentKind.RECHECK,
        "document": AttachmentKind.SCAN,
        "cross_pair": AttachmentKind.SCAN,
        "opening_statement": AttachmentKind.SCAN,
        "filed_paper": AttachmentKind.SCAN,
        "tip_off": AttachmentKind.SCAN,
        "typical_case": AttachmentKind.SCENE,
        "collection": AttachmentKind.OTHER,
        "returned_sheet": AttachmentKind.OTHER,
        "activity": AttachmentKind.SCENE,
        "task": AttachmentKind.SCAN,
    }[owner.noun]


def owner_name(reading: Reading, owner: Owner) -> str:
    """Return what the record is called: 隐患「配电箱未上锁」（长兴木业）; its noun alone where it is gone."""
    model, label = OWNERS[owner.noun]
    record = reading.session.get(model, owner.id)
    if record is None:
        return label
    session = reading.session
    if isinstance(record, Enterprise):
        return f"{label}「{record.name}」"
    if isinstance(record, Document | TipOff):
        return f"{label}「{record.number}」"
    if isinstance(record, CrossPair):
        return f"{label}「{record.inspector}→{record.inspected}」"
    if isinstance(record, TypicalCase):
        return f"{label}「{record.title}」"
    if isinstance(record, Task):
        return f"{label}「{' '.join((record.item or record.content).split())}」"
    if isinstance(record, Activity):
        return f"{record.kind.label}「{record.name}」{record.held_on}"
    if isinstance(record, Collection):
        return f"{label}「{record.name}」"
    if isinstance(record, ReturnedSheet):
        return f"{label}「{record.file_name}」"
    if isinstance(record, OpeningStatement):
        return f"{label}（截至 {record.as_of}）"
    if isinstance(record, FiledPaper):
        return f"{label}「{record.title}」{session.get_one(Filing, record.filing_id).week_end}"
    if isinstance(record, Inspection):
        enterprise = session.get_one(Enterprise, record.enterprise_id)
        return f"{label}「{enterprise.name}」{record.inspected_on}"
    hazard = record if isinstance(record, Hazard) else session.get_one(Hazard, record.hazard_id)
    visit = session.get_one(Inspection, hazard.inspection_id)
    enterprise = session.get_one(Enterprise, visit.enterprise_id)
    words = hazard.description if len(hazard.description) <= 20 else f"{hazard.description[:20]}…"
    step = "" if record is hazard else f"的{label}"
    return f"隐患「{words}」{step}（{enterprise.name}）"


def shown_name(name: str) -> str:
    """Return a file's name as it can be shown and kept: nothing that hides or turns letters round."""
    plain = "".join(
        letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()
    ).strip()
    if len(plain) <= _LONGEST_NAME:
        return plain or "未命名"
    stem, dot, ending = plain.rpartition(".")
    tail = f"…{dot}{ending}" if dot and len(ending) <= 5 else "…"
    return (stem or plain)[: _LONGEST_NAME - len(tail)] + tail


# ---- inside --------------------------------------------------------------------------------------------


def _rows(reading: Reading, noun: Noun, ids: Sequence[int]) -> list[AttachmentRow]:
    """Return the living attachments of records of one noun, those of each in their order."""
    column = _column(noun)
    rows = []
    for some in in_chunks(ids):
        query: Any = (
            select(AttachmentLink, Attachment)
            .join(Attachment, Attachment.id == AttachmentLink.attachment_id)
            .where(column.in_(some), AttachmentLink.deleted_at.is_(None))
            .order_by(column, AttachmentLink.position, AttachmentLink.id)
        )
        for link, file in reading.session.execute(query):
            rows.append(
                AttachmentRow(
                    link.id,
                    Owner(noun, getattr(link, column.key)),
                    link.kind,
                    link.name,
                    link.caption,
                    file.sha256,
                    file.suffix,
                    file.size,
                    file.width,
                    file.height,
                    file.taken_at,
                    link.entered_at,
                    path_of(reading.folder, file.sha256, file.suffix),
                )
            )
    return rows


def _column(noun: Noun) -> Any:
    return getattr(AttachmentLink, f"{noun}_id")


def _demand_owner(reading: Reading, owner: Owner) -> None:
    model, label = OWNERS[owner.noun]
    record = reading.session.get(model, owner.id)
    if isinstance(record, FiledPaper):
        raise HazardDeskError(
            "报送的表只能放回盖章的扫描件。", "没有加上附件。", "请在报表导出里选这一周的表，用“放回扫描件”。"
        )
    if isinstance(record, CrossPair):  # it goes to the recycle bin with its round
        there = pair_there(reading, record.id) is not None
    else:
        there = record is not None and record.deleted_at is None
    if not there:
        raise RecordMissing(f"这条{label}已不在台账里。", "没有加上附件。", "请刷新列表，再选一次。")


def _existing(reading: Reading, link_id: int) -> AttachmentLink:
    link = reading.session.get(AttachmentLink, link_id)
    if link is None or link.deleted_at is not None:
        raise RecordMissing("这个附件已不在台账里。", "没有改动任何数据。", "请刷新后再试。")
    if link.filed_paper_id is not None:
        raise HazardDeskError(
            "这是报送的定稿或扫描件，要和报送一起原样保存。",
            "没有改动任何数据。",
            "扫描件放错了，请在报表导出里重新放回；定稿有误，请用“更正”。",
        )
    return link


def _refuse_long(caption: str) -> None:
    if len(caption.strip()) > LONGEST_CAPTION:
        refuse_if_any(
            [Refusal("caption", f"说明超过 {LONGEST_CAPTION} 个字", "请写短一些，长的写在隐患描述里。")]
        )
