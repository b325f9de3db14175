"""The one archive of modules: what goes in comes out, and a damaged one says so to the clerk."""

from __future__ import annotations

import io
import marshal
import sys
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from installer import one_archive, pack_modules

SOURCES = {
    "hazard_desk": '"""Ours."""\n',
    "pkg": '"""Theirs."""\nfrom __future__ import annotations\n',
    "pkg.inner": 'def f(n):\n    """Add."""\n    assert n\n    return "Add."\nclass C:\n    """One."""\n',
    "zlast": "x = [text for text in ('a', 'b')]\n",
}


def packed(folder: Path, first: tuple[str, ...] = ()) -> Path:
    modules: list[tuple[str, str | None, str]] = [("bare", "-", "PYMODULE")]
    for name, source in SOURCES.items():
        parts = name.split(".")
        place = folder.joinpath(*parts, "__init__.py") if name == "pkg" else folder.joinpath(*parts)
        place = place if name == "pkg" else place.with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source, encoding="utf-8")
        modules.append((name, str(place), "PYMODULE"))
    return pack_modules.pack(modules, folder / "program.pyz", first)


def run(code: object) -> dict[str, object]:
    assert isinstance(code, CodeType)
    space: dict[str, object] = {}
    exec(code, space)
    return space


def test_modules_come_out_as_they_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_modules, "CHUNK", 1)  # a chunk for each
    monkeypatch.setattr(one_archive, "KEPT", 1)
    archive = one_archive.Archive(packed(tmp_path, first=("zlast", "elsewhere")))
    kinds = {name: entry[0] for name, entry in archive.toc.items()}
    assert kinds == {"bare": 3, "hazard_desk": 0, "pkg": 1, "pkg.inner": 0, "zlast": 0}
    assert archive.toc["zlast"][1] == 0, "what the start loads lies first"
    assert archive.extract("bare") is None
    for _ in range(2):  # the second time from chunks that were thrown away meanwhile
        assert run(archive.extract("zlast"))["x"] == ["a", "b"]
        inner = archive.extract("pkg.inner")
        assert isinstance(inner, CodeType)
        assert inner.co_filename == "pkg/inner.py"
    raw = archive.extract("zlast", raw=True)
    assert isinstance(raw, bytes)
    assert run(marshal.loads(raw))["x"] == ["a", "b"]


def test_docstrings_of_others_are_left_out_and_nothing_else(tmp_path: Path) -> None:
    archive = one_archive.Archive(packed(tmp_path))
    assert run(archive.extract("hazard_desk"))["__doc__"] == "Ours."
    inner = run(archive.extract("pkg.inner"))
    function, cls = inner["f"], inner["C"]
    assert callable(function)
    assert (function.__doc__, cls.__doc__, function(1)) == (".", ".", "Add.")
    with pytest.raises(AssertionError):
        function(0)
    assert run(archive.extract("pkg"))["annotations"]


@pytest.mark.parametrize("damage", ["cut", "changed", "other", "gone"])
def test_a_damaged_archive_says_so_in_her_words(tmp_path: Path, damage: str) -> None:
    path = packed(tmp_path)
    data = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(data[:-40])
        case "changed":
            path.write_bytes(data[:-60] + bytes([data[-60] ^ 255]) + data[-59:])
        case "other":
            path.write_bytes(data.replace(b"cpython-311", b"cpython-399"))
        case _:
            path.unlink()
    with pytest.raises(one_archive.Damaged, match="程序文件损坏或缺失") as raised:
        one_archive.Archive(path).extract("zlast")
    assert "把安装程序再运行一次" in str(raised.value)
    assert not isinstance(raised.value, ImportError)


def test_a_program_whose_archive_is_gone_ends_with_the_reason_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setitem(sys.modules, "pyimod02_importers", ModuleType("pyimod02_importers"))
    with pytest.raises(SystemExit):
        one_archive.install()
    assert said.getvalue().startswith("隐患台的程序文件损坏或缺失")
    assert "Traceback" not in said.getvalue()


def test_the_start_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_modules, "START", ("hazard_desk.__main__, hazard_desk.cli",))
    first = pack_modules.loaded_by_start(Path(__file__).resolve().parents[2])
    assert {"hazard_desk.cli", "argparse"} <= set(first)
    assert "sqlalchemy" not in first
