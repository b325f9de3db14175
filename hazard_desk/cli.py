"""The command line: the same work as the window's, for scheduled jobs, IT staff and tests (DESIGN §8)."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from hazard_desk import __version__
from hazard_desk.errors import HazardDeskError, InputRefused, OutputError, UsageError
from hazard_desk.office_folder import default_folder, remember_folder
from hazard_desk.store.os_errors import in_words

_MOST_WARNINGS = 20  # more than these nobody reads in a terminal
_IMPORTABLE = ("enterprises", "inspections", "criteria")
_KINDS = "企业、检查或判定标准"
_TEMPLATES = (*_IMPORTABLE, "round")
_LISTABLE = ("enterprises", "inspections", "hazards")
_HALVES = ("检查版", "闭环版")


# ---- what was typed -------------------------------------------------------------------------------


class _Misspoken(UsageError):
    def __init__(self, what: str, meaning: str, remedy: str, usage: str) -> None:
        super().__init__(what, meaning, remedy)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    _SAID = (
        (r"the following arguments are required: (.*)", r"缺少参数：\1"),
        (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
        (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"参数 \1 不能是 \2，可选：\3"),
        (r"argument (.*?): expected one argument", r"参数 \1 后面要有一个值"),
        (r"argument (.*?): expected at least one argument", r"参数 \1 后面至少要有一个值"),
        (r"argument (.*?): ignored explicit argument '?(.*?)'?$", r"参数 \1 后面不能有值：\2"),
        (r"argument (.*?): (.*)", r"参数 \1：\2"),
    )

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Formatter, allow_abbrev=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the words of the call."""
        for pattern, said in self._SAID:
            if re.match(pattern, message):
                message = re.sub(pattern, said, message)
                break
        raise _Misspoken(
            f"命令写得不对：{message}。",
            "没有改动任何数据。",
            f"用 {self.prog} --help 查看写法。",
            self.format_usage(),
        )


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None) -> str:
        return super()._format_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是 2026-03-06 这样的日期") from None


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"「{text}」不是整数")
    return int(text)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the words of the call; wrong ones end the program with 2."""
    _speak_utf8()
    parser = _Parser(prog="hazard-desk", description="隐患台：乡镇安全生产隐患台账。不带命令时打开窗口。")
    parser.add_argument("--office", type=Path, metavar="文件夹", help="台账文件夹（默认：上次用的）")
    parser.add_argument("--version", action="version", version=f"隐患台 {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", title="命令", metavar="命令", parser_class=_Parser)

    def command(
        name: str, about: str, run: Callable[[argparse.Namespace], _Answer]
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")
        added.set_defaults(run=run)
        return added

    added = command("init", "新建台账", _init)
    added.add_argument("--name", required=True, metavar="单位名称", help="印章上的单位全称")
    added.add_argument("--villages", default="", metavar="村,村", help="村（社区），用逗号或顿号隔开")

    added = command("demo", "在空台账里填入演示数据", _demo)
    added.add_argument(
        "--enterprises", type=_whole_number, default=120, metavar="N", help="企业数（默认 120）"
    )
    added.add_argument("--seed", type=_whole_number, default=1, metavar="S", help="种子，相同则数据相同")

    added = command("template", "写出导入用的空白表", _template)
    added.add_argument(
        "kind", metavar="|".join(_TEMPLATES), choices=_TEMPLATES, help="企业、检查、判定标准或交叉检查"
    )
    added.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到哪里")

    added = command("import", "导入电子表格（.xlsx/.xls/.ods）", _import)
    added.add_argument("kind", metavar="|".join(_IMPORTABLE), choices=_IMPORTABLE, help=_KINDS)
    added.add_argument("file", type=Path, metavar="FILE", help="电子表格")
    added.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    added.add_argument("--update", action="store_true", help="档案里已有的，用表中的内容更新")
    added.add_argument("--campaign", type=str.strip, metavar="专项行动", help="归入这个专项行动")

    added = command("list", "列出企业、检查或隐患", _list)
    added.add_argument("kind", metavar="|".join(_LISTABLE), choices=_LISTABLE, help="列出什么")
    added.add_argument("--search", default="", metavar="文字", help="名称、代码、电话、拼音首字母等")
    added.add_argument("--filter", metavar="名称", help="只列某一类，如 未检查、逾期")
    added.add_argument("--limit", type=_whole_number, metavar="N", help="最多列几行")

    added = command("stats", "统计一周和累计的数字", _stats)
    added.add_argument("--week-ending", type=_day, metavar="日期", help="报送日（默认：本周）")
    added.add_argument("--campaign", type=str.strip, metavar="专项行动", help="只统计这个专项行动")

    command("forms", "列出能出的表", _forms)

    added = command("export", "出一张表（.pdf 或 .xlsx；报告还可以是 .docx）", _export)
    added.add_argument("form", metavar="FORM", help="表的编号，见 forms 命令")
    added.add_argument("out", type=Path, metavar="OUT", help="写到哪里")
    added.add_argument("--week-ending", type=_day, metavar="日期", help="报送日（默认：本周）")
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
    added.add_argument("--blank", action="store_true", help="空白表，供手填")
    added.add_argument("--photos", action="store_true", help="检查问题隐患清单后面附整改前后照片")

    added = command("assign-round", "排一轮交叉检查：谁检查谁", _assign_round)
    added.add_argument("file", type=Path, metavar="FILE", help="单位名单等，见 template round")
    added.add_argument("--seed", type=_whole_number, metavar="S", help="种子，相同则排法相同（默认：抽一个）")
    added.add_argument(
        "--previous", type=Path, nargs="+", action="extend", default=[], metavar="FILE",
        help="以前各轮的安排表（.xlsx），最近的写在前面",
    )  # fmt: skip
    added.add_argument("--out", type=Path, metavar="OUT.xlsx", help="安排表写到哪里")

    command("check", "检查台账文件是否完好", _check)

    added = command("journal", "列出操作记录", _journal)
    added.add_argument("--since", type=_day, metavar="日期", help="从这一天起")

    command("undo", "撤销最近一步操作", _undo)
    try:
        return parser.parse_args(arguments)
    except _Misspoken as error:
        print(error.usage, end="", file=sys.stderr)
        print(error, file=sys.stderr)
        if "--json" in arguments:
            _print_json({"error": _said(error)})
        sys.exit(error.exit_code)


def _speak_utf8() -> None:
    # A pipe on a Chinese Windows is code page 936, which has neither 䶮 nor 𬱖.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


# ---- what is answered -----------------------------------------------------------------------------


class _Answer:
    """What a command says: lines for people, one object for programs, notices beside either."""

    def __init__(self, lines: Sequence[str], data: dict[str, Any], notices: Sequence[str] = ()) -> None:
        self.lines = lines
        self.data = data
        self.notices = notices


def run(request: argparse.Namespace) -> int:
    """Carry out the command and return the exit code: 0, 1 (problems), 2 (usage) or 3 (office file)."""
    try:
        answer, code = request.run(request), 0
    except HazardDeskError as error:
        answer, code = _refusal(error, request.json), error.exit_code
    try:
        for notice in answer.notices:
            print(notice, file=sys.stderr)
        if request.json:
            _print_json(answer.data)
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


def _refusal(error: HazardDeskError, as_json: bool) -> _Answer:
    """Return what is said of an error: for people with every problem's place, for programs as one object."""
    if isinstance(error, InputRefused):
        listed = [] if as_json else ["  " + _place(problem) for problem in error.problems]
        data: dict[str, Any] = {"problems": [_problem(problem) for problem in error.problems]}
        return _Answer([], data, [] if as_json else [str(error), *listed])
    said = _said(error)
    empty = {"sheet": "", "row": None, "column": "", "value": ""}
    data = {"problems": [{**empty, **said}]} if error.exit_code == 1 else {"error": said}
    return _Answer([], data, [str(error)])


