"""A foreign .xlsx as its parts: opened with every guard, changed part by part, all others as they came.

Not by openpyxl: what it doesn't know (shapes, text boxes, controls, sparklines, pictures in headers …) is
gone when it saves. Here a part that nobody changed is the same bytes again.
"""

from __future__ import annotations

import io
import posixpath
import re
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from hazard_desk.errors import InputRefused, Problem
from hazard_desk.intake.containers import Kind, open_parts, read_bytes, recognise, whole

SAVE_AS = "请在表格软件（WPS、Excel）里打开它，另存为 .xlsx 后再选。"
MAX_PART_BYTES = 64 * 2**20
MAX_TAGS = 3_000_000
"""Of all parts held as trees: 50,000 rows of 20 boxes are two million."""
_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1"})
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"


def refuse(path: Path, message: str, remedy: str = SAVE_AS) -> InputRefused:
    """Return the refusal of a template, to be raised by the caller."""
    return InputRefused(
        [Problem(message, remedy, value=path.name)],
        f"“{path.name}”不能用来填写：{message}",
        "没有写任何文件。",
    )


def damaged(path: Path) -> InputRefused:
    """Return the refusal of a file whose contents contradict themselves."""
    return refuse(path, "文件已损坏，读不完整。", SAVE_AS)


def too_large(path: Path) -> InputRefused:
    """Return the refusal of a file with more in it than a template has."""
    return refuse(path, "表格太大，不像是待填的模板。", "请删去多余的内容和空白行后另存再选。")


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for a comment or an instruction."""
    tag = element.tag
    return tag[tag.find("}") + 1 :] if isinstance(tag, str) else ""


def near(element: Any, name: str) -> str:
    """Return `name` in the namespace of the element (workbooks exist in two: transitional and strict)."""
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}{name}" if namespace else name


class Package:
    """The parts of one workbook, by name, in their order."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Read the file (or take its `content`); refuse all but a sound .xlsx without macros and password."""
        self.path = path
        try:
            content = read_bytes(path) if content is None else content
            kind = recognise(path, content)
            if kind is not Kind.XLSX:
                raise refuse(path, f"这是 .{kind.value} 格式。")
            archive = open_parts(path, content)
            self._infos = archive.infolist()
            self.parts = {info.filename: whole(path, content, info) for info in self._infos}
        except InputRefused as refused:
            raise _as_template(path, refused) from None
        self.source = content
        self._trees: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._tags = 0
        self._by_lower = {name.lower(): name for name in self.parts}
        if len(self._by_lower) != len(self._infos) or _TYPES not in self.parts:
            raise refuse(path, "文件已损坏，读不完整。", "请向对方重新要一份，或在表格软件里修复后另存。")
        if any(".." in re.split(r"[/\\]", name) for name in self.parts):  # our copy mustn't hand it on
            raise refuse(path, "文件里有指向别处的内容，可能有害。", SAVE_AS)
        if b"macroenabled" in self.parts[_TYPES].lower() or any("vbaproject" in n for n in self._by_lower):
            raise refuse(path, "文件里有宏（.xlsm 格式）。", SAVE_AS)

    def has(self, name: str) -> bool:
        """Say whether there is such a part, however its name is cased."""
        return name.lower() in self._by_lower

    def tree(self, name: str) -> Any:
        """Return a part's root element; changes to it count once the part is `touch`ed."""
        name = self._by_lower.get(name.lower(), name)
        if name not in self._trees:
            data = self.parts.get(name)
            if data is None:
                raise refuse(self.path, "文件不完整。", SAVE_AS)
            self._tags += data.count(b"<")
            if len(data) > MAX_PART_BYTES or self._tags > MAX_TAGS:
                raise too_large(self.path)
            self._trees[name] = self._parsed(data)
        return self._trees[name]

    def _parsed(self, data: bytes) -> Any:
        harmful = refuse(self.path, "文件里有不该出现的外部引用，可能有害。", SAVE_AS)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise harmful
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise damaged(self.path) from None
        said = root.getroottree().docinfo
        if said.doctype:  # in another encoding
            raise harmful
        if (said.encoding or "utf-8").lower() not in _ENCODINGS:  # not every program reads others
            raise damaged(self.path)
        return root

    def touch(self, name: str) -> None:
        """Say that the part's tree is to be written anew."""
        self._changed.add(self._by_lower[name.lower()])

    def set_bytes(self, name: str, data: bytes) -> None:
        """Give a part other bytes."""
        self.parts[self._by_lower[name.lower()]] = data

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return relation id → (its type's last word, the part meant) of a part; outside targets left out."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", base + ".rels")
        if not self.has(relations):
            return {}
        found = {}
        for relation in self.tree(relations).iter(_RELATIONS):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                whole_name = posixpath.normpath(
                    target[1:] if target.startswith("/") else posixpath.join(folder, target)
                )
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                found[relation.get("Id", "")] = (kind, self._by_lower.get(whole_name.lower(), whole_name))
        return found

    def remove(self, name: str) -> None:
        """Take a part out, with its entry among the types and every relation to it."""
        name = self._by_lower.pop(name.lower())
        del self.parts[name]
        self._infos = [info for info in self._infos if info.filename != name]
        self._changed.discard(name)
        types = self.tree(_TYPES)
        for entry in [each for each in types if local(each)]:
            if entry.get("PartName", "").lower() == f"/{name}".lower():
                types.remove(entry)
                self.touch(_TYPES)
        for relations in [each for each in self.parts if each.endswith(".rels")]:
            folder = posixpath.dirname(posixpath.dirname(relations))
            root = self.tree(relations)
            for relation in [each for each in root if local(each)]:
                target = relation.get("Target", "")
                meant = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                if posixpath.normpath(meant).lower() == name.lower():
                    root.remove(relation)
                    self.touch(relations)

    def to_bytes(self) -> bytes:
        """Return the file's bytes: every part that wasn't touched as it came."""
        target = io.BytesIO()
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for info in self._infos:
                data = self.parts[info.filename]
                if info.filename in self._changed:
                    data = etree.tostring(
                        self._trees[info.filename], xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                entry = ZipInfo(info.filename, info.date_time)
                entry.compress_type = info.compress_type
                entry.external_attr = info.external_attr
                archive.writestr(entry, data)
        return target.getvalue()


def _as_template(path: Path, refused: InputRefused) -> InputRefused:
    """Say of a template what intake says of a file to be imported."""
    [problem] = refused.problems
    if "不能用来填写" in refused.what:
        return refused
    remedy = problem.remedy.replace("后再导入", "后再选").replace("几个文件导入", "几个文件")
    return refuse(path, problem.message, remedy)
