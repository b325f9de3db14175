"""负面清单: each list holds just what is missing, with whom to ring; printed, and as a notice per village."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms import xlsx
from hazard_desk.rules.facts import HazardFacts
from hazard_desk.services.attaching import Given
from hazard_desk.services.filing.filing import file_week
from hazard_desk.services.filing.papers import papers_of_week
from hazard_desk.services.filing.stages import attach_scan, report_paper
from hazard_desk.services.negative_lists import negative_rows, village_rows
from hazard_desk.services.offices import villages
from hazard_desk.services.registry import change_state, remove_enterprise
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import EnterpriseState, NegativeKind, Remedy
from tests.photo_samples import jpeg
from tests.services.form_desk import (
    LAST_WEEK,
    NOW,
    campaign,
    enterprise,
    fill,
    general,
    major,
    make_office,
    visited,
)

TODAY = NOW.date()  # Sunday 22 November 2026


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with make_office(tmp_path) as office:
        yield office


def by_deadline(description: str, deadline: date, **facts: object) -> HazardFacts:
    return general(description, remedy=Remedy.BY_DEADLINE, deadline=deadline, responsible="赵六", **facts)


def names(office: OfficeFile, kind: NegativeKind, of: str | None = None) -> list[str]:
    return [row.enterprise for row in office.ask(negative_rows, kind, of)]


def texts(office: OfficeFile, kind: NegativeKind) -> list[str]:
    return [row.text for row in office.ask(negative_rows, kind)]


def test_not_inspected_are_those_in_operation_within_the_scope(office: OfficeFile) -> None:
    seen = enterprise(office, "查过的厂", village="东街村")
    enterprise(office, "没查的厂", village="西街村", principal="钱七", principal_phone="13800138000")
    stopped = enterprise(office, "停业的厂")
    gone = enterprise(office, "回收站里的厂")
    office.run(change_state, stopped, EnterpriseState.SUSPENDED, date(2026, 1, 1), "")
    office.run(remove_enterprise, gone)
    winter = "冬季行动"
    campaign(office, winter, date(2026, 11, 1))
    visited(office, seen, date(2026, 10, 8))
    (row,) = office.ask(negative_rows, NegativeKind.NOT_INSPECTED)
    assert (row.enterprise, row.village, row.person, row.phone, row.day) == (
        "没查的厂", "西街村", "钱七", "13800138000", None,
    )  # fmt: skip
    # For the campaign nobody has been inspected; the visit before it still says when the last one was.
    rows = office.ask(negative_rows, NegativeKind.NOT_INSPECTED, winter)
    assert [(row.enterprise, row.day) for row in rows] == [
        ("查过的厂", date(2026, 10, 8)),
        ("没查的厂", None),
    ]
    visited(office, seen, date(2026, 11, 10), campaigns=(winter,))
    assert names(office, NegativeKind.NOT_INSPECTED, winter) == ["没查的厂"]
    with pytest.raises(HazardDeskError, match="没有名为"):
        office.ask(negative_rows, NegativeKind.NOT_INSPECTED, "没有的行动")


def test_self_checks_of_this_month(office: OfficeFile) -> None:
    done = enterprise(office, "自查过的厂")
    last_month = enterprise(office, "上月自查的厂")
    office.run(save_self_check, None, SelfCheckFacts(enterprise_id=done, checked_on=date(2026, 11, 3)))
    office.run(save_self_check, None, SelfCheckFacts(enterprise_id=last_month, checked_on=date(2026, 10, 30)))
    assert names(office, NegativeKind.NOT_SELF_CHECKED) == ["上月自查的厂"]


def test_hazards_by_how_urgent_they_are(office: OfficeFile) -> None:
    first = enterprise(office, "甲厂", village="东街村", principal="王五", principal_phone="0356-3026691")
    visited(
        office,
        first,
        date(2026, 11, 2),
        by_deadline("昨天到期", date(2026, 11, 21)),
        by_deadline("今天到期", TODAY),
        by_deadline("三天内", date(2026, 11, 25)),
        by_deadline("七天内", date(2026, 11, 29)),
        by_deadline("八天后", date(2026, 11, 30)),
        by_deadline("改好了", date(2026, 11, 20), rectified_on=date(2026, 11, 19)),
    )
    assert texts(office, NegativeKind.OVERDUE) == ["逾期 1 天：昨天到期"]
    assert texts(office, NegativeKind.DUE_WITHIN_3) == ["今天到期：今天到期", "还有 3 天：三天内"]
    assert texts(office, NegativeKind.DUE_WITHIN_7) == [
        "今天到期：今天到期", "还有 3 天：三天内", "还有 7 天：七天内",
    ]  # fmt: skip
    assert texts(office, NegativeKind.NOT_RECHECKED) == ["2026-11-19 整改完成，还没有回查：改好了"]
    (row,) = office.ask(negative_rows, NegativeKind.OVERDUE)
    assert (row.noun, row.day, row.person, row.phone) == (
        "hazard", date(2026, 11, 21), "赵六", "0356-3026691",
    )  # fmt: skip


def test_major_hazards_that_lack_something_and_incomplete_enterprises(office: OfficeFile) -> None:
    first = enterprise(office, "甲厂")
    visited(office, first, date(2026, 11, 2), major("炉口开裂"))
    (text,) = texts(office, NegativeKind.MAJOR_GAPS)
    assert text.startswith("缺")
    assert "报告监管部门日期" in text
    assert text.endswith("：炉口开裂")
    (text,) = texts(office, NegativeKind.INCOMPLETE)
    assert text.startswith("缺")
    assert "主要负责人" in text


def test_papers_not_stamped_and_not_reported(tmp_path: Path) -> None:
    with make_office(tmp_path) as office:
        assert texts(office, NegativeKind.NOT_REPORTED) == []  # nobody asks for weeks before the first filing
        office.run(file_week, LAST_WEEK)
        assert [text[:10] for text in texts(office, NegativeKind.NOT_STAMPED)] == [str(LAST_WEEK)]
        assert len(texts(office, NegativeKind.NOT_REPORTED)) == 1
        (paper,) = office.ask(papers_of_week, LAST_WEEK)
        office.run(attach_scan, paper.id, [Given("盖章.jpg", jpeg())], TODAY)
        assert texts(office, NegativeKind.NOT_STAMPED) == []
        assert texts(office, NegativeKind.NOT_REPORTED) == [f"{LAST_WEEK} 一周，已盖章"]
        office.run(report_paper, paper.id, TODAY, "区安委办")
        assert texts(office, NegativeKind.NOT_REPORTED) == []
    # Two weeks later: the week in between has ended without being filed.
    later = datetime(2026, 12, 3, 9, 0)
    with OfficeFile.open(tmp_path / "office", clock=lambda: later) as office:
        assert texts(office, NegativeKind.NOT_REPORTED) == ["2026-11-27 一周，草稿"]
        assert texts(office, NegativeKind.NOT_STAMPED) == []


def test_a_notice_for_each_village_that_is_behind(office: OfficeFile) -> None:
    first = enterprise(office, "甲厂", village="西街村")
    second = enterprise(office, "=乙厂", village="东街村")
    enterprise(office, "丙厂")
    for where in (first, second):
        visited(office, where, date(2026, 11, 2), by_deadline("配电箱无门", date(2026, 11, 20)))
    found = office.ask(village_rows)
    assert list(found) == [village.name for village in office.ask(villages)] + ["未分村"]
    kinds = {row.kind for rows in found.values() for row in rows}
    assert NegativeKind.DUE_WITHIN_3 not in kinds, "told of once, within seven days"
    assert not kinds & {NegativeKind.NOT_REPORTED, NegativeKind.NOT_STAMPED}
    sheets = fill(office, "village-notice")
    assert [sheet.subject for sheet in sheets] == list(found)
    (east,) = fill(office, "village-notice", villages=("东街村",))
    cells = [cell.content for cell in east.cells]
    assert "=乙厂" in cells
    assert "逾期 2 天：配电箱无门" in cells
    assert "甲厂" not in cells
    book = openpyxl.load_workbook(BytesIO(xlsx.draw([east])))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_printed_lists_are_those_with_rows_or_those_asked_for(office: OfficeFile) -> None:
    assert [sheet.subject for sheet in fill(office, "negative-list")] == [
        "未检查"
    ]  # and says that nothing is
    first = enterprise(office, "甲厂", village="西街村")
    visited(office, first, date(2026, 11, 2), by_deadline("配电箱无门", date(2026, 11, 20)))
    kinds = [sheet.subject for sheet in fill(office, "negative-list")]
    assert kinds == ["本月未自查", "逾期未整改", "资料不全"]
    (empty,) = fill(office, "negative-list", lists=(NegativeKind.NOT_RECHECKED,))
    assert "（没有）" in [cell.content for cell in empty.cells]
    (elsewhere,) = fill(office, "negative-list", lists=(NegativeKind.OVERDUE,), villages=("东街村",))
    assert "（没有）" in [cell.content for cell in elsewhere.cells]
