"""重点任务分工 of 忻政发〔2024〕1号: all 45 rows as the notice prints them, and entered as tasks once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from hazard_desk.errors import UsageError
from hazard_desk.resources import RESOURCES
from hazard_desk.services.journal import undo_last
from hazard_desk.services.tasks import (
    Notice,
    import_notice,
    notices,
    remove_task,
    save_task,
    task_record,
    task_rows,
)
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import ActivityKind, TaskState

KEY = "S002"
ROWS: list[dict[str, Any]] = json.loads((RESOURCES / f"tasks/{KEY}.json").read_text(encoding="utf-8"))["rows"]
ALL = range(1, 46)
# Of chapter, item, part, task, units of every row, compared cell by cell with the notice.
SHA = "4ccdd7716d0e24336640f7d36fae40153841c727b51b7c785a1e3a4d6f0c2968"
ITEMS = [
    *("深入贯彻安全发展理念", "严格落实职责任务", "加强重大风险源头管控", "严格安全风险预警管控"),
    *("深化重大事故隐患专项排查整治", "推进安全生产依法治理", "开展治本攻坚三年行动", "煤矿领域专项整治"),
    *("金属非金属矿山和尾矿库领域专项整治", "危险化学品领域专项整治", "交通运输领域专项整治"),
    *("建设工程施工和经营性自建房领域专项整治", "燃气领域专项整治", "消防领域专项整治"),
    *("其他行业领域专项整治", "提升自然灾害防治能力", "完善监测预警体系", "加强重点灾种防范"),
    *("强化基层建设", "加强科技信息保障", "强化标准化建设", "加强宣传教育培训", "加强救援队伍建设"),
    *("提升装备物资保障能力", "强化应急预案和应急演练", "有效应对处置事故灾害"),
    *("从严开展事故调查和灾害评估", "加大考核巡查力度", "推动正面激励引导", "严格责任倒查追究"),
]
TENS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
NUMBERS = [*TENS, *(f"十{one}" for one in TENS[:9]), "二十", *(f"二十{one}" for one in TENS[:9]), "三十"]
OFTEN = {1: 4, 2: 10, 3: 4, 7: 1, 19: 1, 40: 1}
KINDS = {
    1: (ActivityKind.STUDY,),
    3: (ActivityKind.MEETING,),
    7: (ActivityKind.TRAINING,),
    19: (ActivityKind.TRAINING,),
    37: (ActivityKind.TRAINING, ActivityKind.PUBLICITY),
    40: (ActivityKind.DRILL,),
    42: (ActivityKind.TRAINING,),
}


def notice(office: OfficeFile) -> Notice:
    (only,) = office.ask(notices)
    return only


def test_the_rows_are_those_of_the_notice() -> None:
    assert len(ROWS) == 45
    assert list(Counter(row["chapter"][:2] for row in ROWS).values()) == [8, 7, 10, 7, 5, 4, 4]
    items = list(dict.fromkeys(row["item"] for row in ROWS))
    assert items == [f"（{number}）{item}" for number, item in zip(NUMBERS, ITEMS, strict=True)]
    assert [at for at, row in enumerate(ROWS, start=1) if row["part"]] == [3, 4, 5, 6]
    assert all(row["units"] and row["task"] == row["task"].strip() for row in ROWS)
    told = "\n".join(
        "\t".join(row[key] for key in ("chapter", "item", "part", "task", "units")) for row in ROWS
    )
    assert hashlib.sha256(told.encode()).hexdigest() == SHA


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "确保每季度至少进行一次理论学习"),
        (2, "全年至少研究解决10项具体问题"),
        (7, "3.压实企业主体责任。"),
        (8, "4.完善全员安全责任。"),
        (13, "安全意识大教育、安全隐患大排查、安全问题大整治、安全责任大落实"),
        (14, "企业要向监管部门和企业职工“双报告”"),
        (18, "停用时间超过３年的尾矿库"),
        (32, "5.气象灾害："),
        (40, "年内各级政府至少组织开展一次综合性实战演练"),
        (45, "依法将有关企业及人员列入严重失信主体名单"),
    ],
)
def test_each_row_stands_at_its_place(number: int, words: str) -> None:
    assert words in ROWS[number - 1]["task"]


def test_how_often_is_only_what_the_row_itself_says(office: OfficeFile) -> None:
    rows = notice(office).rows
    assert {row.id: row.facts.times_a_year for row in rows if row.facts.times_a_year} == OFTEN
    assert {row.id: row.facts.activity_kinds for row in rows if row.facts.activity_kinds} == KINDS
    for row in rows:
        assert all(words in row.facts.content for words in row.frequencies)
    assert rows[1].frequencies == ("全年至少研究解决10项具体问题", "市县安委会坚持每月至少召开一次会议")


def test_all_rows_become_tasks_in_one_operation_that_can_be_taken_back(office: OfficeFile) -> None:
    changes = office.run(import_notice, KEY, ALL, [17, 18])
    assert (changes.counts, changes.notices) == ({"tasks": 45}, [])
    rows = office.ask(task_rows)
    assert [row.content for row in rows] == [row["task"] for row in ROWS]
    assert [row.units for row in rows] == [row["units"] for row in ROWS]
    assert {row.document for row in rows} == {"忻政发〔2024〕1号"}
    assert rows[3].item == "（二）严格落实职责任务\n2.落实部门监管责任"
    assert [row.id for row in rows if row.state is TaskState.NOT_OURS] == [rows[16].id, rows[17].id]
    office.run(undo_last)
    assert office.ask(task_rows) == []


def test_a_row_is_entered_once(office: OfficeFile) -> None:
    office.run(import_notice, KEY, [1, 2], [])
    changes = office.run(import_notice, KEY, [2, 3], [1])
    assert changes.counts == {"tasks": 1}
    assert changes.notices == ["2 项已经引入过，没有再引入。"]
    rows = office.ask(task_rows)
    assert [row.content for row in rows] == [row["task"] for row in ROWS[:3]]
    assert [row.state is TaskState.NOT_OURS for row in rows] == [False, False, False]
    assert [row.task_id for row in notice(office).rows[:4]] == [*(row.id for row in rows), None]


def test_a_row_that_was_reworded_is_known_again_and_a_removed_one_may_come_back(office: OfficeFile) -> None:
    office.run(import_notice, KEY, [1, 9], [])
    first, other = office.ask(task_rows)
    for row in (first, other):
        facts = office.ask(task_record, row.id).facts
        office.run(save_task, replace(facts, content="本乡每季度学习一次"), row.id)
    known = notice(office).rows
    assert known[0].task_id == first.id, "（一） has this one row"
    assert known[8].task_id is None, "which of the three rows of （三） it was can't be told"
    office.run(remove_task, first.id)
    assert notice(office).rows[0].task_id is None
    office.run(import_notice, KEY, [1], [])
    assert ROWS[0]["task"] in [row.content for row in office.ask(task_rows)]


@pytest.mark.parametrize("numbers", [[], [0], [46]])
def test_nothing_chosen_is_refused(office: OfficeFile, numbers: list[int]) -> None:
    with pytest.raises(UsageError):
        office.run(import_notice, KEY, numbers, [])


def test_an_unknown_notice_is_refused(office: OfficeFile) -> None:
    with pytest.raises(UsageError):
        office.run(import_notice, "S000", [1], [])
