"""Writes the licences of all that lies in a frozen folder: `licences/` and, for people, `第三方许可.txt`.

Every module and file inside is traced to whose it is: to a distribution by the list in its wheel, to Python,
to PyInstaller, to the system of the build. What nobody claims, or has no text of a licence, stops the build.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from installer import ROOT
from installer.frozen_check import modules_in

SHIPPED = ROOT / "installer" / "licences"
SUMMARY = "第三方许可.txt"

_TEXTS_OF_OTHERS = {
    "pyside6_essentials": ("LGPL-3", "GPL-3"),
    "shiboken6": ("LGPL-3", "GPL-3"),
    "docxtpl": ("LGPL-2.1",),
}
"""Distributions whose wheels only name their licence; the third is the text that the second rests on."""

_OWN = ("hazard_desk", "ui", "resources")
_FACES = {"NotoSansSC": "Noto Sans SC", "NotoSerifSC": "Noto Serif SC"}
_OF_MICROSOFT = ("vcruntime", "msvcp", "concrt", "ucrtbase", "api-ms-win-", "vccorlib")
_VERSION = re.compile(rb"(?<=\0)3\.\d\d\.\d+(?=\0)")
_WORDS_OF_LICENCES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")

_HEAD = """\
隐患台使用的第三方软件和字体

隐患台本身以 Apache-2.0 许可发布。下面列出随程序一起安装的第三方软件和字体，
各自的许可全文在 licences 文件夹里。

Qt 与 PySide6（LGPL-3）
　　界面使用 Qt 和 PySide6，按 GNU 较宽松公共许可证第 3 版（LGPL-3）使用，没有修改过；
　　版权归 The Qt Company Ltd. 及其他贡献者所有。它们以动态链接库的形式放在 _internal 下的
　　PySide6 和 shiboken6 文件夹里。您可以用自己编译的、接口相同的版本替换其中的文件，
　　替换后重新打开程序即可；为了调试这样的修改，允许对本程序进行反向工程。
　　源代码：https://download.qt.io/official_releases/ （PySide6 在 QtForPython 目录，版本见下表）。
　　Qt 自带的第三方部分（如 ICU、HarfBuzz、PCRE2、libpng、zlib）的许可见
　　https://doc.qt.io/qt-6/licenses-used-in-qt.html 。

docxtpl（LGPL-2.1）
　　没有修改过。本程序的源代码公开，可以换上修改过的 docxtpl 后重新打包。

"""


class NoticeError(Exception):
    """Something inside has no owner, or its owner gives no text of a licence."""


@dataclass(slots=True)
class Notice:
    """One thing of others that lies inside: its name, version, licence in a word, home, and the texts."""

    name: str
    version: str
    licence: str
    home: str = ""
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Return the name of its file in `licences/`."""
        return f"{self.name.replace(' ', '-')}.txt"


class _Packages:
    """The distributions of a site-packages folder, and which of them a file or module belongs to."""

    def __init__(self, folder: Path) -> None:
        self.by_name: dict[str, Distribution] = {}
        self._by_path: dict[str, str] = {}
        self._by_base: dict[str, str] = {}
        self._tops: dict[str, str] = {}
        for one in distributions(path=[str(folder)]):
            name = one.metadata["Name"].lower().replace("-", "_")
            if name in ("hazard_desk", *self.by_name):
                continue
            self.by_name[name] = one
            for file in one.files or ():
                path = file.as_posix()
                self._by_path[path] = name
                self._by_base.setdefault(file.name, name)
                if path.endswith((".py", ".so", ".pyd")) and not path.startswith(".."):
                    self._tops.setdefault(path.split("/")[0].split(".")[0], name)

    def of_module(self, module: str) -> str | None:
        path = module.replace(".", "/")
        for end in (".py", "/__init__.py"):
            if path + end in self._by_path:
                return self._by_path[path + end]
        return self._tops.get(module.split(".")[0])

    def of_file(self, place: str) -> str | None:
        # PyInstaller lifts some libraries to the top of the folder.
        return self._by_path.get(place) or self._by_base.get(place.rsplit("/", 1)[-1])


