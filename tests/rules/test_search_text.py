"""Names are found by what a clerk types: parts, initials in any reading, full or half width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.readings import initials, sort_key
from hazard_desk.rules.search_text import comparable, search_text, search_words


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("西槽头村晋源铸造厂", "xctcjyzzc"),
        ("重庆火锅", "cqhg"),
        ("重庆火锅", "zqhg"),
        ("长兴木业", "cxmy"),
        ("单县商店", "sxsd"),
        ("曾氏面粉", "zsmf"),
        ("仇家饭店", "qjfd"),
        ("解师傅修理部", "xsfxlb"),
        ("王䶮", "wy"),
        ("A1号加油站", "a1hjyz"),
    ],
)
def test_initials_find_a_name_in_every_reading(name: str, typed: str) -> None:
    assert typed in search_text([], [name])


@given(st.text("重长行单曾仇解乐铸造厂有限公司（）- A1䶮𠅤", max_size=40))
def test_initials_stay_few_and_as_long_as_the_readable_characters(name: str) -> None:
    found = initials(name)
    assert 1 <= len(found) <= 12
    assert len({len(variant) for variant in found}) == 1
    assert len(set(found)) == len(found)


def test_width_case_and_blanks_do_not_count() -> None:
    assert comparable("ＡＢ 公司（甲）") == comparable("ab公司(甲)")
    assert search_words(" 晋源　铸造 ") == ["晋源", "铸造"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_stored_is_found_by_itself(word: str, name: str) -> None:
    stored = search_text([word], [name])
    assert comparable(word) in stored
    assert comparable(name) in stored


def test_names_sort_by_pinyin() -> None:
    names = ["张三", "安四", "李五", "白六", "123厂"]
    assert sorted(names, key=sort_key) == ["123厂", "安四", "白六", "李五", "张三"]
