"""Imports into a real office file, from real workbooks: all of it or nothing, and one step back."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hazard_desk.errors import Cancelled, InputRefused, Problem
from hazard_desk.model import (
    Campaign,
    Enterprise,
    Hazard,
    Inspection,
    Inspector,
    JournalEntry,
    Person,
    Recheck,
    Village,
)
from hazard_desk.services.importing.batch import (
    ImportOptions,
    ImportPlan,
    back_up_first,
    import_records,
    plan_import,
    read_file,
)
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading
from tests.cli.desk import credit_code
from tests.intake.sheets import xlsx

CODES = tuple(map(credit_code, range(1, 5)))
TODAY = date(2026, 11, 20)
Row = Sequence[Any]

ENTERPRISE_HEAD = (
    "单位名称",
    "统一社会信用代码",
    "所属村（社区）",
    "主要负责人",
    "职工人数（从业人数）",
    "行业分类",
)
FOUNDRY = ("文水县鑫源铸造有限公司", CODES[0], "马村", "张建国", 12, "工贸")
MILL = ("文水县晋盛木业有限公司", CODES[1], "西槽头村", "李四", 8, "工贸")
VISIT_HEAD = (
    "检查编号", "企业名称", "统一社会信用代码", "检查日期", "检查人员", "隐患描述", "隐患类型", "整改方式",
    "整改责任人", "限期整改时间", "整改完成时间", "回查人员", "回查日期", "回查结果",
)  # fmt: skip


def visit(
    number: str | None,
    enterprise: str | None,
    *,
    code: str | None = None,
    day: str = "2026-11-02",
    team: str = "王五、赵六",
    hazard: str | None = "配电箱无门",
    done: Row = (None, None, None, None),
) -> Row:
    found = (hazard, "一般", "限期整改", "张建国", "2026-11-10") if hazard else (None,) * 5
    return (number, enterprise, code, day, team, *found, *done)


def read(kind: str, path: Path) -> Any:
    return read_file(kind, path, TODAY)


def bring_in(
    office: OfficeFile, kind: str, path: Path, *, update: bool = False, campaign: str | None = None
) -> Changes:
    options = ImportOptions(update, campaign)
    return office.run(import_records, kind, read(kind, path), options, path.name)


def plan(office: OfficeFile, kind: str, path: Path, *, update: bool = False) -> ImportPlan:
    return office.ask(plan_import, kind, read(kind, path), ImportOptions(update))


def refused(office: OfficeFile, kind: str, path: Path, *, update: bool = False) -> list[Problem]:
    """The problems for which the import is refused, nothing having been written."""
    before = fingerprint(office)
    with pytest.raises(InputRefused) as refusal:
        bring_in(office, kind, path, update=update)
    assert fingerprint(office) == before
    return list(refusal.value.problems)


def fingerprint(office: OfficeFile) -> str:
    return hashlib.sha256(office.path.read_bytes()).hexdigest()


def everything(office: OfficeFile) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the journal's own."""
    with sqlite3.connect(f"{office.path.as_uri()}?mode=ro", uri=True) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
            if not name.startswith(("sqlite_", "journal_"))
        }
    connection.close()
    return found


def entries(office: OfficeFile) -> int:
    return len(office.ask(lambda reading: list(reading.session.scalars(select(JournalEntry.id)))))


def rows(office: OfficeFile, noun: Any) -> list[Any]:
    def load(reading: Reading) -> list[Any]:
        found = list(reading.session.scalars(select(noun).order_by(noun.id)))
        reading.session.expunge_all()
        return found

    return office.ask(load)


@pytest.fixture
def registry(office: OfficeFile, tmp_path: Path) -> OfficeFile:
    """The office with two enterprises in it."""
    bring_in(office, "enterprises", xlsx(tmp_path / "已有.xlsx", ENTERPRISE_HEAD, FOUNDRY, MILL))
    return office


@pytest.fixture
def bare(tmp_path: Path) -> Any:
    """An office without villages."""
    folder = tmp_path / "无村"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府")
    with OfficeFile.open(folder) as office:
        yield office


