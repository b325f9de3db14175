"""附件: all or none, described, ordered, taken away and back; before and after; the lost are named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import Cancelled, HazardDeskError, InputRefused, OutputError, RecordMissing
from hazard_desk.model import HazardMove, Recheck
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.attaching import (
    AttachmentRow,
    Given,
    Owner,
    attach,
    attachment_counts,
    attachments_of,
    describe_attachment,
    detach,
    owner_name,
    photos_of_hazards,
    reorder,
    set_kind,
    shown_name,
    usual_kind,
)
from hazard_desk.services.attachment_files import (
    AttachmentFault,
    Shown,
    check_attachments,
    copy_out,
    files_among,
    picture_of,
    thumbnail,
    working_copy,
)
from hazard_desk.services.journal import undo, undo_last
from hazard_desk.services.registry import remove_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import AttachmentKind, HazardLevel, Move, RecheckResult
from tests.photo_samples import corners, jpeg, package, saved, scene
from tests.services.form_desk import change_hazard, enterprise, hazard_ids, make_office, visited

SCENE, PROBLEM, RECTIFIED, RECHECK, SCAN, _FILED, OTHER = AttachmentKind
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DOCX = package("[Content_Types].xml", "word/document.xml")
FIRST = Given("一.jpg", jpeg(400, 300, orientation=6, taken_at=datetime(2026, 11, 3, 10, 1)))
SECOND, THIRD = Given("二.png", saved(scene(30, 20), "PNG")), Given("三.jpg", jpeg(60, 80))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office with one enterprise, one visit and two hazards."""
    with make_office(tmp_path) as office:
        where = enterprise(office)
        hazards = [HazardFacts(f"{n}号配电箱未上锁", level=HazardLevel.GENERAL) for n in (1, 2)]
        visited(office, where, date(2026, 11, 3), *hazards)
        yield office


COMPANY, VISIT = Owner("enterprise", 1), Owner("inspection", 1)
HAZARD, OTHER_HAZARD = Owner("hazard", 1), Owner("hazard", 2)


def add(
    office: OfficeFile, owner: Owner, *files: Any, kind: AttachmentKind = PROBLEM, **more: Any
) -> Changes:
    return office.run(attach, owner, files, kind, **more)


def at(office: OfficeFile, owner: Owner) -> list[AttachmentRow]:
    return office.ask(attachments_of, owner)


def names(office: OfficeFile, owner: Owner) -> list[str]:
    return [row.name for row in at(office, owner)]


def written(office: OfficeFile, record: Any) -> int:
    def write(work: UnitOfWork) -> Changes:
        work.session.add(record)
        work.session.flush()
        return Changes("x", record.id)

    changes = office.run(write)
    assert changes.record_id is not None
    return changes.record_id


def test_what_is_attached_comes_back_upright_in_its_order(office: OfficeFile, tmp_path: Path) -> None:
    (tmp_path / "扫描.PDF").write_bytes(PDF)
    changes = add(office, HAZARD, FIRST, SECOND, tmp_path / "扫描.PDF", caption=" 箱门 ")
    assert changes.nouns == {"attachment", "attachment_link"}
    assert changes.counts == {"added": 3, "present": 0}
    assert changes.summary == "加附件 3 个到隐患「1号配电箱未上锁」（兴隆铸造厂）"
    first, second, third = at(office, HAZARD)
    assert (first.name, first.width, first.height) == ("一.jpg", 400, 300)
    assert first.taken_at == datetime(2026, 11, 3, 10, 1)
    assert first.path.read_bytes() == FIRST.data
    assert first.path.is_relative_to(office.folder / "attachments")
    assert [row.caption for row in (first, second, third)] == ["箱门"] * 3
    assert (second.kind, second.suffix) == (PROBLEM, ".png")
    assert (third.kind, third.width, third.is_picture) == (SCAN, None, False), "a PDF is no photo"
    add(office, HAZARD, THIRD)
    assert names(office, HAZARD) == ["一.jpg", "二.png", "扫描.PDF", "三.jpg"]


def test_one_bad_file_and_none_is_attached(office: OfficeFile, tmp_path: Path) -> None:
    (tmp_path / "坏.jpg").write_bytes(jpeg()[:-300])
    with pytest.raises(InputRefused) as refused:
        add(office, HAZARD, FIRST, tmp_path / "坏.jpg", Given("工具.exe", b"MZ" * 100), tmp_path / "没有.jpg")
    assert refused.value.what == "4 个文件里有 3 个不能加，一个也没有加。"
    told = [problem.message for problem in refused.value.problems]
    assert [message.partition("：")[0] for message in told] == ["「坏.jpg」", "「工具.exe」", "「没有.jpg」"]
    assert all(problem.remedy for problem in refused.value.problems)
    assert at(office, HAZARD) == []
    assert office.ask(check_attachments) == []


