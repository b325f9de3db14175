"""assign-round: who inspects whom, from spreadsheets alone."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hazard_desk.forms.cross_arrangement import Pair, cross_arrangement
from hazard_desk.forms.saving import save
from hazard_desk.forms.shipped import load_texts
from hazard_desk.services import assigning
from tests.cli.desk import Desk
from tests.intake.sheets import xlsx
from tests.rules.rounds import COUNTIES, FOURTEEN, bow_ties

Rows = list[list[str | None]]


def counties(path: Path, **more: Rows) -> Path:
    rows = [[county.name, county.group] for county in COUNTIES]
    return xlsx(path, ["单位", "片区"], *rows, title="单位", **more)


def refused(desk: Desk, *arguments: object) -> list[dict[str, Any]]:
    """Call with --json, demand exit 1, and return the problems."""
    said = desk("assign-round", *arguments, "--json")
    assert said.code == 1, said.out + said.err
    return said.problems


def test_a_round_without_an_office(nowhere: Desk, tmp_path: Path) -> None:
    file = counties(tmp_path / "单位.xlsx")
    said = nowhere.done("assign-round", file, "--seed", 7)
    assert said.keys() == {"pairs", "broken", "seed"}
    assert (said["broken"], said["seed"]) == ([], 7)
    assert [team for team, _ in said["pairs"]] == [county.name for county in COUNTIES]
    group = {county.name: county.group for county in COUNTIES}
    assert {target for _, target in said["pairs"]} == set(group)
    assert all(group[team] == group[target] for team, target in said["pairs"])
    assert nowhere.done("assign-round", file, "--seed", 7) == said
    assert nowhere.done("assign-round", file, "--seed", 8)["pairs"] != said["pairs"]
    assert not nowhere.folder.exists()


def test_a_drawn_seed_is_told_and_gives_the_same_table_again(nowhere: Desk, tmp_path: Path) -> None:
    file = counties(tmp_path / "单位.xlsx")
    first = nowhere.done("assign-round", file)
    assert nowhere.done("assign-round", file, "--seed", first["seed"]) == first


def test_what_was_written_is_the_next_rounds_previous(nowhere: Desk, tmp_path: Path) -> None:
    file, first, second = (tmp_path / name for name in ("单位.xlsx", "第一轮.xlsx", "第二轮.xlsx"))
    xlsx(file, ["单位"], *[[name] for name in "甲乙丙丁戊"], title="单位")
    one = nowhere.done("assign-round", file, "--seed", 1, "--out", first)
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(first).worksheets[0].iter_rows()]
    assert [[team, target] for number, team, target, _ in cells if number in range(1, 6)] == one["pairs"]
    assert any("抽签种子：1（" in str(row[0]) for row in cells)
    two = nowhere.done("assign-round", file, "--seed", 1, "--previous", first, "--out", second)
    three = nowhere.done("assign-round", file, "--seed", 1, "--previous", second, first)
    rounds = [{tuple(pair) for pair in said["pairs"]} for said in (one, two, three)]
    assert not rounds[0] & rounds[1]
    assert not rounds[1] & rounds[2]
    assert not rounds[0] & rounds[2]


def test_the_table_of_the_fourteen_counties_can_be_the_previous_one(nowhere: Desk, tmp_path: Path) -> None:
    table = tmp_path / "附件3.xlsx"
    save(cross_arrangement(load_texts("cross-arrangement"), pairs=[Pair(*pair) for pair in FOURTEEN]), table)
    said = nowhere.done("assign-round", counties(tmp_path / "单位.xlsx"), "--previous", table, "--seed", 3)
    assert not {tuple(pair) for pair in said["pairs"]} & set(FOURTEEN)
    assert {wish["wish"] for wish in said["broken"]} == {"reversal"}
    assert len(said["broken"]) == 10
    assert all(wish["pairs"][0] in said["pairs"] for wish in said["broken"])
    assert "上一轮" in said["broken"][0]["message"]


def test_a_round_that_is_wholly_given_is_accepted_and_its_mutual_pair_named(
    nowhere: Desk, tmp_path: Path
) -> None:
    given: Rows = [["检查方", "受检方"], *map(list, FOURTEEN)]
    file = counties(tmp_path / "单位.xlsx", 指定=given)
    said = nowhere.done("assign-round", file, "--seed", 7)
    assert {tuple(pair) for pair in said["pairs"]} == set(FOURTEEN)
    (mutual,) = said["broken"]
    assert mutual["wish"] == "mutual"
    assert mutual["pairs"] == [["宁武县", "神池县"], ["神池县", "宁武县"]]
    assert mutual["message"] == "「宁武县」和「神池县」互相检查。这是指定（锁定）的。"


def test_a_search_cut_short_says_so(nowhere: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = bow_ties(3)
    file = xlsx(
        tmp_path / "单位.xlsx", ["单位"], *([unit.name] for unit in question.units), title="单位",
        回避=[["检查方", "受检方"], *map(list, question.avoided)],
    )  # fmt: skip
    whole = nowhere("assign-round", file, "--seed", 1, "--json")
    assert "proven" not in whole.data
    assert "没有算完" not in whole.err
    monkeypatch.setattr(assigning, "arrange", partial(assigning.arrange, most_nodes=5))
    cut = nowhere("assign-round", file, "--seed", 1, "--json")
    assert cut.code == 0
    assert cut.data["proven"] is False
    assert "没有算完" in cut.err


def test_teams_over_villages(nowhere: Desk, tmp_path: Path) -> None:
    teams: Rows = [[f"第{number}组"] for number in range(1, 9)]
    villages: Rows = [[f"{name}村", None] for name in "东西南北上下里"]
    tied: Rows = [[team[0], village[0]] for team, village in zip(teams, villages, strict=False)]
    file = xlsx(
        tmp_path / "村.xlsx", ["检查组"], *teams, title="单位",
        对象=[["受检方", "片区"], *villages], 包联=[["检查方", "受检方"], *tied],
    )  # fmt: skip
    pairs = nowhere.done("assign-round", file)["pairs"]
    assert len(pairs) == 8
    assert {team for team, _ in pairs} == {team[0] for team in teams}
    assert {village for _, village in pairs} == {village[0] for village in villages}
    assert not [pair for pair in pairs if pair in tied]


def test_people_read_chinese(nowhere: Desk, tmp_path: Path) -> None:
    file = xlsx(
        tmp_path / "a.xlsx", ["单位", "片区"], ["甲乡", "东"], ["乙乡", "东"], ["丙乡", None], ["丁乡", "西"],
        ["戊乡", "西"], ["己乡", "西"], title="单位", 指定=[["检查方", "受检方"], ["丙乡", "丙乡"]],
    )  # fmt: skip
    said = nowhere("assign-round", file, "--seed", 5)
    assert said.code == 1
    assert "「指定」第 2 行 受检方「丙乡」：指定（锁定）：「丙乡」检查「丙乡」" in said.err
    file = xlsx(
        tmp_path / "b.xlsx", ["单位", "片区"], ["甲乡", "东"], ["乙乡", "东"], ["丁乡", "西"], ["戊乡", "西"],
        ["己乡", "西"], title="单位",
    )  # fmt: skip
    said = nowhere("assign-round", file, "--seed", 5, "--out", tmp_path / "表.pdf")
    assert said.code == 0
    assert "甲乡 → 乙乡\n乙乡 → 甲乡\n" in said.out
    assert "没能做到：「甲乡」和「乙乡」互相检查。同一片区只有这两个单位，只能互查。" in said.out
    assert "共 5 组，种子 5。" in said.out
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")


def test_an_impossible_round_names_the_cells_that_make_it_so(nowhere: Desk, tmp_path: Path) -> None:
    avoided: Rows = [["宁武县", "神池县"], ["忻府区", "原平市"], ["定襄县", "原平市"]]
    file = counties(tmp_path / "a.xlsx", 回避=[["检查方", "受检方"], *avoided])
    problems = refused(nowhere, file, "--out", tmp_path / "表.xlsx")
    places = [(problem["sheet"], problem["row"], problem["column"]) for problem in problems]
    assert ("回避", 3, "受检方") in places
    assert ("回避", 4, "受检方") in places
    assert ("回避", 2, "受检方") not in places  # has nothing to do with it
    assert {sheet for sheet, _, _ in places} == {"回避", "单位"}
    assert all(f"另外 {len(problems) - 1} 条" in problem["message"] for problem in problems)
    assert all(problem["remedy"] for problem in problems)
    assert not (tmp_path / "表.xlsx").exists()
    said = nowhere("assign-round", file)
    assert said.code == 1
    assert said.err.startswith("排不出来：")


@pytest.mark.parametrize("made", [True, False], ids=["no round", "no file"])
def test_a_previous_file_that_is_none_is_refused(nowhere: Desk, tmp_path: Path, made: bool) -> None:
    other = tmp_path / "别的.xlsx"
    if made:
        xlsx(other, ["姓名"], ["张三"])
    (problem,) = refused(nowhere, counties(tmp_path / "a.xlsx"), "--previous", other)
    assert problem["value"] == "别的.xlsx"


def test_a_stranger_of_an_earlier_round_is_mentioned(nowhere: Desk, tmp_path: Path) -> None:
    earlier = xlsx(tmp_path / "上一轮.xlsx", ["检查方", "受检方"], ["忻府区", "开发区"], ["开发区", "代县"])
    said = nowhere("assign-round", counties(tmp_path / "a.xlsx"), "--previous", earlier, "--json")
    assert said.code == 0
    assert said.data["broken"] == []
    assert "「开发区」" in said.err


def test_bad_places_and_words(nowhere: Desk, tmp_path: Path) -> None:
    file = counties(tmp_path / "a.xlsx")
    assert nowhere("assign-round", file, "--out", tmp_path / "表.doc").code == 2
    assert nowhere("assign-round", file, "--seed", "x").code == 2
    said = nowhere("assign-round", file, "--out", tmp_path / "没有" / "表.xlsx", "--json")
    assert said.code == 1
    assert "写不进" in said.problems[0]["message"]
