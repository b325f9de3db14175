"""A frozen program whose every byte has a known source, and what is said of one that hasn't."""

from __future__ import annotations

import struct
import zipfile
from importlib.util import MAGIC_NUMBER
from marshal import dumps
from pathlib import Path

import pytest

from installer import EPOCH, pack_modules
from installer.provenance import Origins, differs_from_starter, look, sections


@pytest.fixture
def origins(tmp_path: Path) -> Origins:
    wheel = tmp_path / "pkg-1.0-cp311-cp311-win_amd64.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("pkg/part.pyd", b"compiled")
        packed.writestr("pkg/__init__.py", "x = {'a', 'b'}\n")
        packed.writestr("pkg-1.0.data/purelib/pkg/inner.py", "def f(n):\n    return n + 1\n")
    known = Origins()
    known.take_wheel(wheel)
    known.take("this tree", "resources/a.json", b"{}")
    return known


def stage(folder: Path, modules: dict[str, str]) -> Path:
    inside = folder / "stage" / "_internal"
    inside.mkdir(parents=True)
    (inside / "part.pyd").write_bytes(b"compiled")
    (inside / "a.json").write_bytes(b"{}")
    with zipfile.ZipFile(inside / "base_library.zip", "w") as library:
        for name, source in modules.items():
            code = compile(source, "elsewhere.py", "exec", dont_inherit=True)
            library.writestr(name, MAGIC_NUMBER + bytes(12) + dumps(code))
    return folder / "stage"


AS_IN_THE_WHEEL = {
    "pkg/__init__.pyc": "x = {'a', 'b'}\n",
    "pkg/inner.pyc": "def f(n):\n    return n + 1\n",
}


def test_all_of_it_is_known(tmp_path: Path, origins: Origins) -> None:
    found = look(stage(tmp_path, AS_IN_THE_WHEEL), origins)
    assert (found.unknown, found.files, found.modules) == ([], 3, 2)
    assert found.bytes_of["pkg"] == len(b"compiled")
    assert found.bytes_of["this tree"] == 2


def test_nothing_but_text_lies_among_the_licences(tmp_path: Path, origins: Origins) -> None:
    frozen = stage(tmp_path, AS_IN_THE_WHEEL)
    licences = frozen / "licences"
    licences.mkdir()
    (licences / "Mako.txt").write_bytes("\ufeff许可\r\n".encode())
    (licences / "Mako.dll").write_bytes(b"text")
    (licences / "Qt.txt").write_bytes(b"MZ\x90\0")
    assert look(frozen, origins).unknown == ["licences/Mako.dll", "licences/Qt.txt"]


def test_a_file_of_nobody_is_named(tmp_path: Path, origins: Origins) -> None:
    frozen = stage(tmp_path, AS_IN_THE_WHEEL)
    (frozen / "_internal" / "icuuc.dll").write_bytes(b"of Wine")
    (frozen / "_internal" / "part.pyd").write_bytes(b"Compiled")
    assert look(frozen, origins).unknown == ["_internal/icuuc.dll", "_internal/part.pyd"]


@pytest.mark.parametrize(
    "changed",
    [{"pkg/inner.pyc": "def f(n):\n    return n + 2\n"}, {"pkg/other.pyc": ""}],
    ids=["another code", "no such module"],
)
def test_a_module_of_nobody_is_named(tmp_path: Path, origins: Origins, changed: dict[str, str]) -> None:
    (name,) = changed
    found = look(stage(tmp_path, AS_IN_THE_WHEEL | changed), origins)
    module = name.removesuffix(".pyc").replace("/", ".")
    assert found.unknown == [f"_internal/base_library.zip: {module}"]


def test_the_modules_of_the_shared_archive_are_looked_at(tmp_path: Path, origins: Origins) -> None:
    inner = tmp_path / "inner.py"
    frozen = stage(tmp_path, AS_IN_THE_WHEEL)
    for source, unknown in (
        ("def f(n):\n    return n + 1\n", []),
        ("def f(n):\n    return n + 2\n", ["_internal/program.pyz: pkg.inner"]),
    ):
        inner.write_text(source, encoding="utf-8")
        pack_modules.pack([("pkg.inner", str(inner), "PYMODULE")], frozen / "_internal" / "program.pyz")
        assert look(frozen, origins).unknown == unknown


def program(text: bytes, resources: bytes, stamp: int) -> bytes:
    """Return a Windows program of two sections, with the time of its build in the first."""
    first = text + struct.pack("<I", stamp)
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 2, stamp, 0, 0, 0, 0)
    at = len(head) + 80
    for name, content in ((b".text", first), (b".rsrc", resources)):
        head += struct.pack("<8sIIII16x", name, len(content), 0, len(content), at)
        at += len(content)
    return head + first + resources


def test_a_starter_may_get_another_icon_and_time_and_nothing_else() -> None:
    theirs = program(b"code", b"their icon", 1234567)
    assert sections(theirs)[".rsrc"] == b"their icon"
    assert differs_from_starter(program(b"code", b"our own icon", EPOCH), theirs) == []
    assert differs_from_starter(program(b"evil", b"our own icon", EPOCH), theirs) == [".text"]
    assert differs_from_starter(program(b"code", b"our own icon", 7654321), theirs) == [".text"]
    assert differs_from_starter(program(b"code and more", b"", EPOCH), theirs) == [".text"]
