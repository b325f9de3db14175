"""What the frozen program is made of: every module and file of ours, and nothing that it doesn't use."""

from __future__ import annotations

import os
import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from hazard_desk.store.migrating import scripts
from installer import ROOT, contents, elf, frozen_check, make_icon, start


def test_every_tab_dialog_and_module_of_ours_is_named() -> None:
    from ui.office_dialogs import OFFICE_DIALOGS
    from ui.pages import TABS

    names = set(contents.own_modules(ROOT))
    assert {tab.module for tab in TABS} | {dialog.module for dialog in OFFICE_DIALOGS} <= names
    assert {"hazard_desk", "hazard_desk.__main__", "ui.app", "hazard_desk.store.migrating"} <= names


def test_the_files_that_are_read_at_run_time_are_inside_and_the_makers_are_not() -> None:
    inside = {f"{place}/{Path(source).name}" for source, place in contents.data_files(ROOT)}
    assert {
        "resources/fonts/NotoSansSC-Regular.ttf",
        "resources/theme/light.qss",
        "resources/demo.json",
    } <= inside
    assert not [name for name in inside if name.startswith("resources/") and name.endswith(".py")]
    versions = {name for name in inside if "/migrations/versions/" in name}
    assert len(versions) == len(scripts())


def test_what_is_left_out_is_not_what_we_import() -> None:
    ours = [ROOT / f"{name.replace('.', '/')}.py" for name in contents.own_modules(ROOT)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in ours if path.is_file())
    named = [
        name for name in contents.EXCLUDED if f"import {name}\n" in text or f"from {name} import" in text
    ]
    assert not named


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt6OpenGL.dll", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qoffscreen.dll", True),
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
        ("PySide6/plugins/tls/qschannelbackend.dll", False),
        ("PySide6/plugins/iconengines/qsvgicon.dll", True),
        ("PySide6\\plugins\\imageformats\\qtiff.dll", False),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PIL/_avif.cp311-win_amd64.pyd", False),
        ("pypdfium2_raw/pdfium.dll", True),
        ("resources/theme/pictures/primary/checklist.svg", True),
    ],
)
def test_the_parts_of_windows_that_a_window_of_widgets_loads_are_kept(place: str, kept: bool) -> None:
    assert contents.is_kept(place, f"C:/packages/{place}", "win32") is kept


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("libcrypto.so.3", "/lib/x86_64-linux-gnu/libcrypto.so.3", True),
        ("libsqlite3.so.0", "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0", True),
        ("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0", False),
        ("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6", False),
        ("python3.11/lib-dynload/_json.so", "/usr/lib/python3.11/lib-dynload/_json.so", True),
        ("PySide6/Qt/lib/libQt6DBus.so.6", "/venv/PySide6/Qt/lib/libQt6DBus.so.6", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/venv/PySide6/x.so", False),
    ],
)
def test_linux_gives_its_own_libraries_and_python_brings_those_it_loads(
    name: str, source: str, kept: bool
) -> None:
    assert contents.is_kept(name, source, "linux") is kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads libraries of Linux")
def test_a_library_tells_what_it_loads_and_from_which_glibc_on() -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    wanted = elf.wants(Path(spec.origin).parent / "QtCore.abi3.so")
    assert "libQt6Core.so.6" in wanted.libraries
    assert ("libc.so.6", "GLIBC_2.34") in wanted.versions


def test_what_is_no_library_is_told_from_one(tmp_path: Path) -> None:
    path = tmp_path / "text.so"
    path.write_bytes(b"INPUT ( libc.so.6 )")
    assert not elf.is_elf(path)
    with pytest.raises(ValueError, match="text"):
        elf.wants(path)


def test_a_frozen_folder_that_lacks_something_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = set(contents.own_modules(ROOT)) - {"ui.app"} | {"pytest", "json"}
    monkeypatch.setattr(frozen_check, "modules_in", lambda folder: modules)
    (tmp_path / "HazardDesk.exe").touch()
    wrong = frozen_check.wrong_with(tmp_path)
    assert "module missing: ui.app" in wrong
    assert "module that does not belong inside: pytest" in wrong
    assert "program missing: hazard-desk" in wrong
    assert "program missing: HazardDesk" not in wrong
    assert "file missing: _internal/resources/demo.json" in wrong


def test_what_the_program_opens_loads_no_library_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/hazard-desk/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    start.forget_own_libraries()
    assert "LD_LIBRARY_PATH" not in os.environ
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/hazard-desk/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/lib")
    start.forget_own_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/lib"


def test_the_icon_file_is_drawn_from_the_picture_and_holds_all_sizes(qapp: object) -> None:
    data = make_icon.ICON.read_bytes()
    kind, count = struct.unpack_from("<HH", data, 2)
    sizes = [data[6 + 16 * at] or 256 for at in range(count)]
    assert (kind, sizes) == (1, [16, 24, 32, 48, 64, 128, 256])
    assert data == make_icon.icon(), "run: python -m installer.make_icon"


def test_the_icon_is_ours_in_every_window(qapp: object) -> None:
    from PySide6.QtWidgets import QApplication

    from ui import theme

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    picture = app.windowIcon().pixmap(16, 16).toImage()
    assert picture.pixelColor(1, 8).name().upper() == theme.ACCENT