def test_the_same_file_is_said_and_not_doubled(office: OfficeFile) -> None:
    add(office, HAZARD, FIRST)
    changes = add(office, HAZARD, Given("副本.jpg", FIRST.data), SECOND, SECOND)
    assert changes.notices == [
        "「副本.jpg」已经在这里了（就是「一.jpg」），没有重复添加。",
        "「二.png」已经在这里了，没有重复添加。",
    ]
    assert changes.counts == {"added": 1, "present": 2}
    assert names(office, HAZARD) == ["一.jpg", "二.png"]
    assert add(office, HAZARD, FIRST).nouns == frozenset()
    add(office, OTHER_HAZARD, FIRST)
    (here,), (there,) = at(office, OTHER_HAZARD), at(office, HAZARD)[:1]
    assert here.path == there.path, "another record's, but the same bytes once"


def test_described_ordered_taken_away_and_back(office: OfficeFile) -> None:
    add(office, HAZARD, FIRST, SECOND, THIRD)
    one, two, three = (row.id for row in at(office, HAZARD))
    office.run(describe_attachment, two, RECTIFIED, " 已上锁 ")
    assert [(row.kind, row.caption) for row in at(office, HAZARD)][1] == (RECTIFIED, "已上锁")
    office.run(reorder, HAZARD, [three, 999])
    assert names(office, HAZARD) == ["三.jpg", "一.jpg", "二.png"]
    office.run(set_kind, [one, three], SCENE)
    assert [row.kind for row in at(office, HAZARD)] == [SCENE, SCENE, RECTIFIED]
    gone = office.run(detach, [one, two])
    assert gone.summary == "附件 2 个移入回收站"
    assert names(office, HAZARD) == ["三.jpg"]
    with pytest.raises(RecordMissing):
        office.run(describe_attachment, one, SCENE, "")
    with pytest.raises(RecordMissing):
        office.run(detach, [three, two])
    assert names(office, HAZARD) == ["三.jpg"]
    office.run(undo, gone.entry_id)
    assert names(office, HAZARD) == ["三.jpg", "一.jpg", "二.png"]
    for _ in range(4):
        office.run(undo_last)
    assert at(office, HAZARD) == []
    add(office, HAZARD, FIRST)
    assert names(office, HAZARD) == ["一.jpg"], "the file was kept, and is found again"


def test_a_caption_too_long_is_refused(office: OfficeFile) -> None:
    with pytest.raises(InputRefused, match="200 个字"):
        add(office, HAZARD, FIRST, caption="长" * 201)


@pytest.mark.parametrize("noun", ["enterprise", "inspection", "hazard", "recheck", "hazard_move", "document"])
def test_nothing_is_attached_to_what_is_not_there(office: OfficeFile, noun: Any) -> None:
    with pytest.raises(RecordMissing):
        add(office, Owner(noun, 99), FIRST)


def test_nothing_is_attached_to_what_lies_in_the_recycle_bin(office: OfficeFile) -> None:
    where = enterprise(office, "另一家")
    office.run(remove_enterprise, where)
    with pytest.raises(RecordMissing):
        add(office, Owner("enterprise", where), FIRST)


def test_counts_for_lists(office: OfficeFile) -> None:
    add(office, HAZARD, FIRST, SECOND)
    add(office, VISIT, THIRD, kind=SCENE)
    assert office.ask(attachment_counts, "hazard", [1, 2, 3]) == {1: 2}
    assert office.ask(attachment_counts, "inspection", [1]) == {1: 1}
    office.run(detach, [at(office, HAZARD)[0].id])
    assert office.ask(attachment_counts, "hazard", list(range(1, 1200))) == {1: 1}


