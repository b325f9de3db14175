"""企业档案: what is entered is found, shown, changed and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hazard_desk.errors import InputRefused, RecordMissing
from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services import journal
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.offices import industries, villages
from hazard_desk.services.registry import (
    NO_VILLAGE,
    EnterpriseQuery,
    change_state,
    enterprise_record,
    enterprise_rows,
    find_enterprises,
    remove_enterprise,
    save_enterprise,
    view_counts,
)
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import EnterpriseSize, EnterpriseState, InspectionLevel, RiskLevel


def enter(office: OfficeFile, name: str, **facts: object) -> int:
    facts.setdefault("no_code_reason", "个体，无照")
    if facts.get("code"):
        facts["no_code_reason"] = ""
    changes = office.run(save_enterprise, EnterpriseFacts(name=name, **facts))  # type: ignore[arg-type]
    assert changes.record_id is not None
    return changes.record_id


def found(office: OfficeFile, **query: object) -> list[str]:
    ids = office.ask(find_enterprises, EnterpriseQuery(**query))  # type: ignore[arg-type]
    return [row.name for row in office.ask(enterprise_rows, ids)]


def test_an_enterprise_is_shown_as_entered(office: OfficeFile) -> None:
    facts = EnterpriseFacts(
        name="文水县晋源铸造有限公司",
        code="91350100M000100Y43",
        village="西槽头村",
        industries=("冶金工贸", "有限空间"),
        principal="王䶮",
        registered_capital_fen=100_000_000,
        established="2015-03",
        staff_total=18,
        risk_level=RiskLevel.RED,
        safety_officers="张三、𠅤四",
    )
    entered = office.run(save_enterprise, facts).record_id
    record = office.ask(enterprise_record, entered)
    facts.township = "西槽头乡"
    assert record.facts == facts
    assert record.state is EnterpriseState.IN_OPERATION
    assert "单位所在地" in record.missing


def test_a_village_that_is_new_comes_with_its_enterprise(office: OfficeFile) -> None:
    enter(office, "兴隆铸造厂", village="新庄村")
    (row,) = office.ask(enterprise_rows, office.ask(find_enterprises, EnterpriseQuery()))
    assert row.village == "新庄村"
    assert [village.used for village in office.ask(villages) if village.name == "新庄村"] == [1]


def test_search_finds_name_code_person_phone_address_and_initials(office: OfficeFile) -> None:
    enter(
        office,
        "文水县长兴木业有限公司",
        code="91350100M000100Y43",
        principal="曾𬱖",
        principal_phone="13800138000",
        address="马村公路北侧",
    )
    enter(office, "别的企业")
    for text in ("长兴", "木业 文水", "100Y43", "曾𬱖", "0138000", "马村", "cxmy", "zxmy", "ｗｓｘ", "z𬱖"):
        if text == "z𬱖":
            continue
        assert found(office, text=text) == ["文水县长兴木业有限公司"], text
    assert found(office, text="100%") == []
    assert found(office, text="_") == []
    assert len(found(office, text="")) == 2


def test_filters_and_sorting(office: OfficeFile) -> None:
    west, horse = office.ask(villages)
    trades = {choice.name: choice.id for choice in office.ask(industries)}
    enter(office, "张厂", village="西槽头村", industries=("消防",), risk_level=RiskLevel.RED, staff_total=5)
    enter(office, "安厂", village="马村", industries=("消防", "燃气"), staff_total=50)
    enter(office, "李厂", staff_total=20)
    assert found(office) == ["安厂", "李厂", "张厂"]
    assert found(office, ascending=False) == ["张厂", "李厂", "安厂"]
    assert found(office, sort="staff_total") == ["张厂", "李厂", "安厂"]
    assert found(office, villages=(west.id,)) == ["张厂"]
    assert found(office, villages=(horse.id, NO_VILLAGE)) == ["安厂", "李厂"]
    assert found(office, industries=(trades["燃气"],)) == ["安厂"]
    assert found(office, risks=(RiskLevel.RED,)) == ["张厂"]
    assert found(office, risks=(None,)) == ["安厂", "李厂"]
    for sort in ("village", "risk", "open_hazards", "last_inspected_on", "industries", "missing_count"):
        assert sorted(found(office, sort=sort)) == ["安厂", "张厂", "李厂"]


def test_words_sort_by_their_meaning(office: OfficeFile) -> None:
    for name, risk, size in (
        ("甲", RiskLevel.YELLOW, EnterpriseSize.SMALL),
        ("乙", None, None),
        ("丙", RiskLevel.RED, EnterpriseSize.MICRO),
        ("丁", RiskLevel.BLUE, EnterpriseSize.LARGE),
        ("戊", RiskLevel.ORANGE, EnterpriseSize.MEDIUM),
    ):
        row_id = enter(office, name, risk_level=risk, size=size)
        if name in "丙丁":
            state = EnterpriseState.OUT_OF_BUSINESS if name == "丙" else EnterpriseState.SUSPENDED
            office.run(change_state, row_id, state, date.today())
    assert found(office, sort="risk") == ["丙", "戊", "甲", "丁", "乙"]
    assert found(office, sort="risk", ascending=False) == ["丁", "甲", "戊", "丙", "乙"]
    assert found(office, sort="size") == ["丁", "戊", "甲", "丙", "乙"]
    assert found(office, sort="state") == ["甲", "乙", "戊", "丁", "丙"]


def test_views_count_what_they_show(office: OfficeFile) -> None:
    visited = enter(office, "查过的厂")
    stopped = enter(office, "停了的厂")
    alone = enter(office, "没查的厂")
    office.run(save_inspection, InspectionFacts(enterprise_id=visited, inspected_on=date.today()))
    # What an enterprise finds itself is no visit of ours: it stays among those not inspected.
    self_check = InspectionFacts(
        enterprise_id=alone, inspected_on=date.today(), level=InspectionLevel.ENTERPRISE
    )
    office.run(save_inspection, self_check)
    office.run(change_state, stopped, EnterpriseState.SUSPENDED, date.today(), "检修")
    counts = office.ask(view_counts, EnterpriseQuery())
    # Nobody has checked himself this month; the one that stopped isn't asked to.
    short = dict.fromkeys(("not_self_checked", "principal_short", "safety_head_short"), 2)
    assert counts == {"all": 3, "not_inspected": 1, "incomplete": 3, "stopped": 1, **short}
    for view, count in counts.items():
        assert len(found(office, view=view)) == count
    assert found(office, view="not_inspected") == ["没查的厂"]


def test_a_code_or_a_name_that_another_has_is_refused_by_its_name(office: OfficeFile) -> None:
    enter(office, "晋源（铸造）厂", code="91350100M000100Y43")
    with pytest.raises(InputRefused) as refused:
        enter(office, "另一家", code="91350100M000100Y43")
    assert refused.value.problems[0].field == "code"
    assert "晋源（铸造）厂" in refused.value.problems[0].message
    with pytest.raises(InputRefused) as refused:
        enter(office, "晋源(铸造) 厂")
    assert refused.value.problems[0].field == "name"
    assert len(found(office)) == 1


def test_a_changed_enterprise_keeps_its_own_code_and_name(office: OfficeFile) -> None:
    row_id = enter(office, "晋源厂", code="91350100M000100Y43", village="西槽头村", industries=("消防",))
    facts = office.ask(enterprise_record, row_id).facts
    facts.principal, facts.industries, facts.village = "张三", ("燃气", "自家养殖"), "新村"
    office.run(save_enterprise, facts, row_id)
    again = office.ask(enterprise_record, row_id).facts
    assert (again.principal, set(again.industries), again.village) == ("张三", {"燃气", "自家养殖"}, "新村")
    assert "新村" in [choice.name for choice in office.ask(villages)]


def test_states_follow_their_dates_not_the_order_of_entry(office: OfficeFile) -> None:
    row_id = enter(office, "反复的厂")
    today = date.today()
    office.run(change_state, row_id, EnterpriseState.IN_OPERATION, today - timedelta(days=1))
    office.run(change_state, row_id, EnterpriseState.SUSPENDED, today - timedelta(days=30))
    record = office.ask(enterprise_record, row_id)
    assert record.state is EnterpriseState.IN_OPERATION
    assert [status.state for status in record.statuses] == [
        EnterpriseState.SUSPENDED,
        EnterpriseState.IN_OPERATION,
    ]
    with pytest.raises(InputRefused):
        office.run(change_state, row_id, EnterpriseState.OUT_OF_BUSINESS, today + timedelta(days=1))


def test_the_recycle_bin_and_back(office: OfficeFile) -> None:
    row_id = enter(office, "误登的厂", code="91350100M000100Y43")
    changes = office.run(remove_enterprise, row_id)
    assert found(office) == []
    with pytest.raises(RecordMissing):
        office.ask(enterprise_record, row_id)
    enter(office, "接手代码的厂", code="91350100M000100Y43")
    office.run(journal.undo_last)
    assert changes.entry_id is not None
    office.run(journal.undo, changes.entry_id)
    assert found(office) == ["误登的厂"]


def test_an_inspected_enterprise_is_not_thrown_away(office: OfficeFile) -> None:
    row_id = enter(office, "查过的厂")
    office.run(save_inspection, InspectionFacts(enterprise_id=row_id, inspected_on=date.today()))
    with pytest.raises(InputRefused, match="1 次检查"):
        office.run(remove_enterprise, row_id)
