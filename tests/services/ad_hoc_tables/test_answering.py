"""What a table says where it matters: letters of LIKE, empty and late ones, quarters, groups that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, SortBy, Test
from hazard_desk.services.ad_hoc_tables import answer, answer_ids, answer_rows, answer_sheet, group_rows
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import HazardLevel, InspectionLevel, RiskLevel, SourceStage
from tests.services.ad_hoc_tables.raw_tables import TODAY

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9)


def firm(name: str, **facts: object) -> EnterpriseFacts:
    return EnterpriseFacts(name=name, **facts)  # type: ignore[arg-type]


FIRMS = (
    firm(
        "文水县长兴铸造厂", village="马村", industries=("冶金工贸", "消防"), staff_total=10, note="100%合格"
    ),
    firm("文水县宝丰面粉厂", village="马村", industries=("粉尘涉爆",), assets_fen=1_000_000, note="1000合格"),
    firm("文水县安顺加油站", village="西槽头村", risk_level=RiskLevel.RED, assets_fen=500, note="ａ＿ｂ　ｃ"),
    firm("文水县丙丁商店", risk_level=RiskLevel.BLUE, assets_fen=1_000, staff_total=0, note="axbc"),
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村", "马村"])
    with OfficeFile.open(folder, clock=lambda: NOW) as office:
        for facts in FIRMS:
            office.run(save_enterprise, facts)
        for days, deadline in ((0, TODAY), (57, TODAY - timedelta(days=1)), (330, None)):
            office.run(
                save_inspection,
                InspectionFacts(
                    enterprise_id=1,
                    inspected_on=TODAY - timedelta(days=days),
                    stage=SourceStage.CITY_COUNTY,
                    inspectors=("张三", "李四"),
                    hazards=[HazardFacts("配电箱无门", HazardLevel.GENERAL, deadline=deadline)],
                ),
            )
        yield office


def names(office: OfficeFile, *conditions: Condition, sort: tuple[SortBy, ...] = ()) -> list[str]:
    question = Question("enterprise", ("name",), conditions, sort=sort)
    return [str(row[0]).removeprefix("文水县") for row in office.ask(answer, question).rows]


def test_what_means_something_to_like_is_a_letter_here(office: OfficeFile) -> None:
    assert names(office, Condition("note", Test.CONTAINS, ("0%",))) == ["长兴铸造厂"]
    assert names(office, Condition("note", Test.CONTAINS, ("a_b",))) == ["安顺加油站"]
    assert names(office, Condition("note", Test.CONTAINS, ("%",))) == ["长兴铸造厂"]
    assert "安顺加油站" not in names(office, Condition("note", Test.LACKS, ("_",)))


def test_texts_are_compared_without_width_capitals_and_blanks(office: OfficeFile) -> None:
    assert names(office, Condition("note", Test.IS, ("A_B C",))) == ["安顺加油站"]
    assert names(office, Condition("note", Test.IN, ("a＿bc", "AXBC"))) == ["安顺加油站", "丙丁商店"]


def test_nothing_filled_in_is_empty_whether_text_number_or_village(office: OfficeFile) -> None:
    assert names(office, Condition("village", Test.EMPTY)) == ["丙丁商店"]
    assert names(office, Condition("industries", Test.EMPTY)) == ["安顺加油站", "丙丁商店"]
    assert names(office, Condition("staff_total", Test.EMPTY)) == ["安顺加油站", "宝丰面粉厂"]
    assert names(office, Condition("staff_total", Test.IS, ("0",))) == ["丙丁商店"]
    assert names(office, Condition("risk_level", Test.IS_NOT, ("红",))) == [
        "宝丰面粉厂",
        "丙丁商店",
        "长兴铸造厂",
    ]


def test_of_several_values_one_is_enough(office: OfficeFile) -> None:
    assert names(office, Condition("industries", Test.IS, ("消防",))) == ["长兴铸造厂"]
    assert names(office, Condition("industries", Test.IN, ("消防", "粉尘涉爆"))) == [
        "宝丰面粉厂",
        "长兴铸造厂",
    ]
    assert "长兴铸造厂" not in names(office, Condition("industries", Test.IS_NOT, ("消防",)))


def test_names_are_sorted_by_pinyin_terms_by_their_list_and_empty_ones_last(office: OfficeFile) -> None:
    assert names(office, sort=(SortBy("name"),)) == ["安顺加油站", "宝丰面粉厂", "丙丁商店", "长兴铸造厂"]
    by_risk = names(office, sort=(SortBy("risk_level"),))
    assert by_risk[:2] == ["安顺加油站", "丙丁商店"]
    assert names(office, sort=(SortBy("risk_level", False),))[:2] == ["丙丁商店", "安顺加油站"]
    assert names(office, sort=(SortBy("village", False),))[-1] == "丙丁商店"


def test_the_visits_of_this_month_quarter_and_year_stand_beside_each_other(office: OfficeFile) -> None:
    columns = ("inspections", "inspections_this_year", "inspections_this_quarter", "inspections_this_month")
    day = date(TODAY.year, (TODAY.month - 1) // 3 * 3 + 1, 1)  # the quarter's first
    for on in (day, day - timedelta(days=1)):
        office.run(
            save_inspection,
            InspectionFacts(
                enterprise_id=3, inspected_on=on, level=InspectionLevel.TOWNSHIP, inspectors=("张三", "李四")
            ),
        )
    found = office.ask(
        answer, Question("enterprise", columns, (Condition("name", Test.CONTAINS, ("安顺",)),))
    )
    months = (day, day - timedelta(days=1))
    assert found.rows == (
        (
            2,
            sum(on.year == TODAY.year for on in months),
            1,
            sum((on.year, on.month) == (TODAY.year, TODAY.month) for on in months),
        ),
    )


def test_villages_stand_as_in_the_roster_and_people_by_pinyin(office: OfficeFile) -> None:
    office.run(save_enterprise, firm("文水县柳林商店", village="上柳树村"))
    listed = office.ask(answer, Question("enterprise", ("village",), sort=(SortBy("village"),)))
    roster = ["西槽头村", "马村", "上柳树村", None]
    assert list(dict.fromkeys(row[0] for row in listed.rows)) == roster
    grouped = office.ask(answer, Question("enterprise", groups=("village",)))
    assert [row[0] for row in grouped.rows] == roster
    people = office.ask(answer, Question("inspection", groups=("inspectors",)))
    assert [row[0] for row in people.rows] == ["李四", "张三"]


def test_money_goes_in_and_comes_out_in_wan(office: OfficeFile) -> None:
    assert names(office, Condition("assets_fen", Test.AT_LEAST, ("0.001",))) == ["宝丰面粉厂", "丙丁商店"]
    question = Question("enterprise", ("assets_fen",), sort=(SortBy("assets_fen", False),), total=True)
    found = office.ask(answer, question)
    assert found.rows == ((Decimal(1),), (Decimal("0.001"),), (Decimal("0.0005"),), (None,))
    assert found.sums == (Decimal("1.0015"),)
    average = Question("enterprise", reckoned=(Reckoned(Measure.AVERAGE, "assets_fen"),))
    assert office.ask(answer, average).rows == ((Decimal("0.33"),),)
    half = Question(
        "enterprise",
        conditions=(Condition("staff_total", Test.FILLED), Condition("assets_fen", Test.EMPTY)),
        any_of=True,
        reckoned=(Reckoned(Measure.AVERAGE, "staff_total"), Reckoned(Measure.MOST, "established")),
    )
    with pytest.raises(InputRefused, match="成立时间不能求"):
        office.ask(answer, half)


def test_a_hazard_is_late_the_day_after_its_deadline(office: OfficeFile) -> None:
    question = Question("hazard", ("deadline", "overdue", "overdue_days"), sort=(SortBy("deadline"),))
    assert office.ask(answer, question).rows == (
        (TODAY - timedelta(days=1), "是", 1),
        (TODAY, "否", 0),
        (None, "否", 0),
    )
    late = Question(
        "enterprise", ("hazards_open", "hazards_overdue"), (Condition("name", Test.CONTAINS, ("长兴",)),)
    )
    assert office.ask(answer, late).rows == ((3, 1),)


def test_days_stand_together_by_month_quarter_and_year(office: OfficeFile) -> None:
    def by(step: str) -> dict[object, object]:
        found = office.ask(answer, Question("inspection", groups=(f"inspected_on@{step}",)))
        return dict(found.rows)  # type: ignore[arg-type]

    assert by("month") == {"2025年12月": 1, "2026年9月": 1, "2026年11月": 1}
    assert by("quarter") == {"2025年第4季度": 1, "2026年第3季度": 1, "2026年第4季度": 1}
    assert by("year") == {"2025年": 1, "2026年": 2}
    question = Question("inspection", groups=("inspected_on@month",))
    (visit,) = office.ask(group_rows, question, ("2026年9月",))
    row = office.ask(answer_rows, Question("inspection", ("inspected_on",)), [visit])[0]
    assert row.values == (date(2026, 9, 30),)


def test_each_month_lies_in_its_quarter(office: OfficeFile) -> None:
    for month in range(1, 13):
        facts = InspectionFacts(
            enterprise_id=2,
            inspected_on=date(2024, month, 28),
            stage=SourceStage.CITY_COUNTY,
            inspectors=("张三",),
        )
        office.run(save_inspection, facts)
    in_2024 = (Condition("inspected_on", Test.BETWEEN, ("2024-01-01", "2024-12-31")),)
    found = office.ask(answer, Question("inspection", (), in_2024, groups=("inspected_on@quarter",)))
    assert found.rows == tuple((f"2024年第{quarter}季度", 3) for quarter in (1, 2, 3, 4))
    autumn = Question("inspection", (), in_2024, groups=("inspected_on@quarter",))
    ids = office.ask(group_rows, autumn, ("2024年第3季度",))
    days = [row.values[0] for row in office.ask(answer_rows, Question("inspection", ("inspected_on",)), ids)]
    assert days == [date(2024, month, 28) for month in (9, 8, 7)]


def test_a_record_of_several_groups_counts_in_each_and_once_in_all(office: OfficeFile) -> None:
    question = Question(
        "enterprise",
        groups=("industries",),
        reckoned=(Reckoned(Measure.COUNT), Reckoned(Measure.SUM, "staff_total")),
        sort=(SortBy("#0", False),),
        total=True,
    )
    found = office.ask(answer, question)
    assert {row[0]: row[1:] for row in found.rows} == {
        "冶金工贸": (1, 10), "消防": (1, 10), "粉尘涉爆": (1, None), None: (2, 0),
    }  # fmt: skip
    assert found.rows[0][0] is None
    assert found.sums == (None, 4, 10)
    assert len(office.ask(answer_ids, Question("enterprise"))) == 4


def test_the_total_of_groups_is_the_count_of_all(asked_office: OfficeFile) -> None:
    for noun, group in (("hazard", "enterprise.village"), ("enterprise", "village"), ("inspection", "level")):
        found = asked_office.ask(answer, Question(noun, groups=(group,), total=True))
        everything = len(asked_office.ask(answer_ids, Question(noun)))
        assert found.sums == (None, everything)
        assert sum(int(str(row[1])) for row in found.rows) == everything > 0


def test_a_column_that_is_gone_is_named_in_chinese(office: OfficeFile) -> None:
    question = Question("enterprise", ("name", "fax"), sort=(SortBy("pager"),))
    with pytest.raises(InputRefused) as refused:
        office.ask(answer, question)
    assert [problem.field for problem in refused.value.problems] == ["columns", "sort"]
    assert "第2列用的项目“fax”现在没有了" in str(refused.value)
    assert "台账数据不受影响" in str(refused.value)


def test_who_belongs_to_no_village_is_told_beside_the_villages(office: OfficeFile) -> None:
    question = Question("village", ("name", "enterprises"), total=True)
    found = office.ask(answer, question)
    assert found.notes == ("另有 1 家企业没有填所属村（社区），不在各村的数里。",)
    assert found.sums == (None, len(FIRMS) - 1)
    assert office.ask(answer, Question("village", ("name", "grid_worker"))).notes == ()
    sheet = office.ask(answer_sheet, Question("enterprise", groups=("village",)))
    assert "未分村" in [cell.text for cell in sheet.cells if cell.row == len(sheet.rows) - 1]