def test_before_and_after_with_those_of_the_steps(office: OfficeFile) -> None:
    now = office._clock()
    recheck = written(
        office,
        Recheck(hazard_id=1, rechecked_on=date(2026, 11, 9), result=RecheckResult.PASSED, entered_at=now),
    )
    move = written(
        office, HazardMove(hazard_id=1, kind=Move.PROGRESS, moved_on=date(2026, 11, 8), entered_at=now)
    )
    add(office, HAZARD, FIRST, Given("函.pdf", PDF))
    add(office, HAZARD, SECOND, kind=RECTIFIED)
    add(office, HAZARD, Given("宣传.jpg", jpeg(50, 50)), kind=OTHER)
    add(office, Owner("recheck", recheck), THIRD, kind=RECHECK)
    add(office, Owner("hazard_move", move), Given("四.jpg", jpeg(70, 70)), kind=RECTIFIED)
    found = office.ask(photos_of_hazards, [1, 2])
    assert set(found) == {1}
    assert [row.name for row in found[1].before] == ["一.jpg"]
    assert [row.name for row in found[1].after] == ["二.png", "三.jpg", "四.jpg"]


def test_what_a_new_photo_most_likely_shows(office: OfficeFile) -> None:
    assert office.ask(usual_kind, COMPANY) is SCENE
    assert office.ask(usual_kind, HAZARD) is PROBLEM
    change_hazard(office, 1, rectified_on=date(2026, 11, 5))
    assert office.ask(usual_kind, Owner("hazard", hazard_ids(office, 1)[0])) is RECTIFIED
    assert office.ask(usual_kind, Owner("document", 5)) is SCAN


def test_what_the_records_are_called(office: OfficeFile) -> None:
    now = office._clock()
    recheck = written(office, Recheck(hazard_id=1, rechecked_on=date(2026, 11, 9), entered_at=now))
    assert office.ask(owner_name, COMPANY) == "企业「兴隆铸造厂」"
    assert office.ask(owner_name, VISIT) == "检查「兴隆铸造厂」2026-11-03"
    assert office.ask(owner_name, Owner("recheck", recheck)) == "隐患「1号配电箱未上锁」的回查（兴隆铸造厂）"


