"""Items of 判定标准 are proposed by what they share with a description; nothing alike, nothing proposed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.criterion_proposals import Candidate, ranked

SPECIAL = Candidate("special", "特种作业人员无证", "特种作业、无证、电工、电焊、焊工", "管理类")
TENANT = Candidate("tenant", "未对承包/承租单位统一协调管理或未定期检查", "承包、承租、出租、外包", "管理类")
DUST = Candidate("dust", "", "粉尘、积尘、除尘", "专项类·粉尘爆炸危险")
SPACE = Candidate("space", "", "有限空间、硫化氢、中毒", "专项类·有限空间作业")
ALARM = Candidate("alarm", "监控、报警、防护设施失效或无效均判定为重大", "报警器、报警失效", "")
ALL = [SPECIAL, TENANT, DUST, SPACE, ALARM]


def test_a_keyword_in_the_description_finds_its_item() -> None:
    assert ranked("两名焊工无证上岗", ALL) == ["special"]
    assert ranked("打磨车间积尘厚", ALL) == ["dust"]
    assert ranked("污水池属于有限空间，没有警示标志", ALL) == ["space"]


def test_shared_words_find_an_item_without_any_keyword() -> None:
    plain = Candidate("plain", "可燃气体报警装置未接入有人值守的场所")
    assert ranked("一楼可燃气体报警装置没有接入值守室", [plain, *ALL])[0] == "plain"


def test_nothing_alike_gives_nothing() -> None:
    assert ranked("灭火器压力不足", ALL) == []
    assert ranked("", ALL) == []
    assert ranked("abc 123", ALL) == []
    assert ranked("企业现场安全管理存在隐患，设备设施未按规定设置", ALL) == []  # what everything says


def test_the_likeliest_comes_first() -> None:
    found = ranked("出租厂房内积尘严重，未对承租单位统一协调管理", ALL)
    assert found == ["tenant", "dust"]


def test_an_industry_lifts_what_was_found_and_finds_nothing_by_itself() -> None:
    said = "有限空间和粉尘作业"
    assert ranked(said, [DUST, SPACE]) == ["dust", "space"]
    assert ranked(said, [DUST, SPACE], ["有限空间"]) == ["space", "dust"]
    assert ranked("灭火器压力不足", ALL, ["有限空间", "粉尘"]) == []


def test_a_keyword_within_another_counts_once() -> None:
    twice = Candidate("twice", "", "电焊、电焊工")
    once = Candidate("once", "", "电焊工、焊条")
    assert ranked("电焊工的焊条乱放", [twice, once]) == ["once", "twice"]


@given(st.text(max_size=40), st.integers(1, 5))
def test_whatever_is_typed_at_most_so_many_are_proposed_each_once(typed: str, most: int) -> None:
    found = ranked(typed + "积尘、无证、报警失效、承租、硫化氢", ALL, most=most)
    assert len(found) == len(set(found)) == most


@given(st.permutations(ALL))
def test_the_order_of_the_library_decides_only_between_equals(library: list[Candidate]) -> None:
    assert ranked("出租厂房内积尘严重，未对承租单位统一协调管理", library) == ["tenant", "dust"]
