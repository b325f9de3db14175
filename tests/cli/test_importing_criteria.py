"""判定标准 by the commands: the template, a dry run, the import, and what is refused with its cell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.desk import Desk, raw

HEAD: list[object] = ["标准名称", "文号", "条", "项", "内容"]
STANDARD = ["工贸企业重大事故隐患判定标准", "应急管理部令第10号"]


def test_the_commands_write_the_template_and_import_it(desk: Desk, tmp_path: Path) -> None:
    desk.done("template", "criteria", tmp_path / "空表.xlsx")
    empty = desk.done("import", "criteria", tmp_path / "空表.xlsx")
    assert (empty["added"], empty["skipped"]) == (0, {"示例行": 1})
    path = raw(tmp_path / "标准.xlsx", HEAD, [*STANDARD, "四", "(一)", "原文一"])
    assert desk.done("import", "criteria", path, "--dry-run")["added"] == 1
    assert desk.done("import", "criteria", path)["added"] == 1
    again = desk.done("import", "criteria", path)
    assert (again["added"], again["unchanged"]) == (0, 1)
    changed = raw(tmp_path / "另.xlsx", HEAD, [*STANDARD, "四", "(一)", "另一种写法"])
    (problem,) = desk.problems("import", "criteria", changed)
    assert (problem["row"], problem["column"], problem["value"]) == (2, "内容", "另一种写法")
    assert desk.done("import", "criteria", changed, "--update")["updated"] == 1
