"""What was typed: argparse in Chinese, and the kinds of values that commands take."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from hazard_desk.errors import UsageError

_RESTORABLE = (".hazdesk", ".db")


class Misspoken(UsageError):
    """The words of a call that no command understands, with how it is written."""

    def __init__(self, what: str, meaning: str, remedy: str, usage: str) -> None:
        """Keep the three parts, and the line that says how the command is written."""
        super().__init__(what, meaning, remedy)
        self.usage = usage


class Parser(argparse.ArgumentParser):
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
        """Make a parser whose headings and help are Chinese."""
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
        raise Misspoken(
            f"命令写得不对：{message}。",
            "没有改动任何数据。",
            f"用 {self.prog} --help 查看写法。",
            self.format_usage(),
        )


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None) -> str:
        return super()._format_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def file_to_open(arguments: Sequence[str]) -> str | None:
    """Return the archive or backup of a double click, which calls with its path and at most --office."""
    words = iter(arguments)
    others = []
    for word in words:
        if word == "--office":
            next(words, None)
        elif not word.startswith("--office="):
            others.append(word)
    return others[0] if len(others) == 1 and others[0].lower().endswith(_RESTORABLE) else None


def day(text: str) -> date:
    """Read a date as 2026-03-06."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是 2026-03-06 这样的日期") from None


def whole_number(text: str) -> int:
    """Read a number without sign or point."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"「{text}」不是整数")
    return int(text)
