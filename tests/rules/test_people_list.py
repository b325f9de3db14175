"""Rows of people as they are pasted: each cell goes where it belongs, and a title tells the post."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.people_list import PersonLine, post_of, read_people
from hazard_desk.terms import LeaderPost

SECRETARY, HEAD, MEMBER = LeaderPost.SECRETARY, LeaderPost.HEAD, LeaderPost.TEAM_MEMBER


def test_a_header_tells_the_columns_in_any_order() -> None:
    rows = [
        ["西槽头乡领导分工表", "", "", ""],
        ["序号", "联系电话", "姓 名", "现任职务"],
        ["1", "13800000001", "张 明", "党委书记"],
        ["2", "0358-3022222", "李强", "乡长"],
        ["", "", "", ""],
    ]
    assert read_people(rows) == [
        PersonLine("张明", "党委书记", "13800000001"),
        PersonLine("李强", "乡长", "0358-3022222"),
    ]


@given(st.integers(0, 999))
def test_without_a_header_the_cells_tell_themselves(seed: int) -> None:
    cells = ["王五", "副乡长", "13800000003", "晋142301"]
    random.Random(seed).shuffle(cells)
    assert read_people([["1", *cells]]) == [PersonLine("王五", "副乡长", "13800000003", "", "晋142301")]


def test_rows_without_anybody_are_left_out() -> None:
    assert read_people([["1", ""], ["", ""], ["13800000001"]]) == []
    assert read_people([]) == []


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("党委书记", SECRETARY),
        ("乡党委书记、人大主席", SECRETARY),
        ("党工委书记", SECRETARY),
        ("乡长", HEAD),
        ("党委副书记、乡长", HEAD),
        ("街道办事处主任", HEAD),
        ("副乡长", MEMBER),
        ("党委副书记", MEMBER),
        ("人大主席", MEMBER),
        ("纪委书记", MEMBER),
        ("党委委员、武装部长", MEMBER),
        ("安监站站长", None),
        ("应急管理办公室主任", None),
        ("东街村党支部书记", None),
        ("副科级干部", None),
        ("科员", None),
        ("", None),
    ],
)
def test_a_title_tells_the_post_only_where_it_is_plain(title: str, post: LeaderPost | None) -> None:
    assert post_of(title) is post
