"""Every form from the command line: blank, filled, of whom, which refusal ends with which code."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from hazard_desk.model import CrossPair, Inspection
from hazard_desk.rules.activities import ActivityFacts
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.tip_offs import TipOffFacts
from hazard_desk.services.activities import save_activity
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.enforcing import IllegalActFacts, save_enforcement
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.labelled_batches import BatchFacts, save_batch
from hazard_desk.services.offices import add_campaign, change_office, office_row, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair
from hazard_desk.services.tasks import import_notice
from hazard_desk.services.tip_offs import save_tip_off
from hazard_desk.services.wording import save_wordings, set_signatures
from hazard_desk.store.changes import Changes
from hazard_desk.store.migrating import SCRIPTS, migrate
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    ActivityKind,
    AttachmentKind,
    CheckMark,
    HazardLevel,
    InspectionLevel,
    Remedy,
    SourceStage,
)
from tests.cli.desk import OFFICE_NAME, Desk, credit_code, fingerprint
from tests.cli.titles import TITLES
from tests.photo_samples import jpeg

WEEK = date(2025, 3, 7)
THEN = datetime(2025, 3, 10, 9, 0)
OF_WEEK = ["--week-ending", WEEK]
CODE = credit_code(1)
UNKNOWN_CHARACTER = "\U0003134a"


def enter(work: UnitOfWork) -> Changes:
    """Enter a little of everything that a form tells of, all in March 2025."""
    add_campaign(work, "冬季行动", starts_on=date(2025, 3, 1))
    first, second = (
        save_enterprise(
            work, EnterpriseFacts(name=name, code=code, principal=principal, industries=("冶金工贸",))
        ).record_id
        for name, code, principal in (("兴隆铸造厂", CODE, "王五"), ("永顺加油站", credit_code(2), "赵六"))
    )
    save_enterprise(work, EnterpriseFacts(name=f"{UNKNOWN_CHARACTER}记饭店", code=credit_code(3)))
    for name in ("同名厂", "同名二厂"):
        save_enterprise(work, EnterpriseFacts(name=name))
    supervised = HazardFacts(
        "炉口开裂",
        HazardLevel.MAJOR,
        remedy=Remedy.SUPERVISED,
        measures="停用更换",
        responsible="钱七",
        deadline=date(2025, 4, 1),
        funds_fen=2_500_000,
        contingency_plan="撤人断电",
        supervision_unit="县应急局",
    )
    on_site = HazardFacts("配电箱未上锁", HazardLevel.GENERAL, rectification_note="已加锁")
    save_inspection(
        work,
        InspectionFacts(
            "2025-A1",
            first,
            date(2025, 3, 5),
            InspectionLevel.TOWNSHIP,
            inspectors=("张三",),
            campaigns=("冬季行动",),
            hazards=[replace(on_site, rectified_on=date(2025, 3, 6)), supervised],
        ),
    )
    save_inspection(
        work,
        InspectionFacts(
            "2025-B1",
            second,
            date(2025, 2, 20),
            stage=SourceStage.CROSS,
            inspectors=("李四",),
            hazards=[HazardFacts("油罐区有杂草", HazardLevel.GENERAL)],
        ),
    )
    save_self_check(work, None, SelfCheckFacts(first, date(2025, 3, 3), marks={1: (CheckMark.FAILS, None)}))
    save_enforcement(work, IllegalActFacts(date(2025, 3, 4), "无证经营", party="临时工棚"))
    save_support_pair(work, SupportPairFacts(first, second, date(2025, 3, 3), plan="同查配电"))
    save_batch(work, BatchFacts("查处一批"))
    save_tip_off(
        work,
        TipOffFacts(received_on=date(2025, 3, 4), informant="郑某某", content="夜间充装液化气"),
    )
    save_activity(work, ActivityFacts(ActivityKind.MEETING, date(2025, 3, 4), "全镇安全生产工作会议"))
    import_notice(work, "S002", [40], [17])
    save_round(work, None, RoundFacts("第一轮", pairs=(PairRow("甲村", "乙村"), PairRow("甲村", "戊村"))))
    save_round(work, None, RoundFacts("第二轮", pairs=(PairRow("丙村", "丁村"),)))
    save_entry(work, "weekly-dispatch", WEEK, None, "problems", "部分企业台账不全。")
    visit = work.session.query(Inspection).filter_by(number="2025-B1").one()
    visit.cross_pair_id = work.session.query(CrossPair).filter_by(inspected="戊村").one().id
    return Changes("填入")


@pytest.fixture(scope="module")
def march_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give an office that is only looked into; what an export changed in it would be seen at the end."""
    folder = tmp_path_factory.mktemp("台账") / "三月"
    OfficeFile.create(folder, set_up_office, OFFICE_NAME)
    with OfficeFile.open(folder, clock=lambda: THEN) as office:
        office.run(enter)
    before = fingerprint(folder)
    yield folder
    assert fingerprint(folder) == before