def _said(error: HazardDeskError) -> dict[str, str]:
    return {"message": error.what + error.meaning, "remedy": error.remedy}


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value)  # Decimal: the only other kind of value that is not JSON's own


def _problem(problem: Any) -> dict[str, Any]:
    facts = asdict(problem)
    return {name: facts[name] for name in ("sheet", "row", "column", "value", "message", "remedy")}


def _place(problem: Any) -> str:
    place = "".join(
        (
            f"「{problem.sheet}」" if problem.sheet else "",
            f"第 {problem.row} 行" if problem.row else "",
            f" {problem.column}" if problem.column else "",
            f"「{problem.value}」" if problem.value else "",
        )
    )
    said = problem.message.rstrip("。") + "。" + problem.remedy
    return f"{place}：{said}" if place else said


def _office(request: argparse.Namespace, *, to_write: bool) -> Any:
    from hazard_desk.store.office_file import OfficeFile

    folder = request.office or default_folder()
    office = OfficeFile.open(folder, to_write=to_write)
    if to_write:  # whoever only looks into a copy must not send tomorrow's entries there
        remember_folder(folder)
    return office


# ---- the commands ---------------------------------------------------------------------------------


def _init(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile

    folder = request.office or default_folder()
    villages = [part.strip() for part in re.split("[,，、]", request.villages) if part.strip()]
    changes = OfficeFile.create(folder, set_up_office, request.name, villages)
    remember_folder(folder)
    return _Answer(
        [f"{changes.summary}，在 {folder}。"], {"office": str(folder), "villages": len(set(villages))}
    )


def _demo(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.demonstrating import fill_demo

    with _office(request, to_write=True) as office:
        changes = office.run(fill_demo, request.enterprises, request.seed)
        return _Answer([changes.summary + "。"], changes.counts, office.notices)


def _template(request: argparse.Namespace) -> _Answer:
    from hazard_desk.intake.template import write_template

    if request.out.suffix.lower() != ".xlsx":
        raise UsageError("空白表只能写成 .xlsx。", "没有写文件。", "请把文件名改成 .xlsx 结尾。")
    try:
        write_template(request.kind, request.out)
    except OSError as error:
        raise OutputError(
            f"文件写不进 {request.out}：{in_words(error)}。",
            "没有写文件。",
            "请检查文件夹和磁盘空间。",
        ) from error
    return _Answer([f"已写出 {request.out}。"], {"file": str(request.out)})


def _import(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.importing.batch import ImportOptions, import_records, plan_import, read_file

    options = ImportOptions(update=request.update, campaign=request.campaign)
    with _office(request, to_write=not request.dry_run) as office:
        intake = read_file(request.kind, request.file, date.today())
        plan = office.ask(plan_import, request.kind, intake, options)
        if plan.problems:
            raise InputRefused(plan.problems)
        done = "试导入，没有写入"
        notices = plan.notices
        if not request.dry_run:
            notices = office.run_backed_up(
                "导入前", import_records, request.kind, intake, options, request.file.name
            ).notices
            done = "已导入"
        warnings = [_place(problem) for problem in plan.warnings[:_MOST_WARNINGS]]
        if len(plan.warnings) > _MOST_WARNINGS:
            warnings.append(f"……另有 {len(plan.warnings) - _MOST_WARNINGS} 处提示，加 --json 可看全部。")
        unknown = [f"「{sheet}」里没有用到的列：{header}。" for sheet, header in plan.unknown_columns]
        data = {
            "dry_run": request.dry_run,
            "added": plan.added,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "hazards": plan.hazards,
            "skipped": dict(plan.skipped),
            "unknown_columns": [header for _sheet, header in plan.unknown_columns],
            "warnings": [_problem(problem) for problem in plan.warnings],
            "notices": notices,
        }
        return _Answer([f"{done}：{plan.summary}。", *notices, *unknown, *warnings], data, office.notices)


def _list(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services import listing

    with _office(request, to_write=False) as office:
        found = office.ask(listing.list_records, request.kind, request.search, request.filter, request.limit)
        lines = ["\t".join(_cell(value) for value in row.values()) for row in found["rows"]] + [
            f"共 {found['total']} 条"
        ]
        return _Answer(lines, found, office.notices)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, list) else " ".join(str(value).split("\n"))


def _stats(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.reporting import current_week_end, statistics

    with _office(request, to_write=False) as office:
        week_end = request.week_ending or office.ask(current_week_end)
        counted = office.ask(statistics, week_end, request.campaign)
        return _Answer(_stats_lines(counted), _stats_data(counted), office.notices)


def _stats_data(counted: Any) -> dict[str, Any]:
    coverage = counted.coverage
    return {
        "period": {"start": counted.week_period.start, "end": counted.week_period.end},
        "filed": counted.filed,
        "late": counted.late,
        "week": {figure.value: value for figure, value in counted.week.items()},
        "cumulative": {figure.value: value for figure, value in counted.cumulative.items()},
        "coverage": {
            "in_operation": coverage.in_operation,
            "inspected": coverage.inspected,
            "not_inspected": coverage.not_inspected,
            "rate": coverage.rate,
        },
        "quotas": [
            {
                "person": row.person,
                "post": row.post.label,
                "target": row.target,
                "outings": row.outings,
                "visits": row.visits,
                "shortfall": row.shortfall,
            }
            for row in counted.quotas
        ],
    }


def _stats_lines(counted: Any) -> list[str]:
    from hazard_desk.forms.shipped import load_texts

    period, coverage = counted.week_period, counted.coverage
    lines = [f"{period.start} 至 {period.end}", "\t本周\t累计"]
    labels = {
        column["key"]: "·".join(column["labels"]).replace("\n", "")
        for column in load_texts("weekly-statistics")["columns"]
    }
    for figure, value in counted.week.items():
        lines.append(f"{labels[figure.value]}\t{value}\t{counted.cumulative[figure]}")
    rate = "—" if coverage.rate is None else f"{coverage.rate:.1%}"
    lines.append(f"在营 {coverage.in_operation} 家，已检查 {coverage.inspected} 家，覆盖率 {rate}")
    for row in counted.quotas:
        lines.append(
            f"{row.person}（{row.post.label}）本月 {row.outings} 次 {row.visits} 家次，应 {row.target} 次"
        )
    return lines


def _forms(_request: argparse.Namespace) -> _Answer:
    from hazard_desk.forms.catalogue import FORMS

    rows = [{"id": form.id, "number": form.number, "title": form.title} for form in FORMS.values()]
    return _Answer([f"{row['id']}\t{row['number']}\t{row['title']}" for row in rows], {"forms": rows})


def _export(request: argparse.Namespace) -> _Answer:
    from hazard_desk.forms.preflight import unprintable
    from hazard_desk.forms.supervision import Mood
    from hazard_desk.forms.weekly_statistics import Scope
    from hazard_desk.services.documents import document_numbered
    from hazard_desk.services.form_filling import FormRequest, form_sheets, save_sheets
    from hazard_desk.services.form_filling.batches import without_visit
    from hazard_desk.services.form_filling.choosing_pairs import pair_called
    from hazard_desk.services.form_filling.emptiness import why_empty
    from hazard_desk.services.form_filling.reports import requested_report, save_report_word
    from hazard_desk.services.form_filling.request import enterprise_called, inspection_numbered

    with _office(request, to_write=False) as office:
        wanted = FormRequest(
            request.form,
            week_end=request.week_ending,
            campaign=request.campaign,
            scope=Scope.CUMULATIVE if request.cumulative else Scope.WEEK,
            enterprises=_each_once(office.ask(enterprise_called, named) for named in request.enterprise),
            inspections=_each_once(office.ask(inspection_numbered, named) for named in request.inspection),
            round_name=request.round,
            pair_id=None if request.pair is None else office.ask(pair_called, request.pair, request.round),
            documents=_each_once(office.ask(document_numbered, named) for named in request.document),
            mood=Mood.from_label(request.half or "") or Mood.CLOSED_LOOP,
            blank=request.blank,
            photos=request.photos,
        )
        sheets = office.ask(form_sheets, wanted)
        notices = [
            f"注意：{_whose(sheet)}{found.where}里的「{found.character}」没有字体能印，印出来是〓。"
            for sheet in sheets
            for found in unprintable(sheet)
        ]
        if empty := office.ask(why_empty, wanted):
            notices.append(f"注意：{empty}")
        if wanted.of_visits:
            left_out = office.ask(without_visit, wanted.enterprises)
            notices += [f"注意：「{name}」还没有检查记录，没有它的表。" for name in left_out]
        if request.out.suffix.lower() == ".docx":
            save_report_word(office.ask(requested_report, wanted), request.out)
        else:
            save_sheets(sheets, request.out)
        return _Answer([f"已写出 {request.out}。"], {"file": str(request.out)}, [*office.notices, *notices])


def _each_once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))


def _whose(sheet: Any) -> str:
    return f"「{sheet.subject}」的" if sheet.subject else ""


def _assign_round(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.assigning import assign_round, write_arrangement

    drawn = assign_round(request.file, request.previous, request.seed)
    lines = [f"{inspector} → {inspected}" for inspector, inspected in drawn.pairs]
    lines += [f"没能做到：{wish.text}。{wish.why}" for wish in drawn.broken]
    lines.append(f"共 {len(drawn.pairs)} 组，种子 {drawn.seed}。")
    if request.out is not None:
        write_arrangement(drawn, request.out)
        lines.append(f"已写出 {request.out}。")
    broken = [
        {
            "wish": wish.wish.value,
            "pairs": wish.pairs,
            "round": wish.round,
            "message": f"{wish.text}。{wish.why}",
        }
        for wish in drawn.broken
    ]
    data: dict[str, Any] = {"pairs": drawn.pairs, "broken": broken, "seed": drawn.seed}
    notices = list(drawn.notices)
    if not drawn.proven:  # for a program that reads no notices
        data["proven"] = False
        notices.append("没有算完：这是找到的最好的一种，不能证明没有更好的。")
    return _Answer(lines, data, notices)


def _check(request: argparse.Namespace) -> _Answer:
    from hazard_desk.errors import Problem
    from hazard_desk.services.attachment_files import FIND_AGAIN, check_attachments
    from hazard_desk.services.listing import record_counts

    with _office(request, to_write=False) as office:
        office.check()
        faults = office.ask(check_attachments)
        if faults:
            raise InputRefused(
                [
                    Problem(f"{one.owner_name}的附件「{one.name}」：{one.words}。", FIND_AGAIN)
                    for one in faults
                ],
                what=f"台账文件完好，但有 {len(faults)} 个附件的文件不见了或已损坏。",
            )
        counts = office.ask(record_counts)
        lines = ["台账文件完好：" + "，".join(f"{label} {count}" for label, count in counts.items()) + "。"]
        return _Answer(lines, {"ok": True, "counts": counts}, office.notices)


def _journal(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.journal import journal_rows

    since = datetime.combine(request.since, datetime.min.time()) if request.since else None
    with _office(request, to_write=False) as office:
        rows = office.ask(journal_rows, since)
        lines = [f"{row.at:%Y-%m-%d %H:%M}\t{row.handler}\t{row.summary}" for row in rows]
        return _Answer(lines, {"total": len(rows), "rows": [asdict(row) for row in rows]}, office.notices)


def _undo(request: argparse.Namespace) -> _Answer:
    from hazard_desk.services.journal import undo_last

    with _office(request, to_write=True) as office:
        changes = office.run(undo_last)
        return _Answer([changes.summary + "。"], {"summary": changes.summary}, office.notices)