def notices(folder: Path, packages: Path, python: Path) -> list[Notice]:
    """Return a notice for each thing of others in a frozen folder, by name.

    `packages` is the site-packages folder and `python` the home of the Python that it was frozen with.
    """
    known = _Packages(packages)
    used: set[str] = set()
    system: set[str] = set()
    microsoft = False
    unclaimed: list[str] = []
    for module in modules_in(folder):
        top = module.split(".")[0]
        owner = known.of_module(module)
        if top in _OWN or top.startswith(("_pyi_", "pyimod", "_sysconfigdata")):
            continue
        if top in sys.stdlib_module_names:
            continue
        if owner is None:
            unclaimed.append(f"module {module}")
        else:
            used.add(owner)
    inside = folder / "_internal"
    for path in sorted(inside.rglob("*")):
        place = path.relative_to(inside).as_posix()
        if path.is_symlink() or path.is_dir() or place.split("/")[0] in (*_OWN, "program.pyz"):
            continue
        name = path.name.lower()
        if name.startswith(_OF_MICROSOFT):
            microsoft = True
        elif (owner := known.of_file(place)) is not None:
            used.add(owner)
        elif place == "base_library.zip" or _is_of_python(place, python):
            pass
        elif (package := _system_package(path.name)) is not None:
            system.add(package)
        else:
            unclaimed.append(f"file {place}")
    if unclaimed:
        raise NoticeError("nobody claims: " + ", ".join(sorted(unclaimed)))
    found = [notice_of(known.by_name[name]) for name in used | {"pyinstaller"}]
    found += [_of_python(python, inside), *_of_faces(), _of_theme(), *map(_of_system, system)]
    if microsoft:
        found.append(_of_microsoft(python))
    return sorted(found, key=lambda one: one.name.lower())


def _is_of_python(place: str, python: Path) -> bool:
    name = place.rsplit("/", 1)[-1]
    if "/lib-dynload/" in place or name.startswith(("libpython3", "python3")):
        return True
    return any((python / where / name).is_file() for where in ("", "DLLs"))


def notice_of(one: Distribution) -> Notice:
    """Return the notice of a distribution; raises where no text of a licence comes with it."""
    data = one.metadata
    name = data["Name"]
    key = name.lower().replace("-", "_")
    texts = []
    for file in one.files or ():
        path = Path(str(one.locate_file(file)))
        is_licence = any(word in file.name.upper() for word in _WORDS_OF_LICENCES) or "licenses" in file.parts
        if is_licence and path.suffix not in (".py", ".pyc") and path.is_file():
            texts.append((file.name, path.read_text(encoding="utf-8", errors="replace")))
        elif file.name.endswith((".cyclonedx.json", ".cdx.json")) and path.is_file():
            texts += _of_parts(path)
    for text in _TEXTS_OF_OTHERS.get(key, ()):
        texts.append((f"{text}.txt", (SHIPPED / f"{text}.txt").read_text(encoding="utf-8")))
    if not any(heading != _PARTS for heading, _ in texts):
        raise NoticeError(f"no text of a licence comes with {name}; put one into installer/licences")
    return Notice(name, data["Version"], _in_a_word(one), _home(one), texts)


_PARTS = "parts"


def _of_parts(bill: Path) -> list[tuple[str, str]]:
    """Return the list of what is compiled in, as the wheel's bill of materials has it."""
    lines = []
    for part in json.loads(bill.read_text(encoding="utf-8")).get("components", ()):
        words = [
            entry.get("expression")
            or entry.get("license", {}).get("id")
            or entry.get("license", {}).get("name")
            for entry in part.get("licenses", ())
        ]
        lines.append(f"{part['name']} {part.get('version', '')}: {', '.join(filter(None, words)) or '?'}")
    return [(_PARTS, "\n".join(sorted(lines)) + "\n")] if lines else []


def _in_a_word(one: Distribution) -> str:
    data: Any = one.metadata  # a message of e-mail's kind; its protocol lacks `get` before Python 3.12
    said = data.get("License-Expression") or data.get("License") or ""
    if said and "\n" not in said and len(said) < 120:
        return str(said)
    kinds = [
        line.split(" :: ")[-1] for line in data.get_all("Classifier") or () if line.startswith("License")
    ]
    return ", ".join(kinds) or "见许可全文"