@pytest.fixture
def march(march_folder: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(march_folder, capsys)


@pytest.fixture
def own(march_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A copy of that office, to change."""
    shutil.copytree(march_folder, tmp_path / "另一份")
    return Desk(tmp_path / "另一份", capsys)


def text_of(path: Path) -> str:
    """Return all that stands in a PDF or a workbook, without white space."""
    if path.suffix == ".pdf":
        told = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        pages = openpyxl.load_workbook(path).worksheets
        values = (cell.value for page in pages for row in page.iter_rows() for cell in row)
        told = "".join(str(value) for value in values if value is not None)
    return "".join(told.split())


# ---- every form --------------------------------------------------------------------------------------


def test_the_forms_are_listed_in_the_order_of_their_numbers_documents_last(nowhere: Desk) -> None:
    listed = nowhere.done("forms")["forms"]
    assert [form["id"] for form in listed] == list(TITLES)
    numbers = [*(f"F{number}" for number in range(1, 11)), *[""] * (len(TITLES) - 10)]
    assert [form["number"] for form in listed] == numbers
    for form in listed:
        assert TITLES[form["id"]] in form["title"]


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
@pytest.mark.parametrize("form", TITLES)
def test_every_form_can_be_had_blank(march: Desk, tmp_path: Path, form: str, suffix: str) -> None:
    out = tmp_path / f"空白.{suffix}"
    said = march("export", form, out, "--blank", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.data == {"file": str(out)}
    text = text_of(out)
    assert TITLES[form] in text
    for record in ("兴隆", "永顺", "炉口", "甲村", "丙村", "张三", "台账不全"):
        assert record not in text


FILLED: list[tuple[str, list[object], list[str]]] = [
    ("registration", ["--enterprise", CODE], ["兴隆铸造厂", "王五", CODE]),
    ("registration", ["--enterprise", "永顺加油站"], ["永顺加油站", "赵六"]),
    ("self-check", ["--enterprise", "兴隆铸造厂"], ["兴隆铸造厂", "2025年3月3日"]),
    ("supervision", ["--inspection", "2025-A1"], ["兴隆铸造厂", "1.配电箱未上锁", "2.炉口开裂", "已加锁"]),
    ("supervision", ["--enterprise", CODE], ["兴隆铸造厂", "张三", "炉口开裂"]),
    ("weekly-statistics", OF_WEEK, [OFFICE_NAME]),
    ("illegal-acts", OF_WEEK, ["临时工棚", "无证经营", "炉口开裂", "挂牌督办：停用更换"]),
    ("weekly-dispatch", OF_WEEK, ["县级共检查1家企业，发现一般问题隐患1条，已整改1条", "部分企业台账不全。"]),
    ("major-hazards", OF_WEEK, ["兴隆铸造厂", "炉口开裂", "责任：钱七", "资金：2.5万元", "整改中"]),
    ("cross-arrangement", [], ["丙村", "丁村"]),
    ("cross-arrangement", ["--round", "第一轮"], ["甲村", "乙村"]),
    ("cross-summary", OF_WEEK, ["永顺加油站", "已整改0条，未整改1条"]),
    ("cross-summary", [*OF_WEEK, "--round", "第一轮", "--pair", "甲村→戊村"], ["永顺加油站", "甲村"]),
    ("cross-handover", ["--round", "第一轮"], ["永顺加油站", "今收到甲村移交的", "隐患1条", "戊村"]),
    (
        "cross-report",
        ["--round", "第一轮", "--pair", "甲村→戊村"],
        ["永顺加油站", "发现问题隐患1条，其中一般隐患1条、重大事故隐患0条；已整改0条", "工作建议"],
    ),
    ("cross-report", ["--round", "第一轮"], ["（第一轮）", "甲村→乙村", "各检查方工作量表"]),
    ("hazard-list", ["--inspection", "2025-B1"], ["永顺加油站", "油罐区有杂草"]),
    ("hazard-list", ["--enterprise", "兴隆铸造厂"], ["冬季行动检查问题隐患清单", "炉口开裂", "重大"]),
    ("visit-sheet", ["--enterprise", CODE], ["兴隆铸造厂", "炉口开裂", "2025年3月5日，张三，发现隐患2条"]),
    (
        "visit-route",
        [*OF_WEEK, "--enterprise", CODE],
        ["2025年3月1日至2025年3月7日", "兴隆铸造厂", "王五", "检查前提示单", "炉口开裂"],
    ),
    ("visit-route", OF_WEEK, ["这一周没有要走访的企业。"]),  # it's over
    ("hazard-ledger", OF_WEEK, ["兴隆铸造厂", "炉口开裂", "配电箱未上锁", "挂牌督办", "整改中"]),
    ("problem-list", ["--enterprise", CODE], ["兴隆铸造厂", "炉口开裂", "停用更换", "主要负责人（签字）："]),
    ("enforcement-ledger", OF_WEEK, ["临时工棚", "无证经营", "非法违法行为", "合计"]),
    ("typical-cases", OF_WEEK, [OFFICE_NAME]),
    ("typical-case", OF_WEEK, ["本期没有登记典型案例。"]),
    ("quota-table", OF_WEEK, ["2025年3月", "名册里还没有填写有检查任务的领导。", "组织专家“体检”"]),
    ("supervision-plan", OF_WEEK, ["计划年度：2025年", OFFICE_NAME]),
    ("enterprise-file", ["--enterprise", CODE], ["兴隆铸造厂", "王五", "炉口开裂", "目录"]),
    ("industry-ledger", OF_WEEK, ["冶金工贸", "兴隆铸造厂", "永顺加油站"]),
    ("campaign-summary", OF_WEEK, ["派出检查组2个", "一般隐患2条、重大隐患1条", OFFICE_NAME]),
    ("support-pairs", OF_WEEK, ["兴隆铸造厂", "永顺加油站", "同查配电"]),
    ("signs-and-cards", OF_WEEK, ["兴隆铸造厂", "安全生产举报栏"]),
    ("batches", OF_WEEK, ["查处一批", "累计"]),
    ("tip-off-ledger", OF_WEEK, ["夜间充装液化气", "郑某某"]),
    ("tip-off-public", [*OF_WEEK, "--cumulative"], ["夜间充装液化气"]),
    ("activity-ledger", OF_WEEK, ["全镇安全生产工作会议", "会议1项"]),
    ("ranking", OF_WEEK, ["2025年3月1日至2025年3月7日", "检查覆盖率25", OFFICE_NAME]),
    ("ranking", [*OF_WEEK, "--ranked", "企业"], ["企业打分排队表", "兴隆铸造厂", "负责人检查率20"]),
    ("ranking-notice", [*OF_WEEK, "--cumulative"], ["截至2025年3月7日", "下一步工作要求", OFFICE_NAME]),
    ("hand-over-list", [], ["没有整改完的隐患", "移交人（签字）", OFFICE_NAME]),
    ("negative-list", [], ["未检查", "同名二厂", "还没有检查过"]),
    ("village-notice", [], ["未分村", "同名厂", "还没有检查过"]),
    ("task-plan", [], ["（二十五）强化应急预案和应急演练", "市有关部门", "综合性实战演练"]),
    ("task-progress", [], ["今年已开展0次，要求1次。", "未开始", "不涉及本单位的1项"]),
]


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
@pytest.mark.parametrize(("form", "words", "told"), FILLED, ids=lambda value: str(value)[:40])
def test_every_form_is_filled_from_the_records(
    march: Desk, tmp_path: Path, form: str, words: list[object], told: list[str], suffix: str
) -> None:
    out = tmp_path / f"a.{suffix}"
    said = march("export", form, out, *words, "--json")
    assert said.code == 0
    # A form of the whole registry tells of an enterprise that no face can print.
    assert all(UNKNOWN_CHARACTER in notice for notice in said.err.splitlines()), said.err
    assert said.data == {"file": str(out)}
    text = text_of(out)
    for words_of_it in (TITLES[form], *told):
        assert words_of_it in text


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
@pytest.mark.parametrize(
    ("form", "words", "told", "why"),
    [
        ("cross-handover", [], [], "「第二轮」还没有登记检查"),
        (
            "cross-handover",
            ["--pair", "丙村"],
            ["今收到丙村移交的", "丁村"],
            "「第二轮」里丙村→丁村这一组还没有登记检查",
        ),
        (
            "cross-report",
            ["--pair", "丙村"],
            ["（第二轮：丙村检查丁村）", "没有登记检查记录和问题隐患。"],
            "「第二轮」里丙村→丁村这一组还没有登记检查",
        ),
        ("cross-report", [], ["（第二轮）", "没有登记检查记录和问题隐患。"], "「第二轮」还没有登记检查"),
    ],
)
def test_a_pair_that_has_not_inspected_yet_is_named(
    march: Desk, tmp_path: Path, form: str, words: list[object], told: list[str], why: str, suffix: str
) -> None:
    out = tmp_path / f"a.{suffix}"
    said = march("export", form, out, *words, "--json")
    assert (said.code, said.data) == (0, {"file": str(out)})
    assert why in said.err
    text = text_of(out)
    for words_of_it in (TITLES[form], *told):
        assert words_of_it in text


@pytest.mark.parametrize("form", ["cross-arrangement", "cross-handover", "cross-report"])
def test_an_office_without_rounds_gets_a_blank_form_and_is_told_why(
    desk: Desk, tmp_path: Path, form: str
) -> None:
    said = desk("export", form, tmp_path / "a.pdf")
    assert (said.code, said.err) == (0, "注意：还没有交叉检查轮次，写出的是空白表。\n")
    assert desk("export", form, tmp_path / "a.pdf", "--blank").err == ""


def test_people_are_told_where_the_file_is(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "台账.pdf"
    said = march("export", "major-hazards", out, *OF_WEEK)
    assert (said.code, said.out.strip(), said.err) == (0, f"已写出 {out}。", "")


def test_marks_stand_in_the_workbook(march: Desk, tmp_path: Path) -> None:
    march.done("export", "self-check", tmp_path / "a.xlsx", "--enterprise", CODE)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    marked = [cell.value for row in page.iter_rows() for cell in row if cell.value in ("√", "○", "×")]
    assert marked == ["×"]


def test_several_enterprises_come_in_the_order_asked_for(march: Desk, tmp_path: Path) -> None:
    words = ["--enterprise", "永顺加油站", "--enterprise", CODE]
    for form in ("registration", "supervision", "visit-sheet"):
        for suffix in ("pdf", "xlsx"):
            march.done("export", form, tmp_path / f"a.{suffix}", *words)
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]
        assert "永顺加油站" in pages[0]
        assert "兴隆铸造厂" in pages[-1]
        assert len(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets) == 2


def test_an_enterprise_without_a_visit_is_named_not_left_out_silently(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    said = march("export", "supervision", out, "--enterprise", CODE, "--enterprise", "同名厂")
    assert said.code == 0
    assert "「同名厂」还没有检查记录" in said.err
    twice = march("export", "registration", out, "--enterprise", CODE, "--enterprise", CODE)
    assert (twice.code, twice.err) == (0, "")
    assert len(pypdf.PdfReader(out).pages) == 1


def test_a_pair_narrows_the_summary_to_its_own(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    march.done("export", "cross-summary", out, *OF_WEEK, "--round", "第一轮", "--pair", "甲村->乙村")
    assert "永顺加油站" not in text_of(out)


def test_several_visits_come_in_the_order_asked_for(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    march.done("export", "hazard-list", out, "--inspection", "2025-B1", "--inspection", "2025-A1")
    pages = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    assert ["油罐区有杂草" in page for page in pages] == [True, False]
    assert "炉口开裂" in pages[1]


def test_cumulative_or_the_week(march: Desk, tmp_path: Path) -> None:
    later = ["--week-ending", "2025-03-14"]
    march.done("export", "illegal-acts", tmp_path / "a.xlsx", *later)
    march.done("export", "illegal-acts", tmp_path / "b.xlsx", *later, "--cumulative")
    assert "无证经营" not in text_of(tmp_path / "a.xlsx")
    assert "无证经营" in text_of(tmp_path / "b.xlsx")


def test_the_half_of_f3_that_is_asked_for(march: Desk, tmp_path: Path) -> None:
    for half, filled in (("检查版", False), ("闭环版", True), (None, True)):
        words = ["--half", half] if half else []
        march.done("export", "supervision", tmp_path / "a.xlsx", "--inspection", "2025-A1", *words)
        assert ("已加锁" in text_of(tmp_path / "a.xlsx")) is filled
        assert "炉口开裂" in text_of(tmp_path / "a.xlsx")
    said = march("export", "supervision", tmp_path / "b.xlsx", "--half", "上半")
    assert said.code == 2
    assert "检查版" in said.err


def test_a_campaign_is_named_in_the_title_and_counts_its_own(march: Desk, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    march.done("export", "cross-summary", out, *OF_WEEK, "--campaign", "冬季行动")
    assert "冬季行动县级交叉检查" in text_of(out)
    assert "永顺加油站" not in text_of(out)  # its visit belongs to none
    march.done("export", "major-hazards", out, *OF_WEEK, "--campaign", " 冬季行动 ")
    assert "冬季行动重大事故隐患台账" in text_of(out)
    assert "炉口开裂" in text_of(out)


# ---- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "words", "told"),
    [
        ("registration", ["--enterprise", "没有这家"], "没有这家"),
        ("registration", ["--enterprise", "兴隆"], "兴隆"),
        ("registration", ["--enterprise", CODE, "--enterprise", credit_code(9)], credit_code(9)),
        ("registration", [], "按企业填"),
        ("self-check", [], "按企业填"),
        ("visit-sheet", [], "按企业填"),
        ("supervision", ["--inspection", "2025-Z9"], "2025-Z9"),
        ("supervision", ["--enterprise", "同名厂"], "还没有检查记录"),
        ("supervision", [], "按检查填"),
        ("hazard-list", [], "按检查填"),
        ("no-such-form", ["--blank"], "no-such-form"),
        *((form, ["--week-ending", "2025-03-06"], "周四") for form in (
            "weekly-statistics", "illegal-acts", "weekly-dispatch", "major-hazards", "cross-summary",
            "visit-route",
        )),
    ],
)  # fmt: skip
def test_what_is_asked_for_wrongly_is_wrong_usage(
    march: Desk, tmp_path: Path, form: str, words: list[object], told: str
) -> None:
    out = tmp_path / "a.pdf"
    said = march("export", form, out, *words, "--json")
    assert said.code == 2
    assert told in said.data["error"]["message"]
    assert said.data["error"]["remedy"]
    people = march("export", form, out, *words)
    assert (people.code, people.out) == (2, "")
    assert told in people.err
    assert not out.exists()


def test_no_name_is_nobody(march: Desk, tmp_path: Path) -> None:
    said = march("export", "registration", tmp_path / "a.pdf", "--enterprise", " ")
    assert said.code == 2
    assert "没有写是哪家企业" in said.err


def test_a_name_that_two_bear_is_wrong_usage(own: Desk, tmp_path: Path) -> None:
    with sqlite3.connect(own.folder / "office.db") as connection:
        connection.execute("UPDATE enterprise SET name = '同名厂' WHERE name = '同名二厂'")
    connection.close()
    said = own("export", "registration", tmp_path / "a.pdf", "--enterprise", "同名厂", "--json")
    assert said.code == 2
    assert "2 家" in said.data["error"]["message"]
    assert "统一社会信用代码" in said.data["error"]["remedy"]


@pytest.mark.parametrize(
    ("form", "words", "told", "known"),
    [
        ("cross-arrangement", ["--round", "第九轮"], "第九轮", "第一轮"),
        ("cross-summary", ["--round", "第九轮"], "第九轮", "第二轮"),
        ("cross-handover", ["--round", "第九轮"], "第九轮", "第二轮"),
        ("cross-report", ["--round", "第九轮"], "第九轮", "第二轮"),
        ("cross-handover", ["--round", "第九轮", "--pair", "甲村"], "第九轮", "第二轮"),
        ("cross-handover", ["--pair", "甲村"], "「第二轮」里没有「甲村」", "丙村→丁村"),
        ("cross-summary", ["--round", "第一轮", "--pair", "甲村"], "2 个受检方", "甲村→乙村、甲村→戊村"),
        *((form, ["--campaign", "打错了"], "打错了", "冬季行动") for form in (
            "weekly-statistics", "illegal-acts", "weekly-dispatch", "major-hazards", "cross-arrangement",
            "cross-summary",
        )),
        ("hazard-list", ["--campaign", "打错了", "--inspection", "2025-A1"], "打错了", "冬季行动"),
        ("major-hazards", ["--campaign", "打错了", "--blank"], "打错了", "冬季行动"),
    ],
)  # fmt: skip
def test_a_round_or_campaign_that_is_not_there_is_a_problem(
    march: Desk, tmp_path: Path, form: str, words: list[object], told: str, known: str
) -> None:
    (problem,) = march.problems("export", form, tmp_path / "a.pdf", *words)
    assert told in problem["message"]
    assert known in problem["remedy"]
    assert not (tmp_path / "a.pdf").exists()


def test_a_report_is_had_as_a_word_file_too(march: Desk, tmp_path: Path) -> None:
    said = march("export", "cross-report", tmp_path / "a.docx", "--round", "第一轮", "--json")
    assert (said.code, said.err, said.data) == (0, "", {"file": str(tmp_path / "a.docx")})
    words = [paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert "（第一轮）" in words
    assert "五、工作建议" in words


@pytest.mark.parametrize("out", ["a.docx", "a", "a.pdf.txt"])
def test_another_ending_is_wrong_usage(march: Desk, tmp_path: Path, out: str) -> None:
    said = march("export", "registration", tmp_path / out, "--blank", "--json")
    assert said.code == 2
    assert ".xlsx" in said.data["error"]["remedy"]
    assert list(tmp_path.glob("a*")) == []


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_a_file_that_cannot_be_written_is_a_problem(march: Desk, tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"b.{suffix}").mkdir()
    for out in (tmp_path / "没有" / f"a.{suffix}", tmp_path / f"b.{suffix}"):
        (problem,) = march.problems("export", "registration", out, "--enterprise", CODE)
        assert str(out) in problem["message"]
        assert problem["remedy"]


# ---- what the office set -----------------------------------------------------------------------------


def test_the_offices_own_words_and_line_of_signatures_are_printed(own: Desk, tmp_path: Path) -> None:
    with OfficeFile.open(own.folder) as office:
        office.run(save_wordings, "registration", {"title": "企业摸底表", "labels.code": "信用代码"})
        office.run(save_wordings, "weekly-dispatch", {"subject": "本乡镇"})
        office.run(set_signatures, "registration", on=True)
    for suffix in ("pdf", "xlsx"):
        out = tmp_path / f"a.{suffix}"
        for words in (["--enterprise", CODE], ["--blank"]):
            own.done("export", "registration", out, *words)
            text = text_of(out)
            assert "企业摸底表" in text
            assert "信用代码" in text
            assert "工商注册号" not in text
            assert "单位负责人（签字）：" in text
        own.done("export", "weekly-dispatch", out, *OF_WEEK)
        assert "本乡镇共检查1家企业" in text_of(out)
        assert "单位负责人（签字）：" not in text_of(out)


def test_the_offices_faces_are_those_of_the_workbook(own: Desk, tmp_path: Path) -> None:
    def faces() -> set[str]:
        own.done("export", "major-hazards", tmp_path / "a.xlsx", *OF_WEEK)
        page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
        assert page is not None
        return {cell.font.name for row in page.iter_rows() for cell in row if cell.value is not None}

    shipped = faces()
    with OfficeFile.open(own.folder) as office:
        office.run(change_office, replace(office.ask(office_row), body_face="kaiti", heading_face="simhei"))
    assert shipped.isdisjoint({"楷体"})
    assert faces() == {"楷体", "黑体"}
    own.done("export", "major-hazards", tmp_path / "a.pdf", *OF_WEEK)  # this PC may have neither
    assert "炉口开裂" in text_of(tmp_path / "a.pdf")


def test_a_character_that_cannot_be_printed_is_a_notice_that_names_its_place(
    march: Desk, tmp_path: Path
) -> None:
    words = ["--enterprise", CODE, "--enterprise", credit_code(3)]
    said = march("export", "registration", tmp_path / "a.pdf", *words, "--json")
    assert said.code == 0
    assert said.data == {"file": str(tmp_path / "a.pdf")}
    (notice,) = said.err.splitlines()
    assert f"「{UNKNOWN_CHARACTER}记饭店」的表格第 2 行第 2 列" in notice
    assert f"「{UNKNOWN_CHARACTER}」" in notice


# ---- an office of the program before this one --------------------------------------------------------


def office_of_schema_1(folder: Path, scripts: Path) -> None:
    """Make a folder as program 0.1.0 left it: an office with one enterprise."""
    (scripts / "versions").mkdir(parents=True)
    (first,) = (SCRIPTS / "versions").glob("v0001_*.py")
    shutil.copy(first, scripts / "versions")
    folder.mkdir()
    path = folder / "office.db"
    sqlite3.connect(path).close()
    assert migrate(path, 0, THEN, scripts) == 1
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO office (id, name, township, phone, principal, handler, reporting_weekday, recipient,"
            " authority) VALUES (1, ?, '西槽头乡', '', '', '', 4, '区安委办', 'supervision')",
            [OFFICE_NAME],
        )
        columns = {
            row[1]: "" if row[2].startswith("VARCHAR") else None
            for row in connection.execute("PRAGMA table_info(enterprise)")
            if row[3]
        }
        columns |= {"id": 1, "name": "老铸造厂", "normalised_name": "老铸造厂", "name_key": "laozhuzaochang"}
        columns |= {"kind": "enterprise", "state": "in_operation", "entered_at": "2025-01-01 00:00:00"}
        columns |= {"missing_count": 0}
        connection.execute(
            f"INSERT INTO enterprise ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            list(columns.values()),
        )
    connection.close()


def test_an_office_file_of_schema_1_gives_every_form_after_opening(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office_of_schema_1(tmp_path / "旧", tmp_path / "scripts")
    desk = Desk(tmp_path / "旧", capsys)
    said = desk("export", "registration", tmp_path / "a.xlsx", "--enterprise", "老铸造厂", "--json")
    assert (said.code, said.data) == (0, {"file": str(tmp_path / "a.xlsx")})
    assert "升级" in said.err
    assert "老铸造厂" in text_of(tmp_path / "a.xlsx")
    for form in ("weekly-statistics", "weekly-dispatch", "cross-arrangement", "major-hazards"):
        said = desk("export", form, tmp_path / f"{form}.xlsx")
        blank = form == "cross-arrangement"  # such an old office has no round
        assert (said.code, "还没有交叉检查轮次" in said.err, "升级" in said.err) == (0, blank, False)
        assert TITLES[form] in text_of(tmp_path / f"{form}.xlsx")


def test_photos_stand_behind_the_list_of_hazards_where_asked_for(
    march: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Desk(Path(shutil.copytree(march.folder, tmp_path / "四月")), capsys)
    (hazard,) = [row for row in own.done("list", "hazards")["rows"] if row["description"] == "炉口开裂"]
    with OfficeFile.open(own.folder) as office:
        photo = [Given("炉口.jpg", jpeg(300, 200))]
        office.run(attach, Owner("hazard", hazard["id"]), photo, AttachmentKind.PROBLEM)
    out = tmp_path / "a.pdf"
    words = ["hazard-list", out, "--enterprise", "兴隆铸造厂"]
    own.done("export", *words)
    plain = len(pypdf.PdfReader(out).pages)
    own.done("export", *words, "--photos")
    pages = pypdf.PdfReader(out).pages
    assert len(pages) == plain + 1
    assert "现场照片" in pages[-1].extract_text()
    assert len(pages[-1].images) == 1
    own.done("export", "hazard-list", tmp_path / "a.xlsx", "--enterprise", "兴隆铸造厂", "--photos")
    assert len(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[-1]._images) == 1
