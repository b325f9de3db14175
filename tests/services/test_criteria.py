"""The library of 判定标准: what is shipped, what is in force, what is kept, corrected and proposed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.model import Criterion, CriterionStandard
from hazard_desk.resources import RESOURCES, load_json
from hazard_desk.rules.facts import (
    CriterionFacts,
    EnterpriseFacts,
    HazardFacts,
    InspectionFacts,
    StandardFacts,
)
from hazard_desk.services.criteria import (
    SHIPPED,
    SUMMARY_MARK,
    add_shipped_standards,
    criteria,
    criteria_in_force,
    propose_criteria,
    propose_for_visit,
    remove_criterion,
    remove_standard,
    save_criterion,
    save_standard,
    standards,
)
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import HazardLevel

DAY = date(2026, 5, 20)


def saved(changes: Changes) -> int:
    assert changes.record_id is not None
    return changes.record_id


# ---- what is shipped -------------------------------------------------------------------------------


def test_every_shipped_file_is_read() -> None:
    assert sorted(SHIPPED) == sorted(path.stem for path in (RESOURCES / "criteria").iterdir())


def test_the_standard_of_industry_and_trade_agrees_with_what_is_known_of_it() -> None:
    shipped = load_json("criteria/industry-trade-2023.json")
    assert (shipped["document_number"], shipped["effective_from"]) == ("应急管理部令第10号", "2023-05-15")
    assert "共 64 项：管理类 3 项，行业类 7 个行业 47 项，专项类 3 个领域 14 项" in shipped["note"]
    assert 3 + 47 + 14 == 64
    items = shipped["items"]
    articles = list(dict.fromkeys(item["article"] for item in items))
    numerals = ["三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"]
    assert articles == [f"第{number}条" for number in numerals]
    groups = [item["heading"].partition("·")[0] for item in items]
    assert groups.count("管理类") == 3
    assert groups.count("行业类") == 7
    assert groups.count("专项类") == 3
    with_text = {item["article"] for item in items if item.get("text")}
    assert with_text == {"第三条", "第十四条"}  # no other text is at hand
    assert all(item["text"].startswith(SUMMARY_MARK) for item in items if item.get("text"))


def test_a_new_office_has_the_shipped_standards_and_says_what_lacks_a_text(office: OfficeFile) -> None:
    rows = office.ask(standards)
    assert [row.facts.document_number for row in rows] == [
        "应急管理部令第10号",
        "工信厅安全函〔2023〕337号",
        "建质规〔2024〕5号",
        "应急管理部令第21号",
    ]
    assert [(row.items, row.without_text) for row in rows] == [(14, 10), (0, 0), (0, 0), (0, 0)]
    first = office.ask(criteria, rows[0].id)[1]
    assert first.citation == "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条第（二）项"
    assert first.words == "【摘要】特种作业人员无证"
    steel = next(row for row in office.ask(criteria) if row.article == "第四条")
    assert steel.words == "行业类·冶金（条文待录入）"


def test_shipped_standards_come_in_once_and_never_against_the_users_will(office: OfficeFile) -> None:
    changes = office.run(add_shipped_standards)
    assert not changes.nouns
    coal = office.ask(standards)[3]
    office.run(remove_standard, coal.id)
    office.run(add_shipped_standards)
    assert len(office.ask(standards)) == 3

    def forget(work: UnitOfWork) -> Changes:  # a file of a version that knew no standards
        for noun in (Criterion, CriterionStandard):
            for record in work.session.scalars(select(noun)):
                work.session.delete(record)
        return Changes("清空")

    office.run(forget)
    assert office.ask(standards) == []
    office.run(add_shipped_standards)
    assert len(office.ask(criteria)) == 14


# ---- entering and changing -------------------------------------------------------------------------


def test_a_text_is_entered_and_taken_back(office: OfficeFile) -> None:
    row = next(one for one in office.ask(criteria) if one.article == "第四条")
    facts = CriterionFacts(row.standard_id, "第四条", "第（一）项", row.heading, "照原文抄写的内容")
    office.run(save_criterion, facts, row.id)
    assert next(one for one in office.ask(criteria) if one.id == row.id).text == "照原文抄写的内容"
    assert office.ask(standards)[0].without_text == 9
    office.run(undo_last)
    assert office.ask(standards)[0].without_text == 10


def test_an_item_stands_behind_the_last_one_of_its_article(office: OfficeFile) -> None:
    standard = office.ask(standards)[0].id
    office.run(save_criterion, CriterionFacts(standard, "第四条", "第（二）项"))
    office.run(save_criterion, CriterionFacts(standard, "第十五条"))
    places = [row.place for row in office.ask(criteria, standard)]
    assert places[3:6] == ["第四条", "第四条第（二）项", "第五条"]
    assert places[-1] == "第十五条"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CriterionFacts(1, ""), "article"),
        (CriterionFacts(None, "第四条"), "standard_id"),
        (CriterionFacts(1, "第三条", "第（一）项"), "item"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(
    office: OfficeFile, facts: CriterionFacts, field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_criterion, facts)
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (StandardFacts(" "), "name"),
        (StandardFacts("甲", "", date(2026, 2, 1), date(2026, 1, 1)), "effective_to"),
        (StandardFacts("甲", "应急管理部令第10号"), "document_number"),
    ],
)
def test_a_standard_that_makes_no_sense_is_refused(
    office: OfficeFile, facts: StandardFacts, field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_standard, facts)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_what_is_gone_can_not_be_changed(office: OfficeFile) -> None:
    row = office.ask(criteria)[0]
    office.run(remove_criterion, row.id)
    assert row.id not in [one.id for one in office.ask(criteria)]
    with pytest.raises(RecordMissing):
        office.run(save_criterion, CriterionFacts(row.standard_id, "第九十条"), row.id)
    office.run(undo_last)
    assert office.ask(criteria)[0].id == row.id


# ---- versions and proposals ------------------------------------------------------------------------


def test_a_standard_counts_from_its_first_to_its_last_day(office: OfficeFile) -> None:
    def place(on: date) -> bool:
        return any(row.standard == "旧标准" for row in office.ask(criteria_in_force, on))

    facts = StandardFacts("旧标准", "旧1号", date(2020, 1, 1), date(2020, 12, 31))
    standard = saved(office.run(save_standard, facts))
    office.run(save_criterion, CriterionFacts(standard, "第一条"))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [place(day) for day in days] == [False, True, True, False]
    numbers = [row.document_number for row in office.ask(criteria_in_force, days[0])]
    assert "应急管理部令第10号" not in numbers
    assert office.ask(propose_criteria, "电焊工无证上岗", date(2023, 5, 14)) == []
    assert office.ask(propose_criteria, "电焊工无证上岗", date(2023, 5, 15))[0].place == "第三条第（二）项"


def test_what_is_proposed_follows_the_enterprise(office: OfficeFile) -> None:
    plain = saved(office.run(save_enterprise, EnterpriseFacts(name="甲厂", village="马村")))
    tanks = saved(
        office.run(save_enterprise, EnterpriseFacts(name="乙厂", village="马村", industries=("有限空间",)))
    )
    said = "积尘清理和硫化氢检测都没有做"
    assert office.ask(propose_for_visit, said, DAY, plain)[0].article == "第十一条"
    assert office.ask(propose_for_visit, said, DAY, tanks)[0].article == "第十三条"
    assert office.ask(propose_for_visit, said, None, None)


def test_a_hazard_keeps_what_it_quotes_whatever_becomes_of_the_library(office: OfficeFile) -> None:
    enterprise = saved(office.run(save_enterprise, EnterpriseFacts(name="甲厂", village="马村")))
    row = office.ask(criteria)[1]
    hazard = HazardFacts("电焊工无证", HazardLevel.MAJOR, basis=row.citation, criterion_id=row.id)
    visit = saved(
        office.run(
            save_inspection, InspectionFacts(enterprise_id=enterprise, inspected_on=DAY, hazards=[hazard])
        )
    )
    office.run(remove_standard, row.standard_id)
    (kept,) = office.ask(inspection_record, visit).facts.hazards
    assert (kept.basis, kept.criterion_id) == (row.citation, row.id)
    assert re.search(r"第三条第（二）项$", kept.basis)


def test_no_text_but_the_summaries_is_in_the_file(tmp_path: Path, office: OfficeFile) -> None:
    def texts(reading: Reading) -> tuple[int, int]:
        session = reading.session
        filled = select(func.count(Criterion.id)).where(Criterion.text != "")
        marked = filled.where(Criterion.text.startswith(SUMMARY_MARK))
        return session.scalar(filled) or 0, session.scalar(marked) or 0

    assert office.ask(texts) == (4, 4)
