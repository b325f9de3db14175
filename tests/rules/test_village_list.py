"""Villages as they are pasted: whatever stands between and before them, the names come out, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.village_list import read_villages

NAMES = st.lists(
    st.from_regex("[东西南北张王马李]{1,2}[街庄家坡堡]{0,2}[村]", fullmatch=True),
    min_size=1,
    max_size=12,
    unique=True,
)


@pytest.mark.parametrize(
    "text",
    [
        "东街村、西街村,南庄村\n北徐村\n\n",
        "1、东街村\n2、西街村\n3. 南庄村\n（四）北徐村",
        "1 东街村\n2 西街村\n3 南庄村\n4 北徐村",
        "东街村 西街村　南庄村；北徐村。",
        "序号\t村名\t书记\t电话\n1\t东街村\t张三\t13800000001\n2\t西街村\t李四\t\n3\t南庄村\t王五\t\n4\t北徐村\t赵六\t",
        "书记\t村（社区）\n张三\t东街村\n李四\t西街村\n王五\t南庄村\n赵六\t北徐村\n",
        "  东街村\r\n西街村 \r\n南庄村\r\n北徐村",
    ],
)
def test_the_names_are_found_however_they_are_written(text: str) -> None:
    assert read_villages(text).names == ("东街村", "西街村", "南庄村", "北徐村")


def test_numerals_that_belong_to_a_name_stay() -> None:
    assert read_villages("三道营村\n五里铺社区\n十里堡村").names == ("三道营村", "五里铺社区", "十里堡村")


def test_what_stands_there_twice_is_named_and_kept_once() -> None:
    typed = read_villages("东街村\n西街村\n２、东街村")
    assert typed.names == ("东街村", "西街村")
    assert typed.repeated == (("东街村", 2),)
    assert read_villages("东街村\n东街村\n东街村").repeated == (("东街村", 3),)


def test_a_total_is_no_village_and_a_spread_name_is_one() -> None:
    assert read_villages("东街村\n李　村\n合计12个村\n共 3 个行政村\n小计").names == ("东街村", "李村")


def test_what_hardly_is_a_village_is_named() -> None:
    typed = read_villages("东街村\nxxxxx\n𠅤家庄\n这一行是从别处的通知里一起复制过来的话村")
    assert typed.doubtful == ("xxxxx", "这一行是从别处的通知里一起复制过来的话村")
    assert len(typed.names) == 4, "nothing is left out for a doubt"


@given(NAMES, st.sampled_from(["\n", "、", "，", " ", "\r\n", "；", "\n\n"]))
def test_names_joined_by_anything_are_parted_again(names: list[str], between: str) -> None:
    assert read_villages(between.join(names)).names == tuple(names)


@given(NAMES)
def test_a_numbered_column_of_a_spreadsheet_is_read(names: list[str]) -> None:
    rows = "".join(f"{at}\t{name}\t张三\n" for at, name in enumerate(names, start=1))
    assert read_villages("序号\t村名\t书记\n" + rows).names == tuple(names)
