"""What of the archive becomes the Windows Python, and what would show that it is not python.org's."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer import windows_python
from installer.windows_python import Untrusted, taken, unlisted


def archive(folder: Path, names: list[str]) -> Path:
    tree = io.BytesIO()
    with zipfile.ZipFile(tree, "w") as packed:
        for name in names:
            packed.writestr(zipfile.ZipInfo(name), name.encode())
    path = folder / "archive.tar.gz"
    with tarfile.open(path, "w:gz") as outer:
        entry = tarfile.TarInfo(f"packed-1/{windows_python.DATA}")
        entry.size = len(tree.getvalue())
        outer.addfile(entry, io.BytesIO(tree.getvalue()))
    return path


def test_only_cpython_itself_is_unpacked(tmp_path: Path) -> None:
    kept = ["python.exe", "LICENSE.txt", "DLLs/_ssl.pyd", "DLLs/python_lib.cat", "Lib/json/decoder.py"]
    left = [
        "Scripts/pip.exe",
        "msvcp140.dll",
        "DLLs/_tkinter.pyd",
        "Lib/site-packages/pip/__init__.py",
        "Lib/json/__pycache__/decoder.cpython-311.pyc",
        "Lib/test/test_json.py",
        "Lib/json/tkinter/x.py",
        "tcl/tcl8.6/init.tcl",
    ]
    named = [windows_python.TREE + name for name in kept + left]
    packed = archive(tmp_path, [*named, "elsewhere/python.exe"])
    assert windows_python.unpack(packed, tmp_path / "out") == len(kept)
    out = tmp_path / "out"
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == set(kept)
    assert all(taken(name) for name in kept)


def test_a_name_that_leads_out_of_the_folder_stops_it(tmp_path: Path) -> None:
    packed = archive(tmp_path, [windows_python.TREE + "Lib/../../python.exe"])
    with pytest.raises(Untrusted, match="leads out"):
        windows_python.unpack(packed, tmp_path / "out")


def test_a_library_file_that_the_signed_catalogue_does_not_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "Lib").mkdir()
    (tmp_path / "DLLs").mkdir()
    written = {
        "listed.py": b"import os\r\n",
        "changed.py": b"import os\r\nos.system('x')\r\n",
        "empty.py": b"",
        "names.py": b'"""Only says."""\r\n__all__ = ["a", "b"]\r\n',
        "sly.py": b"__all__ = [print('x')]\r\n",
        "program.bin": b"",
    }
    for name, content in written.items():
        (tmp_path / "Lib" / name).write_bytes(content)
    digest = hashlib.sha1(written["listed.py"]).digest()
    (tmp_path / windows_python.CATALOGUE).write_bytes(b"head" + digest + b"tail")
    assert unlisted(tmp_path) == ["Lib/changed.py", "Lib/program.bin", "Lib/sly.py"]


def test_on_windows_only_the_foundations_own_python_makes_a_setup(tmp_path: Path) -> None:
    good = ("Valid", "CN=Python Software Foundation, O=Python Software Foundation, C=US")

    def running(version: tuple[int, ...] = (3, 11, 9), signed: tuple[str, str] = good) -> None:
        windows_python.verify_running(version, tmp_path, lambda path: signed)

    running()
    with pytest.raises(Untrusted, match=r"this is 3\.11\.10"):
        running((3, 11, 10))
    with pytest.raises(Untrusted, match="NotSigned, by nobody"):
        running(signed=("NotSigned", ""))
    with pytest.raises(Untrusted, match="CN=Somebody"):
        running(signed=("Valid", "CN=Somebody"))
    with pytest.raises(Untrusted, match="HashMismatch"):
        running(signed=("HashMismatch", good[1]))


def test_what_says_osslsigncode_is_read_as_it_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = """\
Current message digest    : AB12
Calculated message digest : {digest}

Signer's certificate:
\tSigner #0:
\t\tSubject: /C=US/O=Python Software Foundation/CN={signer}
Timestamp Server Signature verification: ok
Signature verification: {verdict}
"""
    tool = tmp_path / "osslsigncode"
    program = tmp_path / "tree" / "python.exe"
    program.parent.mkdir()
    program.write_bytes(b"MZ")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    def faults(signer: str = "Python Software Foundation", verdict: str = "ok", digest: str = "AB12") -> int:
        text = said.format(signer=signer, verdict=verdict, digest=digest)
        code = 0 if verdict == "ok" else 1
        tool.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\nexit {code}\n")
        tool.chmod(0o755)
        return len(windows_python.unsigned(program.parent))

    assert faults() == 0
    assert faults(signer="Somebody") == 1
    assert faults(verdict="failed") == 1
    assert faults(digest="AB13") == 1
