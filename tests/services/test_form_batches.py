"""Forms of many enterprises or visits at once: collated, saved whole or not at all, stopped half-way."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import event

from hazard_desk.errors import Cancelled, OutputError, UsageError
from hazard_desk.forms import saving as form_saving
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.supervision import Mood
from hazard_desk.model import Enterprise
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.form_filling.batch_saving import (
    draw_batch,
    files_in_the_way,
    save_batch,
    unprintable_places,
)
from hazard_desk.services.form_filling.batches import (
    BATCH_FORMS,
    Batch,
    BatchRequest,
    Entry,
    batch_sheets,
    without_visit,
)
from hazard_desk.services.form_filling.file_names import LONGEST, file_names
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import enterprise_columns, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import EnterpriseState, InspectionLevel

F1, F2, F3, F10, *_, TAKE_ALONG = BATCH_FORMS
FIVE = (F1, F2, F3, F10, TAKE_ALONG)  # of which each has one sheet, where it needs no continuation
LONG = "配电室内堆放易燃杂物，电缆沟盖板缺失，消防通道被占用，安全出口标志损坏，" * 4


class Teller:
    """Keeps what is reported, and stops the work at a given report."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.told: list[tuple[int, int, str]] = []
        self._stop_at = stop_at

    def report(self, done: int, total: int, what: str = "") -> None:
        if len(self.told) == self._stop_at:
            raise Cancelled("已取消。", "没有写入任何数据。")
        self.told.append((done, total, what))


def add_enterprise(office: OfficeFile, name: str, **more: Any) -> int:
    record_id = office.run(save_enterprise, EnterpriseFacts(name=name, **more)).record_id
    assert record_id is not None
    return record_id


def add_visit(office: OfficeFile, enterprise: int, day: date, *hazards: str, **more: Any) -> int:
    facts = InspectionFacts(
        enterprise_id=enterprise,
        inspected_on=day,
        inspectors=("张三",),
        hazards=[HazardFacts(description=text) for text in hazards],
        **more,
    )
    record_id = office.run(save_inspection, facts).record_id
    assert record_id is not None
    return record_id


def name_twice(office: OfficeFile, first: int, second: int) -> None:
    """Give the second enterprise the name of the first, as two shops of one name in two villages have it."""

    def rename(work: UnitOfWork) -> Changes:
        name = work.session.get_one(Enterprise, first).name
        work.session.get_one(Enterprise, second).name = name
        return Changes("改名")

    office.run(rename)


def many(office: OfficeFile, count: int) -> list[int]:
    """Add this many enterprises at database speed."""

    def add(work: UnitOfWork) -> Changes:
        rows = [
            {
                **enterprise_columns(EnterpriseFacts(name=f"第{number:03d}号商店")),
                "state": EnterpriseState.IN_OPERATION,
                "entered_at": work.now,
            }
            for number in range(count)
        ]
        ids.extend(work.add_many(Enterprise, rows))
        return Changes("加入")

    ids: list[int] = []
    office.run(add)
    return ids


def form_ids(entry: Entry) -> list[str]:
    return [sheet.form_id for sheet in entry.sheets]


def texts(sheet: Sheet) -> str:
    heads = "".join(item.label + item.text for item in sheet.head.fields)
    return heads + "\n".join(cell.text for cell in sheet.cells)


@pytest.fixture
def pair(office: OfficeFile) -> tuple[int, int]:
    """Two enterprises, each with a visit: the first one's hazards need a continuation sheet."""
    first = add_enterprise(office, "宏达铸造厂", principal="李四")
    second = add_enterprise(office, "永和超市", principal="王五")
    add_visit(office, first, date(2026, 1, 5), *[f"{number}号{LONG}" for number in range(12)])
    add_visit(office, second, date(2026, 1, 6), "灭火器过期")
    return first, second


# ---- collating ---------------------------------------------------------------------------------------


def test_the_sheets_of_one_enterprise_lie_together_in_the_order_of_the_forms(
    office: OfficeFile, pair: tuple[int, int]
) -> None:
    second_first = (pair[1], pair[0])
    batch = office.ask(batch_sheets, BatchRequest(FIVE, second_first))
    assert [entry.name for entry in batch.entries] == ["永和超市", "宏达铸造厂"]
    assert [form_ids(entry) for entry in batch.entries] == [
        [*FIVE],
        [F1, F2, F3, F10, F10, TAKE_ALONG],
    ]
    assert batch.sheets == [*batch.entries[0].sheets, *batch.entries[1].sheets]
    other_way = office.ask(batch_sheets, BatchRequest((TAKE_ALONG, F1), pair))
    assert [form_ids(entry) for entry in other_way.entries] == [[TAKE_ALONG, F1]] * 2


