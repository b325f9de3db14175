"""The command line: the same work as the window's, for scheduled jobs, IT staff and tests (DESIGN §8)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hazard_desk import __version__
from hazard_desk.command_line import collecting, filing, keeping, reports, safekeeping, tables, templates
from hazard_desk.command_line.answers import Answer, print_json, refusal, said_of
from hazard_desk.command_line.words import Misspoken, Parser, day, file_to_open, whole_number
from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.store.os_errors import in_words

_IMPORTABLE = ("enterprises", "inspections", "criteria")
_KINDS = "企业、检查或判定标准"
_TEMPLATES = (*_IMPORTABLE, "round")
_LISTABLE = ("enterprises", "inspections", "hazards")
_HALVES = ("检查版", "闭环版")
_RANKED = ("村", "企业")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the words of the call; wrong ones end the program with 2."""
    _speak_utf8()
    parser = Parser(
        prog="hazard-desk",
        description="隐患台：乡镇安全生产隐患台账。不带命令时打开窗口；只写一个台账包（.hazdesk）或备份（.db）时，"
        "打开窗口并问是否恢复。",
    )
    parser.add_argument("--office", type=Path, metavar="文件夹", help="台账文件夹（默认：上次用的）")
    parser.add_argument("--version", action="version", version=f"隐患台 {__version__}", help="显示版本")
    parser.add_argument(
        "--self-test", type=Path, metavar="FILE.json",
        help="自检：在临时文件夹里把主要工作走一遍，结果写进 FILE.json；不碰现有台账",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", title="命令", metavar="命令", parser_class=Parser)

    def command(
        name: str, about: str, run: Callable[[argparse.Namespace], Answer]
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")
        added.set_defaults(run=run)
        return added

    added = command("init", "新建台账", keeping.init)
    added.add_argument("--name", required=True, metavar="单位名称", help="印章上的单位全称")
    added.add_argument("--villages", default="", metavar="村,村", help="村（社区），用逗号或顿号隔开")

    added = command("demo", "在空台账里填入演示数据", keeping.demo)
    added.add_argument(
        "--enterprises", type=whole_number, default=120, metavar="N", help="企业数（默认 120）"
    )
    added.add_argument("--seed", type=whole_number, default=1, metavar="S", help="种子，相同则数据相同")

    added = command("template", "写出导入用的空白表", keeping.template)
    added.add_argument(
        "kind", metavar="|".join(_TEMPLATES), choices=_TEMPLATES, help="企业、检查、判定标准或交叉检查"
    )
    added.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到哪里")

    added = command("import", "导入电子表格（.xlsx/.xls/.ods）", keeping.import_file)
    added.add_argument("kind", metavar="|".join(_IMPORTABLE), choices=_IMPORTABLE, help=_KINDS)
    added.add_argument("file", type=Path, metavar="FILE", help="电子表格")
    added.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    added.add_argument("--update", action="store_true", help="档案里已有的，用表中的内容更新")
    added.add_argument("--campaign", type=str.strip, metavar="专项行动", help="归入这个专项行动")

    added = command("list", "列出企业、检查或隐患", keeping.list_rows)
    added.add_argument("kind", metavar="|".join(_LISTABLE), choices=_LISTABLE, help="列出什么")
    added.add_argument("--search", default="", metavar="文字", help="名称、代码、电话、拼音首字母等")
    added.add_argument("--filter", metavar="名称", help="只列某一类，如 未检查、逾期")
    added.add_argument("--limit", type=whole_number, metavar="N", help="最多列几行")

    added = command("stats", "统计一周和累计的数字", reports.stats)
    added.add_argument("--week-ending", type=day, metavar="日期", help="报送日（默认：本周）")
    added.add_argument("--campaign", type=str.strip, metavar="专项行动", help="只统计这个专项行动")

    command("forms", "列出能出的表", reports.forms)

    added = command("export", "出一张表（.pdf 或 .xlsx；报告还可以是 .docx）", reports.export)
    added.add_argument("form", metavar="FORM", help="表的编号，见 forms 命令")
    added.add_argument("out", type=Path, metavar="OUT", help="写到哪里")
    added.add_argument("--week-ending", type=day, metavar="日期", help="报送日（默认：本周）")
    added.add_argument("--campaign", type=str.strip, metavar="专项行动", help="只统计这个专项行动")
    added.add_argument("--cumulative", action="store_true", help="累计数据，代替本周数据")
    added.add_argument(
        "--enterprise", action="append", default=[], metavar="企业", help="统一社会信用代码或全称，可写多次"
    )
    added.add_argument(
        "--inspection", action="append", default=[], metavar="检查编号", help="哪次检查，可写多次"
    )
    added.add_argument(
        "--document", action="append", default=[], metavar="文书编号", help="哪份文书，可写多次"
    )
    added.add_argument("--round", type=str.strip, metavar="轮次", help="哪一轮交叉检查（默认：最近一轮）")
    added.add_argument(
        "--pair", metavar="检查方→受检方", help="这一轮的哪一组；检查方只查一个受检方的，只写检查方也行"
    )
    added.add_argument(
        "--half", choices=_HALVES, metavar="|".join(_HALVES), help="督导检查表：检查版的回查部分留空"
    )
    added.add_argument(
        "--ranked", choices=_RANKED, metavar="|".join(_RANKED), help="打分排队、情况通报：排哪些（默认：村）"
    )
    added.add_argument("--blank", action="store_true", help="空白表，供手填")
    added.add_argument("--photos", action="store_true", help="检查问题隐患清单后面附整改前后照片")

    command("tables", "列出存下的临时报表", tables.tables)

    added = command("table", "出一张存下的临时报表（.pdf 或 .xlsx）", tables.table)
    added.add_argument("name", metavar="NAME", help="报表的名称，见 tables 命令")
    added.add_argument("out", type=Path, metavar="OUT", help="写到哪里")

    added = command("fill", "填上级表格：照上次的对应关系，或按表头认出各列", templates.fill)
    added.add_argument("file", type=Path, metavar="FILE", help="上级发来的表样（.xlsx），不会改动")
    added.add_argument("out", type=Path, metavar="OUT.xlsx", help="填好的写到哪里；已有的同名文件会被换掉")
    added.add_argument(
        "--noun", type=str.strip, metavar="记录", help="填哪些记录，如 企业、隐患（默认自动认）"
    )
    added.add_argument("--week-ending", type=day, metavar="日期", help="周报数字的报送日（默认：本周）")
    added.add_argument("--dry-run", action="store_true", help="只看怎样填，不写文件")

    added = command("file-week", "定稿：检查并冻结一周的数字，保存要报送的表", filing.file_week)
    added.add_argument("--week-ending", type=day, metavar="日期", required=True, help="报送日")
    added.add_argument(
        "--correct", type=str.strip, metavar="原因", help="更正：这一周已经定稿，另存一版，写明原因"
    )
    added.add_argument("--with-later", action="store_true", help="连同累计数受影响的以后各周一起更正")

    command("filings", "列出定稿过的周和各张表的报送情况", filing.filings)

    added = command("collect", "收表汇总：收进村、企业交回的表，列出未交和冲突", collecting.collect)
    added.add_argument("name", metavar="NAME", help="收表的名称")
    added.add_argument("folder", type=Path, metavar="FOLDER", help="交回的表所在的文件夹")
    added.add_argument("--dry-run", action="store_true", help="只读，不写入")
    added.add_argument(
        "--template", type=Path, metavar="FILE.xlsx", help="新建这次收表：发下去的空白表，向所有村收"
    )
    added.add_argument("--due", type=day, metavar="日期", help="新建时的截止日期")
    added.add_argument("--out", type=Path, metavar="OUT", help="汇总表写到哪里（.xlsx 或 .pdf）")

    added = command("assign-round", "排一轮交叉检查：谁检查谁", reports.assign_round)
    added.add_argument("file", type=Path, metavar="FILE", help="单位名单等，见 template round")
    added.add_argument("--seed", type=whole_number, metavar="S", help="种子，相同则排法相同（默认：抽一个）")
    added.add_argument(
        "--previous", type=Path, nargs="+", action="extend", default=[], metavar="FILE",
        help="以前各轮的安排表（.xlsx），最近的写在前面",
    )  # fmt: skip
    added.add_argument("--out", type=Path, metavar="OUT.xlsx", help="安排表写到哪里")

    command("check", "检查台账文件是否完好", keeping.check)

    added = command("backup", "备份台账；写明位置时，连同附件做成一个台账包", safekeeping.backup)
    added.add_argument(
        "to", type=Path, nargs="?", metavar="TO",
        help="放台账包的文件夹，或 .hazdesk 文件名（默认：备份到台账文件夹和第二备份位置）",
    )  # fmt: skip

    added = command("restore", "恢复备份或台账包；原来的台账移到一边，不会删除", safekeeping.restore)
    added.add_argument("file", type=Path, metavar="FILE", help="备份（.db）或台账包（.hazdesk）")
    added.add_argument("--password-file", type=Path, metavar="FILE", help="写着台账包密码的文本文件")

    added = command("journal", "列出操作记录", keeping.journal)
    added.add_argument("--since", type=day, metavar="日期", help="从这一天起")
    added.add_argument("--until", type=day, metavar="日期", help="到这一天为止")
    added.add_argument("--handler", default="", metavar="姓名", help="只列这位经办人的")
    added.add_argument("--noun", default="", metavar="种类", help="只列动过这种记录的，如：企业、隐患")
    added.add_argument("--search", default="", metavar="文字", help="只列含有这些字（或拼音首字母）的")

    command("undo", "撤销最近一步操作", keeping.undo)
    command("redo", "重做最近撤销的一步", keeping.redo)
    opened = file_to_open(arguments)
    try:
        request = parser.parse_args([word for word in arguments if word != opened])
        if request.self_test is not None and request.command is not None:
            parser.error("--self-test 不能和命令写在一起")
        return request
    except Misspoken as error:
        print(error.usage, end="", file=sys.stderr)
        print(error, file=sys.stderr)
        if "--json" in arguments:
            print_json({"error": said_of(error)})
        sys.exit(error.exit_code)


def _speak_utf8() -> None:
    # A pipe on a Chinese Windows is code page 936, which has neither 䶮 nor 𬱖.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def run(request: argparse.Namespace) -> int:
    """Carry out the command and return the exit code: 0, 1 (problems), 2 (usage) or 3 (office file)."""
    try:
        answer, code = request.run(request), 0
    except HazardDeskError as error:
        answer, code = refusal(error, request.json), error.exit_code
    try:
        for notice in answer.notices:
            print(notice, file=sys.stderr)
        if request.json:
            print_json(answer.data)
        elif answer.lines:
            print("\n".join(answer.lines))
        sys.stdout.flush()
    except OSError as error:
        # What was done is done. Python must not try to write the rest once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # who reads no further has what was wanted
            print(f"结果写不出去：{in_words(error)}。命令本身已执行。", file=sys.stderr)
            return code or OutputError.exit_code
    return code