def _home(one: Distribution) -> str:
    data: Any = one.metadata
    addresses: dict[str, str] = dict(
        line.partition(", ")[::2] for line in reversed(data.get_all("Project-URL") or ())
    )
    lower = {name.lower(): address for name, address in addresses.items()}
    for name in ("homepage", "home", "source", "repository", "source code", "github"):
        if name in lower:
            return lower[name]
    return str(data.get("Home-page") or data.get("Home-Page") or "")


def _of_python(python: Path, inside: Path) -> Notice:
    places = [python / "LICENSE.txt", *sorted(python.glob("lib/python3.*/LICENSE.txt"))]
    text = next((path for path in places if path.is_file()), None)
    if text is None:
        raise NoticeError(f"no LICENSE.txt of Python in {python}")
    version = ".".join(map(str, sys.version_info[:3]))
    # A Windows folder is frozen by another Python than the one that writes this.
    for library in (*inside.glob("python3??.dll"), *inside.glob("libpython3.*")):
        found = [one.decode() for one in _VERSION.findall(library.read_bytes())]
        version = max(found, key=lambda one: [int(part) for part in one.split(".")], default=version)
    words = text.read_text(encoding="utf-8", errors="replace")
    return Notice("CPython", version, "PSF-2.0", "https://www.python.org", [("LICENSE.txt", words)])


def _of_faces() -> Iterable[Notice]:
    for stem, name in _FACES.items():
        text = ROOT / "resources" / "fonts" / f"{stem}-OFL.txt"
        words = text.read_text(encoding="utf-8")
        yield Notice(
            name, "", "OFL-1.1（字体）", "https://github.com/notofonts/noto-cjk", [(text.name, words)]
        )


def _of_theme() -> Notice:
    text = ROOT / "resources" / "theme" / "LICENSE-qt-material.txt"
    words = text.read_text(encoding="utf-8")
    return Notice("qt-material", "", "BSD-2-Clause（界面样式由它导出）", "", [(text.name, words)])


def _of_microsoft(python: Path) -> Notice:
    words = (
        "The Microsoft Visual C++ runtime (vcruntime140.dll, vcruntime140_1.dll, msvcp140*.dll) is given\n"
        "on as it comes with CPython for Windows and with PySide6. Its terms stand in CPython.txt under\n"
        '"Additional Conditions for this Windows binary build".\n'
    )
    return Notice("Microsoft-Visual-C++-Runtime", "", "Microsoft Distributable Code", "", [("NOTICE", words)])


def _system_package(name: str) -> str | None:
    """Return Debian's package of a library that comes of the system the program is frozen on."""
    if sys.platform == "win32":
        return None
    done = subprocess.run(
        ["dpkg", "-S", f"*/{name}"],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    first = done.stdout.partition("\n")[0]
    return first.partition(":")[0] or None


def _of_system(package: str) -> Notice:
    text = Path("/usr/share/doc") / package / "copyright"
    if not text.is_file():
        raise NoticeError(f"no {text}, the licence of a library that is inside")
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\n", package], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    words = text.read_text(encoding="utf-8", errors="replace")
    return Notice(package, version, "见许可全文", "", [("copyright", words)])


def write(folder: Path, packages: Path, python: Path) -> list[Notice]:
    """Write the notices of a frozen folder into it and return them."""
    found = notices(folder, packages, python)
    end = "\r\n" if (folder / "HazardDesk.exe").is_file() else "\n"
    place = folder / "licences"
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    _put(place / "Hazard-Desk.txt", own, end)
    lines = [_HEAD, "名称　版本　许可　网址\n\n"]
    for one in found:
        body = "\n\n".join(f"===== {heading} =====\n\n{text.strip()}" for heading, text in one.texts)
        _put(place / one.file, f"{one.name} {one.version}\n{one.home}\n\n{body}\n", end)
        said = "　".join(
            part for part in (f"{one.name} {one.version}".strip(), one.licence, one.home) if part
        )
        lines.append(f"{said}\n　　licences/{one.file}\n")
    _put(folder / SUMMARY, "".join(lines), end)
    return found


def _put(path: Path, text: str, end: str) -> None:
    # The mark at the start is for the editor of an older Windows, which would take it for GBK.
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace("\n", end).encode())