def test_each_sheet_is_the_one_that_the_form_alone_gives(office: OfficeFile, pair: tuple[int, int]) -> None:
    for form_id in BATCH_FORMS:
        batch = office.ask(batch_sheets, BatchRequest((form_id,), pair))
        assert tuple(batch.sheets) == office.ask(form_sheets, FormRequest(form_id, enterprises=pair))


def test_a_continuation_stays_behind_its_form(office: OfficeFile, pair: tuple[int, int]) -> None:
    batch = office.ask(batch_sheets, BatchRequest((F3, TAKE_ALONG), pair))
    assert [form_ids(entry) for entry in batch.entries] == [[F3, F10, TAKE_ALONG], [F3, TAKE_ALONG]]
    assert LONG in texts(batch.entries[0].sheets[1])


def test_two_enterprises_of_one_name_keep_their_own_sheets(office: OfficeFile, pair: tuple[int, int]) -> None:
    name_twice(office, *pair)
    batch = office.ask(batch_sheets, BatchRequest((F1, F3), pair))
    assert [entry.name for entry in batch.entries] == ["宏达铸造厂", "宏达铸造厂"]
    first, second = batch.entries
    assert "李四" in texts(first.sheets[0])
    assert "王五" in texts(second.sheets[0])
    assert form_ids(first) == [F1, F3, F10]
    assert "灭火器过期" in texts(second.sheets[1])


def test_more_than_a_query_takes_come_in_order_by_few_queries(office: OfficeFile) -> None:
    ids = many(office, 620)[::-1]
    asked: list[str] = []

    def count(*arguments: Any) -> None:
        asked.append(arguments[2])

    def gather(reading: Any, request: BatchRequest) -> Batch:
        engine = reading.session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        try:
            return batch_sheets(reading, request)
        finally:
            event.remove(engine, "before_cursor_execute", count)

    batch = office.ask(gather, BatchRequest((F1, F2, TAKE_ALONG), tuple(ids)))
    assert [entry.name for entry in batch.entries] == [
        f"第{number:03d}号商店" for number in range(619, -1, -1)
    ]
    assert [form_ids(entry) for entry in batch.entries] == [[F1, F2, TAKE_ALONG]] * 620
    assert all(entry.name in texts(sheet) for entry in batch.entries for sheet in entry.sheets)
    assert len(asked) < 60, "never a query an enterprise"


def test_progress_tells_the_forms_and_may_stop_the_filling(office: OfficeFile, pair: tuple[int, int]) -> None:
    teller = Teller()
    office.ask(batch_sheets, BatchRequest((F1, F2), pair), teller)
    assert teller.told == [(0, 4, "摸底登记表"), (2, 4, "自查表")]
    with pytest.raises(Cancelled):
        office.ask(batch_sheets, BatchRequest((F1, F2), pair), Teller(stop_at=1))


# ---- visits ------------------------------------------------------------------------------------------


def test_an_enterprise_without_a_visit_is_left_out_of_visit_forms_and_named(
    office: OfficeFile, pair: tuple[int, int]
) -> None:
    unseen = add_enterprise(office, "北山砖厂")
    own = add_enterprise(office, "南河面粉厂")
    add_visit(office, own, date(2026, 1, 7), "自己查的", level=InspectionLevel.ENTERPRISE)
    ids = (unseen, pair[1], own)
    batch = office.ask(batch_sheets, BatchRequest((F1, F3), ids))
    assert [form_ids(entry) for entry in batch.entries] == [[F1], [F1, F3], [F1]]
    assert batch.without_visit == ("北山砖厂", "南河面粉厂")
    assert office.ask(without_visit, ids) == ("北山砖厂", "南河面粉厂")
    alone = office.ask(batch_sheets, BatchRequest((F3,), ids))
    assert [entry.name for entry in alone.entries] == ["永和超市"]
    assert office.ask(batch_sheets, BatchRequest((F1,), ids)).without_visit == ()
    with pytest.raises(UsageError, match="还没有检查记录") as refused:
        office.ask(batch_sheets, BatchRequest((F3, F10), (unseen,)))
    assert refused.value.meaning
    assert "空白" in refused.value.remedy


