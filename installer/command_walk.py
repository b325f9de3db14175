"""Walks through the program's work by its command line, as somebody without the sources would."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.store.schema import SCHEMA_VERSION
from installer import ROOT

Call = Callable[..., str]
"""Runs the program with these words and returns what it says; raises `CallFailed` where it refuses."""

OLD_OFFICE = ROOT / "tests" / "store" / "offices" / "schema-1.db.gz"


class CallFailed(Exception):
    """The program ended with another code than 0; its text says what it said."""


class WalkError(Exception):
    """What the program made is not what it should be."""


class CommandWalk:
    """The walk: `place` is a folder as the program is told of it, `here` the same as seen from here."""

    def __init__(self, call: Call, place: str, here: Path, *, every_form: bool = False) -> None:
        """Work in this folder; nothing is done yet. Of the forms those of the project, or every one."""
        self._call = call
        self._place = place
        self._here = here
        self._forms_made = [form for form in FORMS.values() if every_form or form.number]
        self.blank: list[str] = []
        """Forms that the demo office has nothing for, and that were made blank."""

    def _ask(self, *words: str, office: str = "隐患台账") -> Any:
        return json.loads(self._call("--office", f"{self._place}/{office}", *words, "--json"))

    def walk(self) -> None:
        """Do all of it."""
        self._ask("init", "--name", "文水县测试镇人民政府", "--villages", "西槽头村、马村")
        self._ask("demo", "--enterprises", "40")
        self._import()
        self._forms()
        self._safekeeping()
        self._migration()

    def _import(self) -> None:
        from openpyxl import load_workbook

        sheet = f"{self._place}/企业 名单.xlsx"
        self._ask("template", "enterprises", sheet)
        path = self._here / "企业 名单.xlsx"
        book = load_workbook(path)
        page = book.worksheets[0]
        at = next(cell.column for cell in page[1] if cell.value == "单位名称")
        page.cell(page.max_row + 1, at, "文水县㛃玉铸造有限公司")
        book.save(path)
        before = self._ask("list", "enterprises", "--limit", "1")["total"]
        self._ask("import", "enterprises", sheet)
        self._expect(
            self._ask("list", "enterprises", "--limit", "1")["total"], before + 1, "imported enterprises"
        )
        self._expect(
            self._ask("list", "enterprises", "--search", "㛃玉")["total"], 1, "the imported one found"
        )

    def _forms(self) -> None:
        code = self._ask("list", "enterprises", "--limit", "1")["rows"][0]["code"]
        visit = self._ask("list", "inspections", "--limit", "1")["rows"][0]
        named = {
            About.ENTERPRISE: ("--enterprise", visit["code"] or code),
            About.VISIT: ("--inspection", visit["number"]),
        }
        for form in self._forms_made:
            for end, start in ((".pdf", b"%PDF-"), (".xlsx", b"PK")):
                out = f"{form.id}{end}"
                words = ("export", form.id, f"{self._place}/{out}")
                try:
                    self._ask(*words, *named.get(form.about, ()))
                except CallFailed:
                    self._ask(*words, "--blank")
                    self.blank.append(out)
                data = (self._here / out).read_bytes()
                self._expect(data[: len(start)], start, f"the beginning of {out}")
                if end == ".xlsx":
                    self._expect(zipfile.ZipFile(self._here / out).testzip(), None, f"{out} as a ZIP")
        self._ask("export", "cross-report", f"{self._place}/报告.docx")

    def _safekeeping(self) -> None:
        self._expect(self._ask("check").get("sound", True), True, "the office file")
        self._ask("backup")
        package = f"{self._place}/台账包.hazdesk"
        self._ask("backup", package)
        self._ask("restore", package, office="恢复的台账")
        counts = [
            self._ask("list", "hazards", "--limit", "1", office=office)["total"]
            for office in ("隐患台账", "恢复的台账")
        ]
        self._expect(counts[1], counts[0], "hazards in the restored office")

    def _migration(self) -> None:
        folder = self._here / "旧台账"
        folder.mkdir()
        (folder / "office.db").write_bytes(gzip.decompress(OLD_OFFICE.read_bytes()))
        # Whoever walks may be root, and the program a clerk's.
        owner = self._here.stat()
        for path in (folder, folder / "office.db"):
            os.chown(path, owner.st_uid, owner.st_gid)
        rows = self._ask("list", "inspections", "--limit", "1", office="旧台账")["total"]
        self._expect(rows > 0, True, "inspections in the office of schema 1")
        with (folder / "office.db").open("rb") as stream:
            stream.seek(60)  # SQLite's user_version
            self._expect(int.from_bytes(stream.read(4), "big"), SCHEMA_VERSION, "the schema after migration")

    @staticmethod
    def _expect(found: Any, wanted: Any, what: str) -> None:
        if found != wanted:
            raise WalkError(f"{what}: {found!r}, not {wanted!r}")
