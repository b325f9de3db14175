"""Calls the program as an outsider does, and makes the sheets that an office would hand it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hazard_desk.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
OFFICE_NAME = "文水县西槽头乡人民政府"

INSPECTION_HEADERS = (
    "检查编号", "企业名称", "统一社会信用代码", "检查日期", "检查层级", "检查环节", "检查人员", "检查内容",
    "隐患描述", "隐患类型", "现场证据", "判定依据", "整改方式", "整改措施", "整改责任人", "限期整改时间",
    "整改资金（万元）", "应急预案", "挂牌督办级别", "挂牌督办单位", "整改完成时间", "整改落实情况",
    "回查人员", "回查日期", "回查结果", "检查单位", "专项行动",
)  # fmt: skip

ENTERPRISE_HEADERS = (
    "单位名称", "统一社会信用代码", "注册资本（万元）", "成立时间", "所属镇（街道）", "单位所在地",
    "办公电话", "安全生产许可证号", "其他许可证号", "主要负责人", "主要负责人手机号码", "分管安全负责人",
    "分管安全负责人手机号码", "行业分类", "监管部门", "经济类型", "单位规模", "资产总额（万元）",
    "是否有重大危险源", "生产/经营产品", "是否存在非法违法生产经营建设行为", "职工人数（从业人数）",
    "正式职工人数", "临时用工（含承包单位）人数", "接受本单位安全培训教育人数", "缴纳工伤保险人数",
    "安全管理人员人数", "机构名称", "机构人数", "安全管理机构办公电话", "值班电话", "机构负责人",
    "机构负责人手机号码", "专（兼）职安全管理人员名单", "所属村（社区）", "风险等级",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def problems(self) -> list[dict[str, Any]]:
        return list(self.data["problems"])


class Desk:
    """The program on one office folder, in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Said:
        return self.bare("--office", self.folder, *arguments)

    def bare(self, *arguments: object) -> Said:
        """Call without --office."""
        self._capsys.readouterr()
        try:
            code = main([str(word) for word in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return Said(code, out, err)

    def done(self, *arguments: object) -> dict[str, Any]:
        """Call with --json, demand success, and return the object."""
        said = self(*arguments, "--json")
        assert said.code == 0, said.out + said.err
        return said.data

    def rows(self, kind: str, *arguments: object) -> list[dict[str, Any]]:
        return list(self.done("list", kind, *arguments)["rows"])

    def problems(self, *arguments: object) -> list[dict[str, Any]]:
        """Call with --json, demand exit 1 and that nothing changed, and return the problems."""
        before = fingerprint(self.folder)
        said = self(*arguments, "--json")
        assert said.code == 1, said.out + said.err
        assert fingerprint(self.folder) == before
        return said.problems


def outside(*arguments: object, **environment: str) -> Said:
    """Call the program in a process of its own."""
    ended = subprocess.run(
        command(*arguments),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
    )
    return Said(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


def command(*arguments: object) -> list[str]:
    """Return the words that start the program in a process of its own."""
    return [sys.executable, "-m", "hazard_desk", *(str(word) for word in arguments)]


def fingerprint(folder: Path) -> dict[str, str]:
    """Return every file of a folder with its SHA-256, the lock's own empty file left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "office.lock"
    }


def credit_code(serial: int) -> str:
    """Return a valid 统一社会信用代码; both of its check characters are computed here, not by the program."""
    body = f"{serial:08d}"
    rest = 11 - sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    stem = "91141121" + body + {10: "X", 11: "0"}.get(rest, str(rest))
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(stem))
    return stem + letters[(31 - total % 31) % 31]


def sheet(path: Path, headers: Sequence[str], *rows: dict[str, object], title: str = "表") -> Path:
    """Write rows, each as header → value, under the headers that stand in any of them."""
    used = [name for name in headers if any(name in row for row in rows)]
    unknown = {name for row in rows for name in row} - set(headers)
    assert not unknown
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    page.append(used)
    for row in rows:
        page.append([row.get(name) for name in used])
    book.save(path)
    return path


def inspections(path: Path, *rows: dict[str, object], title: str = "检查") -> Path:
    return sheet(path, INSPECTION_HEADERS, *rows, title=title)


def enterprises(path: Path, *rows: dict[str, object], title: str = "企业") -> Path:
    return sheet(path, ENTERPRISE_HEADERS, *rows, title=title)


def raw(path: Path, *rows: list[object]) -> Path:
    """Write rows as they are to one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(path)
    return path
