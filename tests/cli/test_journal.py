"""What was done, asked for on the command line, taken back and done again."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.cli.desk import Desk

TODAY = date.today()


def test_the_last_step_is_taken_back_and_done_again(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "4")
    rows = desk.rows("enterprises")
    assert desk.done("undo")["summary"].startswith("撤销：填入演示数据")
    assert desk.rows("enterprises") == []
    assert desk.done("redo")["summary"].startswith("重做：填入演示数据")
    assert desk.rows("enterprises") == rows
    said = desk("redo")
    assert (said.code, "没有可以重做的操作" in said.err) == (1, True)


def test_the_journal_is_asked_by_day_person_noun_and_words(desk: Desk) -> None:
    desk.done("demo", "--enterprises", "4")
    desk.done("undo")
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    for words, count in (
        ([], 3),
        (["--since", yesterday, "--until", tomorrow], 3),
        (["--until", yesterday], 0),
        (["--since", tomorrow], 0),
        (["--noun", "企业"], 2),
        (["--noun", "enterprise"], 2),
        (["--noun", "专项行动", "--search", "撤销"], 1),
        (["--search", "演示 数据"], 2),
        (["--search", "tryssj"], 2),
        (["--handler", "没有这个人"], 0),
    ):
        found = desk.done("journal", *words)
        assert (found["total"], len(found["rows"])) == (count, count), words
    said = desk("journal", "--noun", "飞机", "--json")
    assert said.code == 2
    assert "企业" in json.dumps(said.data, ensure_ascii=False)
