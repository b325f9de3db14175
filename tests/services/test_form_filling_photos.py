"""F10 with 现场照片: the photos of the hazards it lists, before and after, by its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from hazard_desk.forms.contents import Content
from hazard_desk.forms.sheet import Photo, Sheet
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.attaching import Given, Owner, attach, attachments_of, detach
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.form_filling.batches import BatchRequest, batch_photo_count, batch_sheets
from hazard_desk.services.form_filling.visits import photo_count
from hazard_desk.services.report_reading import Wanted, read_report
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AttachmentKind, HazardLevel
from tests.photo_samples import jpeg
from tests.services import form_desk as desk

SCENE, PROBLEM, RECTIFIED, RECHECK, SCAN, _FILED, OTHER = AttachmentKind
F10 = "hazard-list"
DAY = date(2026, 11, 10)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office with a visit of three hazards."""
    with desk.make_office(tmp_path) as office:
        hazards = [HazardFacts(words, level=HazardLevel.GENERAL) for words in ("甲", "乙", "丙")]
        desk.visited(office, desk.enterprise(office, "甲厂"), DAY, *hazards)
        yield office


def add(office: OfficeFile, hazard: int, name: str, kind: AttachmentKind, caption: str = "") -> None:
    taken = datetime(2026, 11, hazard, 9, 0)
    data = jpeg(100 + hazard, 60 + list(AttachmentKind).index(kind), taken_at=taken)
    office.run(attach, Owner("hazard", hazard), [Given(name, data)], kind, caption)


def sheets(office: OfficeFile, **more: object) -> tuple[Sheet, ...]:
    given: dict[str, object] = {"inspections": (1,), "photos": True, **more}
    return office.ask(form_sheets, FormRequest(F10, **given))  # type: ignore[arg-type]


def photos(sheet: Sheet) -> list[Path]:
    return [cell.content.path for cell in sheet.cells if isinstance(cell.content, Photo)]


def test_the_photos_stand_behind_the_list_before_and_after_side_by_side(office: OfficeFile) -> None:
    add(office, 3, "坏门.jpg", PROBLEM, "北门")
    add(office, 3, "好门.jpg", RECHECK)
    add(office, 1, "箱.jpg", SCENE)
    office.run(attach, Owner("hazard", 2), [Given("宣传.jpg", jpeg(30, 30))], OTHER)
    listed, shown = sheets(office)
    assert (listed.title, shown.title, shown.annex) == ("检查问题隐患清单", "现场照片", "附页")
    assert shown.subject == "甲厂"
    lines = [desk_line(shown, row) for row in range(len(shown.rows))]
    assert lines == [
        "整改前|整改后",
        "1. 甲　一般",
        "photo|",
        "照片1　2026.11.1|",
        "3. 丙　一般",
        "photo|photo",
        "照片2　2026.11.3　北门|照片3　2026.11.3",
    ]


def desk_line(sheet: Sheet, row: int) -> str:
    cells = sorted((cell for cell in sheet.cells if cell.row == row), key=lambda cell: cell.column)
    return "|".join("photo" if isinstance(cell.content, Photo) else cell.text for cell in cells)


def test_without_photos_unasked_or_blank_there_is_only_the_list(office: OfficeFile) -> None:
    assert len(sheets(office)) == 1
    add(office, 1, "箱.jpg", PROBLEM)
    assert len(sheets(office)) == 2
    assert len(sheets(office, photos=False)) == 1
    assert len(sheets(office, inspections=(), enterprises=(1,), blank=True)) == 1
    (row,) = office.ask(attachments_of, Owner("hazard", 1))
    office.run(detach, [row.id])
    assert len(sheets(office)) == 1


def test_a_voided_hazard_shows_no_photo_and_the_numbers_are_those_of_the_list(office: OfficeFile) -> None:
    add(office, 1, "箱.jpg", PROBLEM)
    add(office, 3, "门.jpg", PROBLEM)
    desk.void(office, 1)
    _, shown = sheets(office)
    assert len(photos(shown)) == 1
    assert desk_line(shown, 1).startswith("2. 丙")


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_lost_photo_is_named_on_the_page(office: OfficeFile, damage: str) -> None:
    add(office, 1, "箱.jpg", PROBLEM)
    (row,) = office.ask(attachments_of, Owner("hazard", 1))
    if damage == "gone":
        row.path.unlink()
    else:
        row.path.write_bytes(jpeg(10, 10))
    _, shown = sheets(office)
    assert photos(shown) == []
    assert desk_line(shown, 2) == "照片文件不见了或已损坏：箱.jpg|"


def test_how_many_there_are_is_known_beforehand(office: OfficeFile) -> None:
    add(office, 1, "箱.jpg", PROBLEM)
    add(office, 1, "好箱.jpg", RECTIFIED)
    desk.enterprise(office, "没查过的厂")
    assert office.ask(photo_count, [1]) == 2
    assert office.ask(batch_photo_count, BatchRequest((F10,), enterprises=(1, 2))) == 2
    assert office.ask(batch_photo_count, BatchRequest((F10,), enterprises=(2,))) == 0
    assert office.ask(batch_photo_count, BatchRequest((F10,), inspections=(1,))) == 2
    batch = office.ask(batch_sheets, BatchRequest((F10,), inspections=(1,), photos=True))
    assert [sheet.title for sheet in batch.sheets] == ["检查问题隐患清单", "现场照片"]
    report = office.ask(read_report, Wanted(F10, Content.FILLED, inspection_id=1, photos=True))
    assert (report.photo_count, len(report.sheets)) == (2, 2)
    blank = office.ask(read_report, Wanted(F10, Content.BLANK, inspection_id=1, photos=True))
    assert (blank.photo_count, len(blank.sheets)) == (0, 1)