HOSTILE = {
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\system32\\a.jpg": "a.jpg",
    "CON.jpg": "CON.jpg",
    "a\u202egpj.exe": "agpj.exe",
    "第一\n行\0\x1b[31m.jpg": "第一行[31m.jpg",
    "": "未命名",
    "/": "未命名",
    "长" * 300 + ".jpg": "长" * 195 + "….jpg",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_only_name(office: OfficeFile, tmp_path: Path, name: str) -> None:
    assert shown_name(name) == HOSTILE[name]
    add(office, HAZARD, Given(name, FIRST.data))
    (row,) = at(office, HAZARD)
    assert row.name == HOSTILE[name]
    assert row.path.name == f"{row.sha256}.jpg"
    aside = tmp_path / "看"
    aside.mkdir()
    copy = working_copy(row.path, row.name, aside)
    assert copy.parent == aside
    assert copy.suffix == ".jpg"
    assert not copy.stem.upper().startswith("CON")
    assert len(copy.name.encode()) < 250
    assert copy.read_bytes() == FIRST.data


def test_who_stops_has_attached_nothing(office: OfficeFile) -> None:
    class Impatient:
        def report(self, done: int, total: int, what: str = "") -> None:
            assert total == 3
            if done == 2:
                raise Cancelled("已取消。")

    with pytest.raises(Cancelled):
        add(office, HAZARD, FIRST, SECOND, THIRD, progress=Impatient())
    assert at(office, HAZARD) == []


# ---- the files -----------------------------------------------------------------------------------------


def test_what_is_gone_or_damaged_is_named_with_its_record(office: OfficeFile) -> None:
    add(office, HAZARD, FIRST, SECOND)
    add(office, COMPANY, FIRST, kind=SCENE)
    assert office.ask(check_attachments) == []
    one, two = at(office, HAZARD)
    one.path.unlink()
    data = bytearray(two.path.read_bytes())
    data[-20] ^= 1
    two.path.write_bytes(bytes(data))
    hazard = "隐患「1号配电箱未上锁」（兴隆铸造厂）"
    assert office.ask(check_attachments) == [
        AttachmentFault(HAZARD, hazard, "一.jpg", True),
        AttachmentFault(HAZARD, hazard, "二.png", False),
        AttachmentFault(COMPANY, "企业「兴隆铸造厂」", "一.jpg", True),
    ]
    add(office, OTHER_HAZARD, FIRST, SECOND)
    assert office.ask(check_attachments) == [], "attached anew, they are whole again everywhere"


def test_the_whole_folder_can_be_moved(office: OfficeFile, tmp_path: Path) -> None:
    add(office, HAZARD, FIRST, SECOND)
    office.close()
    moved = tmp_path / "U盘" / "新台账"
    moved.parent.mkdir()
    shutil.move(office.folder, moved)
    with OfficeFile.open(moved) as there:
        assert there.ask(check_attachments) == []
        assert [row.path.read_bytes() for row in at(there, HAZARD)] == [FIRST.data, SECOND.data]


def test_thumbnails_are_upright_kept_and_made_anew(office: OfficeFile) -> None:
    add(office, HAZARD, Given("大.jpg", jpeg(1600, 1200, orientation=8)))
    (row,) = at(office, HAZARD)
    small = thumbnail(row.path)
    assert corners(small) == ("red", "green", "blue")
    kept = office.folder / "attachments" / "thumbnails"
    assert [path.read_bytes() for path in kept.iterdir()] == [small]
    (next(kept.iterdir())).write_bytes(b"from the cache")
    assert thumbnail(row.path) == b"from the cache"
    shutil.rmtree(kept)
    assert thumbnail(row.path) == small
    row.path.unlink()
    assert thumbnail(row.path) is None, "what is gone must not look as if it were there"


def test_a_pdf_shows_its_first_page_and_a_broken_one_nothing(office: OfficeFile) -> None:
    from hazard_desk.forms.pdf import draw
    from tests.forms.samples import week

    add(office, VISIT, Given("盖章.pdf", draw(week())), Given("坏.pdf", PDF), kind=SCAN)
    good, bad = at(office, VISIT)
    assert (thumbnail(good.path) or b"")[:3] == b"\xff\xd8\xff"
    page = picture_of(good.path, good.sha256, 900)
    assert max(page.width, page.height) == pytest.approx(900, abs=1)
    assert len(page.rgb) == 3 * page.width * page.height
    assert thumbnail(bad.path) == b""
    assert picture_of(bad.path, bad.sha256, 900) == Shown(fault="内容打不开")


def test_the_screen_shows_it_upright_and_says_what_is_wrong(office: OfficeFile) -> None:
    add(office, HAZARD, Given("大.jpg", jpeg(1600, 1200, orientation=5)), Given("表.docx", DOCX))
    photo, words = at(office, HAZARD)
    shown = picture_of(photo.path, photo.sha256, 400)
    assert (shown.width, shown.height, shown.fault) == (400, 300, "")
    assert picture_of(photo.path, photo.sha256, 5000).width == 1600
    assert picture_of(words.path, words.sha256, 400) == Shown()
    photo.path.write_bytes(jpeg(80, 60))
    assert "不一样" in picture_of(photo.path, photo.sha256, 400).fault
    photo.path.unlink()
    assert picture_of(photo.path, photo.sha256, 400) == Shown(fault="文件不见了")


def test_folders_give_their_photos_and_scans(tmp_path: Path) -> None:
    folder = tmp_path / "照片"
    (folder / "东车间").mkdir(parents=True)
    for name in ("b.JPG", "a.jpeg", "说明.txt", "Thumbs.db", ".隐藏.jpg", "东车间/c.png", "单.pdf"):
        (folder / name).write_bytes(b"x")
    single = tmp_path / "单独.txt"
    single.write_bytes(b"x")
    found = [path.relative_to(tmp_path).as_posix() for path in files_among([single, folder, folder])]
    assert found == ["单独.txt", "照片/a.jpeg", "照片/b.JPG", "照片/东车间/c.png", "照片/单.pdf"]
    empty = tmp_path / "空"
    empty.mkdir()
    with pytest.raises(HazardDeskError, match="「空」里没有"):
        files_among([empty])
    for number in range(301):
        (empty / f"{number}.jpg").write_bytes(b"")
    with pytest.raises(HazardDeskError, match="超过 300 个"):
        files_among([empty])


def test_a_copy_is_saved_whole_and_never_among_the_attachments(office: OfficeFile, tmp_path: Path) -> None:
    add(office, HAZARD, FIRST)
    (row,) = at(office, HAZARD)
    assert copy_out(row.path, tmp_path / "出.jpg").read_bytes() == FIRST.data
    with pytest.raises(OutputError, match="attachments"):
        copy_out(row.path, row.path.parent / "x.jpg")
    with pytest.raises(OutputError, match="写不进"):
        copy_out(row.path, tmp_path / "没有这个文件夹" / "出.jpg")
    row.path.unlink()
    with pytest.raises(OutputError, match="不见了"):
        copy_out(row.path, tmp_path / "又.jpg")
    assert not (tmp_path / "又.jpg").exists()