# ---- enterprises -------------------------------------------------------------------------------------


def test_villages_are_made_where_the_office_has_none(bare: OfficeFile, tmp_path: Path) -> None:
    changes = bring_in(bare, "enterprises", xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, FOUNDRY, MILL))
    assert [village.name for village in rows(bare, Village)] == ["马村", "西槽头村"]
    assert any("新建了 2 个村" in notice for notice in changes.notices)
    assert all(enterprise.village_id for enterprise in rows(bare, Enterprise))


def test_an_unknown_village_is_refused_with_the_nearest(office: OfficeFile, tmp_path: Path) -> None:
    stranger = (FOUNDRY[0], FOUNDRY[1], "西朝头村", *FOUNDRY[3:])
    (problem,) = refused(office, "enterprises", xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, stranger))
    assert (problem.row, problem.field, problem.value) == (2, "village", "西朝头村")
    assert "「西槽头村」" in problem.remedy


@pytest.mark.parametrize(
    ("again", "field"),
    [
        (("文水县鑫源铸造公司（新）", CODES[0], "马村", "张建国", 12, "工贸"), "code"),
        (("文水县鑫源铸造 有限公司", None, "马村", "张建国", 12, "工贸"), "name"),
    ],
)
def test_what_is_known_is_refused_without_update(
    registry: OfficeFile, tmp_path: Path, again: Row, field: str
) -> None:
    (problem,) = refused(registry, "enterprises", xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, again))
    assert (problem.row, problem.field) == (2, field)
    assert "已有「文水县鑫源铸造有限公司」" in problem.message
    assert "更新已有的" in problem.remedy


def test_an_update_overrides_only_with_what_is_given(registry: OfficeFile, tmp_path: Path) -> None:
    again = xlsx(
        tmp_path / "a.xlsx",
        ENTERPRISE_HEAD,
        ("文水县鑫源铸造 有限公司", None, None, "王新", None, None),
        MILL,
        ("文水县新厂", CODES[2], "马村", "钱七", 3, "工贸"),
    )
    expected = plan(registry, "enterprises", again, update=True)
    assert (expected.added, expected.updated, expected.unchanged) == (1, 1, 1)
    changes = bring_in(registry, "enterprises", again, update=True)
    assert changes.counts["updated"] == changes.counts["added"] == changes.counts["unchanged"] == 1
    foundry = rows(registry, Enterprise)[0]
    assert (foundry.principal, foundry.code, foundry.staff_total) == ("王新", CODES[0], 12)
    assert foundry.village_id is not None


def test_the_same_file_twice_changes_nothing(registry: OfficeFile, tmp_path: Path) -> None:
    same = xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, FOUNDRY, MILL)
    before, count = everything(registry), entries(registry)
    changes = bring_in(registry, "enterprises", same, update=True)
    assert changes.counts["unchanged"] == 2
    assert changes.counts["updated"] == changes.counts["added"] == 0
    assert changes.entry_id is None
    assert (everything(registry), entries(registry)) == (before, count)


def test_a_code_and_a_name_of_two_enterprises_are_refused(registry: OfficeFile, tmp_path: Path) -> None:
    crossed = (MILL[0], FOUNDRY[1], *FOUNDRY[2:])
    path = xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, crossed)
    (problem,) = refused(registry, "enterprises", path, update=True)
    assert problem.field == "code"
    assert FOUNDRY[0] in problem.message
    assert MILL[0] in problem.message


def test_a_name_with_another_code_is_refused(registry: OfficeFile, tmp_path: Path) -> None:
    other = (FOUNDRY[0], CODES[3], *FOUNDRY[2:])
    path = xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, other)
    (problem,) = refused(registry, "enterprises", path, update=True)
    assert (problem.field, problem.value) == ("code", CODES[3])
    assert CODES[0] in problem.message