def test_visits_are_named_by_number_and_the_enterprise_s_own_forms_come_once(
    office: OfficeFile, pair: tuple[int, int]
) -> None:
    visits = (
        add_visit(office, pair[0], date(2026, 2, 1), "第二次"),
        add_visit(office, pair[0], date(2026, 2, 9), "第三次"),
        add_visit(office, pair[1], date(2026, 2, 9)),
    )
    batch = office.ask(batch_sheets, BatchRequest((F1, F3), inspections=visits))
    assert [entry.name for entry in batch.entries] == [
        "宏达铸造厂 2026-0003",
        "宏达铸造厂 2026-0004",
        "永和超市 2026-0005",
    ]
    assert [form_ids(entry) for entry in batch.entries] == [[F1, F3], [F3], [F1, F3]]
    assert "第二次" in texts(batch.entries[0].sheets[1])
    assert "第三次" in texts(batch.entries[1].sheets[0])
    assert batch.entries[1].sheets[0].subject == "宏达铸造厂 2026-0004"
    blank = office.ask(batch_sheets, BatchRequest((F3,), inspections=visits, blank=True))
    assert [entry.name for entry in blank.entries] == ["宏达铸造厂", "永和超市"]


def test_blank_forms_bear_the_name_only_but_the_sheet_to_take_along_stays_filled(
    office: OfficeFile, pair: tuple[int, int]
) -> None:
    unseen = add_enterprise(office, "北山砖厂", principal="赵六")
    batch = office.ask(batch_sheets, BatchRequest(FIVE, (pair[1], unseen), blank=True))
    assert [form_ids(entry) for entry in batch.entries] == [list(FIVE)] * 2
    assert batch.without_visit == ()
    register, _, supervision, hazards, along = batch.entries[0].sheets
    for sheet in (register, supervision, hazards):
        assert "永和超市" in texts(sheet)
        assert "王五" not in texts(sheet)
        assert "灭火器过期" not in texts(sheet)
    assert "王五" in texts(along)
    assert "灭火器过期" in texts(along)


def test_the_half_of_f3_is_as_asked(office: OfficeFile, pair: tuple[int, int]) -> None:
    halves = [
        office.ask(batch_sheets, BatchRequest((F3,), pair, mood=mood)).sheets
        for mood in (Mood.INSPECTION, Mood.CLOSED_LOOP)
    ]
    alone = [office.ask(form_sheets, FormRequest(F3, enterprises=pair, mood=mood)) for mood in Mood]
    assert [tuple(sheets) for sheets in halves] == alone


def test_no_form_a_form_of_a_week_and_records_that_are_gone_are_refused(office: OfficeFile) -> None:
    for request, said in (
        (BatchRequest((), (1,)), "没有选定"),
        (BatchRequest(("weekly-statistics",), (1,)), "weekly-statistics"),
        (BatchRequest((F1,), (77,)), "已不在台账里"),
        (BatchRequest((F3,), inspections=(77,)), "已不在台账里"),
    ):
        with pytest.raises(UsageError, match=said) as refused:
            office.ask(batch_sheets, request)
        assert refused.value.meaning
        assert refused.value.remedy


# ---- looked over -------------------------------------------------------------------------------------


def test_a_character_that_no_face_has_is_named_with_enterprise_form_and_place(
    office: OfficeFile, pair: tuple[int, int]
) -> None:
    odd = add_enterprise(office, "丙厂", principal="王\ue123")
    batch = office.ask(batch_sheets, BatchRequest((F1, F2), (*pair, odd)))
    found = unprintable_places(batch)
    assert {(place.name, place.form, place.character) for place in found} == {
        ("丙厂", "摸底登记表", "\ue123"),
        ("丙厂", "自查表", "\ue123"),
    }
    assert all("行" in place.where for place in found)
    with pytest.raises(Cancelled):
        unprintable_places(batch, Teller(stop_at=3))


# ---- saved -------------------------------------------------------------------------------------------


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder of its own beside the office's."""
    folder = tmp_path / "表"
    folder.mkdir()
    return folder


@pytest.fixture
def batch(office: OfficeFile, pair: tuple[int, int]) -> Batch:
    third = add_enterprise(office, "北山砖厂")
    return office.ask(batch_sheets, BatchRequest((F1, F3), (*pair, third)))


def test_one_file_has_a_bookmark_for_every_sheet(batch: Batch, out: Path) -> None:
    teller = Teller()
    assert save_batch(batch, out / "全部", True, ".pdf", teller) == [out / "全部.pdf"]
    reader = PdfReader(out / "全部.pdf")
    titles: list[str] = [str(item.title) for item in reader.outline]  # type: ignore[union-attr]
    assert len(titles) == len(batch.sheets) == len(teller.told) == 6
    assert [title.split()[0] for title in titles] == ["宏达铸造厂"] * 3 + ["永和超市"] * 2 + ["北山砖厂"]
    assert teller.told[3] == (3, 6, "永和超市")
    assert PdfReader(out / "全部.pdf").get_destination_page_number(reader.outline[3]) is not None  # type: ignore[arg-type]


