"""What is refused, doubted and missed in an enterprise's entry."""

from datetime import date

import pytest

from hazard_desk.rules.enterprise_checks import check_enterprise, missing_fields, warn_enterprise
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.terms import EnterpriseSize, PlaceKind, SizeSector

TODAY = date(2026, 1, 20)


def fields(refusals):
    return [refusal.field for refusal in refusals]


def test_a_name_is_enough_to_save():
    assert check_enterprise(EnterpriseFacts(name="甲"), TODAY) == []
    assert fields(check_enterprise(EnterpriseFacts(), TODAY)) == ["name"]


def test_everything_wrong_is_listed():
    facts = EnterpriseFacts(
        code="91350100M000100Y4Z",
        established="2027",
        staff_total=-1,
        assets_fen=-5,
        registered_capital_fen=-1,
    )
    assert fields(check_enterprise(facts, TODAY)) == [
        "name", "code", "established", "staff_total", "registered_capital_fen", "assets_fen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("established", "refused"),
    [
        ("2026", False),
        ("2026-01", False),
        ("2026-01-20", False),
        ("2026-01-21", True),
        ("2026-02", True),
        ("x", True),
    ],
)
def test_established_is_not_after_today(established, refused):
    facts = EnterpriseFacts(name="甲", established=established)
    assert bool(check_enterprise(facts, TODAY)) is refused


def test_cross_checks_of_f1_warn():
    facts = EnterpriseFacts(
        name="甲\uf123", code="1401081234567", principal_phone="138",
        staff_total=10, staff_regular=8, staff_temporary=3, staff_trained=11, staff_insured=11,
        safety_officer_count=1, safety_officers="张三、李四",
        size=EnterpriseSize.LARGE, size_sector=SizeSector.INDUSTRY,
    )  # fmt: skip
    assert sorted(fields(warn_enterprise(facts))) == [
        "code", "name", "principal_phone", "safety_officer_count", "size", "staff_insured",
        "staff_total", "staff_trained",
    ]  # fmt: skip
    assert check_enterprise(facts, TODAY) == []


def test_a_sound_entry_is_not_doubted():
    facts = EnterpriseFacts(
        name="甲", staff_total=10, staff_regular=8, staff_temporary=2, staff_trained=10,
        safety_officer_count=2, safety_officers="张三 李四", principal_phone="0356-2286336、13800138000",
    )  # fmt: skip
    assert warn_enterprise(facts) == []


def test_missing_fields_follow_the_form():
    missing = missing_fields(EnterpriseFacts(name="甲", staff_total=0, industries=("消防",)))
    assert missing[0] == "统一社会信用代码"
    assert "单位名称" not in missing
    assert "职工人数（从业人数）" not in missing
    assert "行业分类" not in missing
    assert "主要负责人手机号码" in missing


def test_a_reason_stands_for_a_code_and_places_owe_less():
    assert "统一社会信用代码" not in missing_fields(EnterpriseFacts(no_code_reason="农户"))
    assert missing_fields(EnterpriseFacts(name="庙会", kind=PlaceKind.PLACE)) == [
        "所属村（社区）", "单位所在地", "主要负责人", "主要负责人手机号码",
    ]  # fmt: skip