def test_namesakes_with_codes_of_their_own_stay_two(office: OfficeFile, tmp_path: Path) -> None:
    namesake = (FOUNDRY[0], CODES[2], *FOUNDRY[2:])
    both = xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, FOUNDRY, namesake)
    assert bring_in(office, "enterprises", both).counts["added"] == 2
    assert plan(office, "enterprises", both, update=True).unchanged == 2
    bare_name = xlsx(tmp_path / "b.xlsx", ENTERPRISE_HEAD, (FOUNDRY[0], None, *FOUNDRY[2:]))
    (problem,) = refused(office, "enterprises", bare_name, update=True)
    assert "分不清" in problem.message
    one_visit = xlsx(tmp_path / "c.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0]))
    (problem,) = refused(office, "inspections", one_visit)
    assert "分不清" in problem.message
    by_code = xlsx(tmp_path / "d.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0], code=CODES[2]))
    bring_in(office, "inspections", by_code)
    assert rows(office, Inspection)[0].enterprise_id == rows(office, Enterprise)[1].id


def test_two_rows_for_one_known_enterprise_are_refused(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        ENTERPRISE_HEAD,
        ("鑫源铸造（改名）", CODES[0], "马村", "张建国", 12, "工贸"),
        (FOUNDRY[0], None, "马村", "李建国", 12, "工贸"),
    )
    (problem,) = refused(registry, "enterprises", path, update=True)
    assert problem.row == 3
    assert "第2行是同一家企业" in problem.message


def test_a_problem_is_said_once(registry: OfficeFile, tmp_path: Path) -> None:
    head = (*ENTERPRISE_HEAD, "成立时间")
    path = xlsx(tmp_path / "a.xlsx", head, (*FOUNDRY, "2027-01-01"))
    problems = refused(registry, "enterprises", path, update=True)
    assert [problem.field for problem in problems] == ["established"]


def test_one_bad_row_keeps_all_out(office: OfficeFile, tmp_path: Path) -> None:
    bad = (MILL[0], 9.1110108e17, *MILL[2:])
    (problem,) = refused(office, "enterprises", xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, FOUNDRY, bad))
    assert (problem.row, problem.field) == (3, "code")
    assert rows(office, Enterprise) == []


# ---- inspections -------------------------------------------------------------------------------------


def test_visits_find_their_enterprise_by_code_or_by_name(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        VISIT_HEAD,
        visit("甲-1", None, code=CODES[1]),
        visit("甲-2", "文水县鑫源铸造 有限公司"),
    )
    bring_in(registry, "inspections", path)
    foundry, mill = rows(registry, Enterprise)
    assert {row.number: row.enterprise_id for row in rows(registry, Inspection)} == {
        "甲-1": mill.id,
        "甲-2": foundry.id,
    }


def test_a_stranger_is_refused_with_the_nearest_name(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit(None, "文水县鑫原铸造有限公司"))
    (problem,) = refused(registry, "inspections", path)
    assert (problem.row, problem.field, problem.value) == (2, "enterprise", "文水县鑫原铸造有限公司")
    assert f"「{FOUNDRY[0]}」" in problem.remedy


def test_a_visits_code_and_name_must_agree(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        VISIT_HEAD,
        visit("甲-1", MILL[0], code=CODES[0]),
        visit("甲-2", MILL[0], code=CODES[3]),
    )
    assert [(p.row, p.field) for p in refused(registry, "inspections", path)] == [
        (2, "enterprise"),
        (3, "code"),
    ]


def test_rows_of_one_number_are_one_visit(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        VISIT_HEAD,
        visit("甲-1", FOUNDRY[0]),
        visit("甲-1", FOUNDRY[0], hazard="灭火器过期"),
        visit(None, MILL[0], hazard=None),
    )
    changes = bring_in(registry, "inspections", path)
    assert (changes.counts["added"], changes.counts["hazards"]) == (2, 2)
    first, second = rows(registry, Inspection)
    assert (first.number, second.number) == ("甲-1", "2026-0001")
    assert [hazard.inspection_id for hazard in rows(registry, Hazard)] == [first.id, first.id]


def test_one_visit_told_by_code_and_by_name_stays_one(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        VISIT_HEAD,
        visit(None, FOUNDRY[0], code=CODES[0]),
        visit(None, FOUNDRY[0], team="赵六、王五", hazard="灭火器过期"),
    )
    bring_in(registry, "inspections", path)
    assert len(rows(registry, Inspection)) == 1
    assert [hazard.description for hazard in rows(registry, Hazard)] == ["配电箱无门", "灭火器过期"]
    more = xlsx(
        tmp_path / "b.xlsx",
        VISIT_HEAD,
        visit(None, FOUNDRY[0], code=CODES[0], hazard="楼梯堆物"),
        visit(None, FOUNDRY[0], hazard="应急灯坏"),
    )
    changes = bring_in(registry, "inspections", more, update=True)
    assert (changes.counts["added"], changes.counts["updated"]) == (0, 1)
    kept = [hazard.description for hazard in rows(registry, Hazard) if hazard.deleted_at is None]
    assert kept == ["配电箱无门", "灭火器过期", "楼梯堆物", "应急灯坏"]


def test_given_numbers_do_not_collide_with_the_programs_own(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx",
        VISIT_HEAD,
        visit(None, FOUNDRY[0]),
        visit("2026-0001", MILL[0]),
        visit(None, MILL[0], day="2026-11-03"),
    )
    bring_in(registry, "inspections", path)
    assert sorted(row.number for row in rows(registry, Inspection)) == ["2026-0001", "2026-0002", "2026-0003"]


def test_a_known_number_is_refused_or_updated(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit("甲-1", FOUNDRY[0]))
    bring_in(registry, "inspections", path)
    (problem,) = refused(registry, "inspections", path)
    assert (problem.field, problem.value) == ("number", "甲-1")
    done = ("2026-11-08", "王五", "2026-11-09", "合格")
    more = xlsx(
        tmp_path / "b.xlsx",
        VISIT_HEAD,
        visit("甲-1", FOUNDRY[0], done=done),
        visit("甲-1", FOUNDRY[0], hazard="灭火器过期"),
    )
    changes = bring_in(registry, "inspections", more, update=True)
    assert (changes.counts["updated"], changes.counts["added"]) == (1, 0)
    first, second = rows(registry, Hazard)
    assert (first.rectified_on, first.closed_on) == (date(2026, 11, 8), date(2026, 11, 9))
    assert second.description == "灭火器过期"
    assert plan(registry, "inspections", more, update=True).unchanged == 1


def test_a_number_of_another_enterprise_is_refused(registry: OfficeFile, tmp_path: Path) -> None:
    bring_in(registry, "inspections", xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit("甲-1", FOUNDRY[0])))
    path = xlsx(tmp_path / "b.xlsx", VISIT_HEAD, visit("甲-1", MILL[0]))
    (problem,) = refused(registry, "inspections", path, update=True)
    assert "另一家企业" in problem.message