def test_a_file_each_bears_the_name_of_its_enterprise(batch: Batch, out: Path) -> None:
    assert files_in_the_way(batch, out, ".pdf") == []
    saved = save_batch(batch, out, False, ".pdf")
    assert [path.name for path in saved] == ["宏达铸造厂.pdf", "永和超市.pdf", "北山砖厂.pdf"]
    assert [len(PdfReader(path).pages) for path in saved] == [len(PdfReader(saved[0]).pages), 2, 1]
    assert sorted(out.iterdir()) == sorted(saved)
    assert files_in_the_way(batch, out, ".pdf") == [path.name for path in saved]
    workbooks = save_batch(batch, out, False, ".xlsx")
    assert [path.name for path in workbooks] == ["宏达铸造厂.xlsx", "永和超市.xlsx", "北山砖厂.xlsx"]
    assert files_in_the_way(batch, out / "gone", ".pdf") == []


def test_stopping_one_file_leaves_nothing_and_the_old_file_as_it_was(batch: Batch, out: Path) -> None:
    old = out / "旧.pdf"
    old.write_bytes(b"old")
    with pytest.raises(Cancelled) as stopped:
        save_batch(batch, old, True, ".pdf", Teller(stop_at=2))
    assert (stopped.value.what, stopped.value.meaning) == ("已取消。", "没有写文件，台账数据没有变化。")
    assert old.read_bytes() == b"old"
    assert list(out.iterdir()) == [old]
    with pytest.raises(Cancelled, match="已取消") as not_printed:
        draw_batch(batch, Teller(stop_at=1))
    assert "没有打印" in not_printed.value.meaning


def test_stopping_a_file_each_keeps_the_finished_ones_and_says_how_many(batch: Batch, out: Path) -> None:
    with pytest.raises(Cancelled) as stopped:
        save_batch(batch, out, False, ".pdf", Teller(stop_at=4))  # between the sheets of the second
    assert "1 个文件已经存好，还有 2 个没有存" in stopped.value.what
    assert "台账数据没有变化" in stopped.value.meaning
    assert [path.name for path in out.iterdir()] == ["宏达铸造厂.pdf"]
    assert len(PdfReader(out / "宏达铸造厂.pdf").pages) > 1
    with pytest.raises(Cancelled) as at_once:
        save_batch(batch, out, False, ".pdf", Teller(stop_at=0))
    assert "没有写文件" in at_once.value.meaning


@pytest.mark.parametrize("one_file", [True, False])
def test_a_full_disk_is_said_in_words(
    batch: Batch, out: Path, monkeypatch: pytest.MonkeyPatch, one_file: bool
) -> None:
    write: Callable[[Path, bytes], None] = form_saving.write_whole

    def fill_up(path: Path, data: bytes) -> None:
        if path.stem in ("永和超市", "全部"):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    monkeypatch.setattr(form_saving, "write_whole", fill_up)
    target = out / "全部.pdf" if one_file else out
    with pytest.raises(OutputError, match="磁盘已满") as refused:
        save_batch(batch, target, one_file, ".pdf")
    assert "没有变化" in refused.value.meaning
    assert refused.value.remedy
    assert ("1 个文件已经存好，还有 2 个没有存" in refused.value.what) is not one_file
    assert [path.name for path in out.iterdir()] == ([] if one_file else ["宏达铸造厂.pdf"])


# ---- file names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('甲/乙\\丙:丁*"戊"?<己>|庚', "甲 乙 丙 丁 戊 己 庚.pdf"),
        ("  宏达　铸造厂. ", "宏达 铸造厂.pdf"),
        ("con", "_con.pdf"),
        ("LPT1.商店", "_LPT1.商店.pdf"),
        ("CONTI 商店", "CONTI 商店.pdf"),
        ("..", "未命名.pdf"),
        ("", "未命名.pdf"),
        ("甲\n\x00乙\ud800", "甲 乙.pdf"),
    ],
)
def test_a_name_becomes_a_file_name_that_windows_takes(name: str, expected: str) -> None:
    assert file_names([name], ".pdf") == [expected]


def test_names_that_windows_takes_for_the_same_are_numbered() -> None:
    assert file_names(["ABC超市", "abc超市", "ＡＢＣ超市", "abc超市（2）"], ".pdf") == [
        "ABC超市.pdf",
        "abc超市（2）.pdf",
        "ＡＢＣ超市（3）.pdf",
        "abc超市（2）（2）.pdf",
    ]


def test_long_names_are_cut_and_still_told_apart() -> None:
    names = file_names(["x" * 300, "x" * 300, "企" * 300, "企" * 300], ".xlsx")
    assert len(set(names)) == 4
    assert all(len(name) <= LONGEST and len(name.encode()) <= 240 for name in names)
    assert all(name.endswith(".xlsx") for name in names)
