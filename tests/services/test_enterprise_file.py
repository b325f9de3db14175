"""一企一档 from an office's records: what lies in it, what doesn't, and what damaged files do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from hazard_desk.forms.sheet import Sheet
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.attaching import AttachmentRow, Given, Owner, attach, attachments_of
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    save_enforcement,
)
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.form_filling import FormRequest, file_attachments, form_sheets, save_sheets
from hazard_desk.services.form_filling.batch_saving import draw_batch
from hazard_desk.services.form_filling.batches import BatchRequest, batch_sheets
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.registry import change_state
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.services.signs import set_signs, sign_items
from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair
from hazard_desk.services.tip_offs import save_tip_off
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import (
    AttachmentKind,
    CheckMark,
    EnterpriseState,
    HazardLevel,
    InspectionLevel,
    Move,
    PenaltyKind,
    PenaltyTarget,
    Remedy,
    SignState,
)
from tests.pdf_samples import locked, scan
from tests.photo_samples import jpeg
from tests.services import form_desk
from tests.services.form_desk import enterprise, hazard_ids, make_office, visited

FOUNDRY = "兴隆铸造厂"
INFORMANT = "举报人赵六"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    office = make_office(tmp_path)
    yield office
    office.close()


def file_of(office: OfficeFile, *ids: int, blank: bool = False) -> tuple[Sheet, ...]:
    return office.ask(form_sheets, FormRequest("enterprise-file", enterprises=ids, blank=blank))


def called(sheets: tuple[Sheet, ...]) -> list[str]:
    return [sheet.outline[-1] for sheet in sheets]


def said(sheets: tuple[Sheet, ...]) -> str:
    heads = [field.text for sheet in sheets for field in sheet.head.fields]
    return "\n".join([*heads, *(cell.text for sheet in sheets for cell in sheet.cells)])


def listed(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """Return what 附件清单 says in the column of pages, by the name of each file."""
    sheet = next(one for one in sheets if one.title == "附件清单")
    cells = {(cell.row, cell.column): cell.text for cell in sheet.cells}
    return {cells[row, 1].partition("\n")[0]: cells[row, 5] for row in range(1, len(sheet.rows))}


def foundry(office: OfficeFile) -> int:
    """Enter one enterprise with a little of everything that its file tells."""
    known = enterprise(office, FOUNDRY, principal="王五")
    other = enterprise(office, "永顺加油站")
    office.run(
        save_self_check, None, SelfCheckFacts(known, date(2026, 11, 1), marks={1: (CheckMark.FAILS, None)})
    )
    office.run(save_self_check, None, SelfCheckFacts(known, date(2026, 10, 1)))
    hazard = HazardFacts(
        "配电箱未上锁",
        HazardLevel.GENERAL,
        remedy=Remedy.BY_DEADLINE,
        deadline=date(2026, 11, 15),
        responsible="钱七",
        measures="加锁",
    )
    visit = visited(office, known, date(2026, 11, 2), hazard, number="甲-1")
    office.run(make_move, hazard_ids(office, visit), Step(Move.RECTIFY, date(2026, 11, 5), "李工", "已上锁"))
    visited(office, known, date(2026, 11, 9), number="甲-2")
    visited(
        office,
        known,
        date(2026, 11, 10),
        HazardFacts("自查的隐患"),
        number="甲-3",
        level=InspectionLevel.ENTERPRISE,
    )
    office.run(
        save_enforcement,
        PenaltyFacts(
            PenaltyKind.FINE, date(2026, 11, 12), known, decided_by="县应急局", amount_fen=2_000_000
        ),
    )
    office.run(save_enforcement, IllegalActFacts(date(2026, 11, 3), "无证动火", known))
    office.run(set_signs, [(known, sign_items()[0])], SignState.PRESENT, date(2026, 11, 2))
    office.run(save_support_pair, SupportPairFacts(other, known, date(2026, 11, 1), plan="每月帮扶一次"))
    office.run(
        save_tip_off,
        TipOffFacts(date(2026, 11, 1), content="夜间生产", informant=INFORMANT, enterprise_id=known),
    )
    office.run(change_state, known, EnterpriseState.SUSPENDED, date(2026, 11, 20), "检修停产")
    office.run(attach, Owner("enterprise", known), [Given("营业执照.jpg", jpeg())], AttachmentKind.SCAN)
    office.run(attach, Owner("inspection", visit), [Given("回执.pdf", scan(2))], AttachmentKind.SCAN)
    return known


def test_all_that_is_known_lies_in_it_chapter_by_chapter(office: OfficeFile) -> None:
    sheets = file_of(office, foundry(office))
    assert called(sheets) == [
        "封面",
        "目录",
        "摸底登记表",
        "经营状态变更情况",
        "自查表",
        "自查表",
        "督导检查表 甲-1",
        "检查问题隐患清单 甲-1",
        "督导检查表 甲-2",
        "检查问题隐患清单 甲-3",
        "问题隐患办理情况",
        "处罚等执法情况",
        "四牌一卡两栏设置情况",
        "结对帮扶情况",
        "附件清单",
        "照片和图片",
        "附件2　回执.pdf",
    ]
    text = said(sheets)
    for words in (
        "2026.11.5 整改完成（李工）",
        "行政罚款2万元",
        "无证动火",
        "每月帮扶一次",
        "检修停产",
        "自查的隐患",
    ):
        assert words in text
    assert [page.folio for page in sheets[:3]] == [0, 2, 3]


def test_enforcement_is_told_as_in_its_ledger_and_a_case_by_its_day(office: OfficeFile) -> None:
    known = enterprise(office)
    day = date(2026, 11, 3)
    for facts in (
        IllegalActFacts(day, "无证动火", known, handled_on=date(2026, 11, 5), handling="责令停工"),
        PenaltyFacts(
            PenaltyKind.FINE,
            date(2026, 11, 6),
            known,
            target=PenaltyTarget.PRINCIPAL,
            illegal_act_id=1,
            amount_fen=500_000,
        ),
        PenaltyFacts(PenaltyKind.LICENCE, date(2026, 11, 7), known, certificates=2),
        AccountabilityFacts(person="李四", unit="安全科", enterprise_id=known, decided_on=date(2026, 11, 8)),
        AdmonitionFacts(decided_on=date(2026, 11, 9), enterprise_id=known, reason="拒不整改"),
        TypicalCaseFacts("违规动火案", date(2026, 11, 10), known),
    ):
        office.run(save_enforcement, facts)
    sheet = next(one for one in file_of(office, known) if one.title == "处罚等执法情况")
    rows = [[row[name] for name in ("类别", "内容", "结果")] for row in form_desk.listed(sheet)]
    assert rows == [
        ["非法违法行为", "无证动火", "责令停工\n2026.11.5查处"],
        ["行政罚款", "无证动火", "行政罚款（主要负责人）0.5万元"],
        ["暂扣吊销证照", "", "暂扣吊销证照2个"],
        ["党纪政纪处分", "李四（安全科）", "党纪政纪处分"],
        ["约谈通报", "拒不整改", "约谈通报"],
        ["典型案例", "违规动火案", "2026.11.10报送"],
    ]


def test_the_papers_of_a_typical_case_are_among_the_attachments(office: OfficeFile) -> None:
    known = enterprise(office)
    office.run(save_enforcement, TypicalCaseFacts("违规动火案", date(2026, 11, 10), known))
    office.run(attach, Owner("typical_case", 1), [Given("通报.pdf", scan())], AttachmentKind.SCAN)
    sheets = file_of(office, known)
    assert "通报.pdf" in listed(sheets)
    assert "典型案例：违规动火案" in said(sheets)


def test_who_reported_it_is_never_told(office: OfficeFile) -> None:
    text = said(file_of(office, foundry(office)))
    assert INFORMANT not in text
    assert "夜间生产" not in text


def test_an_enterprise_with_nothing_has_a_file_all_the_same(office: OfficeFile) -> None:
    sheets = file_of(office, enterprise(office, "新开的店"))
    assert called(sheets) == ["封面", "目录", "摸底登记表"]
    assert said(sheets[1:2]).count("无") >= 7


def test_a_blank_one_bears_the_name_only(office: OfficeFile) -> None:
    cover, contents = file_of(office, foundry(office), blank=True)
    assert FOUNDRY in said((cover,))
    assert "王五" not in said((cover,))
    assert said((contents,)).strip() == "序号\n内容\n日期\n页码"


def test_a_damaged_attachment_is_named_and_stops_nothing(office: OfficeFile, tmp_path: Path) -> None:
    known = enterprise(office)
    owner = Owner("enterprise", known)
    given = [
        Given("坏了.pdf", scan(3)[:800]),
        Given("锁了.pdf", locked(scan())),
        Given("没了.jpg", jpeg(300, 200)),
        Given("好的.pdf", scan(2, "GOOD")),
        Given("同一份.jpg", jpeg(310, 200)),
    ]
    office.run(attach, owner, given, AttachmentKind.SCAN)
    visit = visited(office, known, date(2026, 11, 2))
    office.run(
        attach, Owner("inspection", visit), [Given("又一份.jpg", jpeg(310, 200))], AttachmentKind.SCENE
    )
    rows: dict[str, AttachmentRow] = {row.name: row for row in office.ask(attachments_of, owner)}
    rows["没了.jpg"].path.unlink()
    sheets = file_of(office, known)
    told = listed(sheets)
    assert told["坏了.pdf"] == "未附：文件已损坏，打不开"
    assert told["锁了.pdf"] == "未附：加了密码，打不开"
    assert told["没了.jpg"] == "未附：文件不见了或已损坏"
    assert told["又一份.jpg"] == "未附：与附件5相同"
    rows["同一份.jpg"].path.write_bytes(b"lost between filling and drawing")
    save_sheets(sheets, tmp_path / "档案.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "档案.pdf").pages]
    first, last = map(int, told["好的.pdf"].split("–"))
    assert "GOOD 1" in pages[first - 1]
    assert "GOOD 2" in pages[last - 1]


def test_what_is_too_much_is_listed_by_name(office: OfficeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_attachments, "MOST_PAGES", 4)
    known = enterprise(office)
    given = [Given("三页.pdf", scan(3)), Given("又三页.pdf", scan(3, "B")), Given("一页.pdf", scan(1, "C"))]
    office.run(attach, Owner("enterprise", known), given, AttachmentKind.SCAN)
    told = listed(file_of(office, known))
    assert told["又三页.pdf"].startswith("未附：超出4页")
    assert told["一页.pdf"].isdigit()


def test_the_workbook_has_a_sheet_each(office: OfficeFile, tmp_path: Path) -> None:
    save_sheets(file_of(office, foundry(office)), tmp_path / "档案.xlsx")
    names = openpyxl.load_workbook(tmp_path / "档案.xlsx").sheetnames
    assert names[:6] == ["封面", "目录", "摸底登记表", "经营状态变更情况", "自查表", "自查表 2"]
    assert "附件2　回执.pdf" not in names


def test_several_enterprises_at_once_have_a_file_each(office: OfficeFile) -> None:
    first = foundry(office)
    second = enterprise(office, "北山砖厂")
    batch = office.ask(batch_sheets, BatchRequest(("enterprise-file",), (first, second)))
    assert [entry.name for entry in batch.entries] == [FOUNDRY, "北山砖厂"]
    reader = pypdf.PdfReader(io.BytesIO(draw_batch(batch)))
    assert [item.title for item in reader.outline if not isinstance(item, list)] == [
        f"{FOUNDRY} 一企一档",
        "北山砖厂 一企一档",
    ]
    assert batch.entries[1].sheets == file_of(office, second)


def test_one_that_was_removed_is_in_no_file(office: OfficeFile) -> None:
    known = foundry(office)
    visit = visited(office, known, date(2026, 11, 15), HazardFacts("后来删掉的"), number="甲-9")
    office.run(remove_inspection, visit)
    assert "后来删掉的" not in said(file_of(office, known))