def test_a_failed_recheck_withdraws_the_day_of_rectification(registry: OfficeFile, tmp_path: Path) -> None:
    done = ("2026-11-08", "王五", "2026-11-09", "不合格")
    path = xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit("甲-1", FOUNDRY[0], done=done))
    bring_in(registry, "inspections", path)
    (hazard,) = rows(registry, Hazard)
    assert (hazard.rectified_on, hazard.closed_on, hazard.failed_rechecks) == (None, None, 1)
    (recheck,) = rows(registry, Recheck)
    assert (recheck.rectified_on, recheck.rechecked_on) == (date(2026, 11, 8), date(2026, 11, 9))
    assert plan(registry, "inspections", path, update=True).unchanged == 1
    more = visit("甲-1", FOUNDRY[0], hazard="灭火器过期")
    both = xlsx(tmp_path / "b.xlsx", VISIT_HEAD, visit("甲-1", FOUNDRY[0], done=done), more)
    bring_in(registry, "inspections", both, update=True)
    assert [hazard.failed_rechecks for hazard in rows(registry, Hazard)] == [1, 0]
    assert len(rows(registry, Recheck)) == 1


def test_unknown_inspectors_stay_names(registry: OfficeFile, tmp_path: Path) -> None:
    def hire(work: Any) -> Changes:
        work.session.add(Person(name="王五", entered_at=work.now))
        return Changes("新增人员")

    registry.run(hire)
    bring_in(registry, "inspections", xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0])))
    (person,) = rows(registry, Person)
    query = select(Inspector.name, Inspector.person_id).order_by(Inspector.position)
    team = registry.ask(lambda reading: [tuple(row) for row in reading.session.execute(query)])
    assert team == [("王五", person.id), ("赵六", None)]


def test_a_campaign_is_made_with_a_notice(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0]), visit(None, MILL[0]))
    changes = bring_in(registry, "inspections", path, campaign="大排查大整治")
    assert [campaign.name for campaign in rows(registry, Campaign)] == ["大排查大整治"]
    assert any("新建了专项行动：大排查大整治" in notice for notice in changes.notices)
    assert len(everything(registry)["inspection_campaign"]) == 2


# ---- all of it or nothing, and back --------------------------------------------------------------------


def test_an_import_is_one_entry_and_one_undo_restores_all(bare: OfficeFile, tmp_path: Path) -> None:
    founded = everything(bare)
    first = bring_in(
        bare, "enterprises", xlsx(tmp_path / "a.xlsx", ENTERPRISE_HEAD, (*FOUNDRY[:5], "手工刺绣"), MILL)
    )
    assert len(everything(bare)["industry"]) == len(founded["industry"]) + 1
    two = everything(bare)
    count = entries(bare)
    second = bring_in(
        bare,
        "enterprises",
        xlsx(
            tmp_path / "b.xlsx",
            ENTERPRISE_HEAD,
            (*FOUNDRY[:2], "西槽头村", "王新", 20, "豆腐坊"),
            ("新厂", CODES[2], "马村", "钱七", 3, "豆腐坊"),
        ),
        update=True,
    )
    assert entries(bare) == count + 1
    three = everything(bare)
    third = bring_in(
        bare,
        "inspections",
        xlsx(
            tmp_path / "c.xlsx",
            VISIT_HEAD,
            visit("甲-1", FOUNDRY[0], done=("2026-11-08", "王五", "2026-11-09", "合格")),
            visit(None, MILL[0]),
        ),
        campaign="大排查",
    )
    four = everything(bare)
    fourth = bring_in(
        bare,
        "inspections",
        xlsx(
            tmp_path / "d.xlsx",
            VISIT_HEAD,
            visit("甲-1", FOUNDRY[0], team="孙八", hazard="灭火器过期"),
            visit("甲-2", "新厂"),
        ),
        update=True,
        campaign="回头看",
    )
    assert everything(bare) != four
    for changes, expected in ((fourth, four), (third, three), (second, two), (first, founded)):
        assert changes.entry_id is not None
        bare.run(undo, changes.entry_id)
        assert everything(bare) == expected


def test_a_cancelled_import_leaves_nothing(registry: OfficeFile, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0]), visit(None, MILL[0]))
    before, content = everything(registry), fingerprint(registry)
    told = []

    def stop_at_the_end(done: int, total: int) -> None:
        told.append((done, total))
        if done == total:
            raise Cancelled("已取消。", "没有写入任何数据。")

    with pytest.raises(Cancelled):
        registry.run(
            import_records,
            "inspections",
            read("inspections", path),
            ImportOptions(),
            "a.xlsx",
            stop_at_the_end,
        )
    assert told[-1] == (2, 2)  # everything had been written by then
    assert (everything(registry), fingerprint(registry)) == (before, content)
    assert bring_in(registry, "inspections", path).counts["added"] == 2


def test_the_backup_before_an_import_holds_what_was_there(registry: OfficeFile, tmp_path: Path) -> None:
    before, count = everything(registry), entries(registry)
    made = registry.run(back_up_first)
    assert entries(registry) == count
    bring_in(registry, "inspections", xlsx(tmp_path / "a.xlsx", VISIT_HEAD, visit(None, FOUNDRY[0])))
    copy = registry.folder / "backups" / made.summary
    assert "导入前" in copy.name
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM inspection").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM enterprise").fetchone() == (
            len(before["enterprise"]),
        )
    connection.close()
