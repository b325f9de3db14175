"""Everything inside has an owner, and every owner's licence is beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer import ROOT, notices

LICENCE = "Permission is hereby granted …"


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Hold two installed distributions: one with the text of its licence, one without."""
    folder = tmp_path / "site-packages"
    for name, licence in (("Good-Parts", LICENCE), ("bare", "")):
        package = name.lower().replace("-", "_")
        info = folder / f"{package}-1.2.dist-info"
        info.mkdir(parents=True)
        (folder / package).mkdir()
        record = [
            f"{package}/__init__.py,,",
            f"{package}/part.py,,",
            f"{package}/fast.so,,",
            f"{info.name}/METADATA,,",
        ]
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\nLicense-Expression: MIT\n"
            "Project-URL: Homepage, https://example.org/good\n",
            encoding="utf-8",
        )
        if licence:
            (info / "LICENSE").write_text(licence, encoding="utf-8")
            record.append(f"{info.name}/LICENSE,,")
        (info / "RECORD").write_text("\n".join(record), encoding="utf-8")
    made = folder / "pyinstaller-6.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: pyinstaller\nVersion: 6.0\n", encoding="utf-8"
    )
    (made / "COPYING.txt").write_text("GPL with an exception", encoding="utf-8")
    (made / "RECORD").write_text(f"{made.name}/METADATA,,\n{made.name}/COPYING.txt,,\n", encoding="utf-8")
    return folder


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """Hold the home of a Python for Windows."""
    home = tmp_path / "python"
    (home / "DLLs").mkdir(parents=True)
    (home / "LICENSE.txt").write_text("PSF LICENSE AGREEMENT", encoding="utf-8")
    (home / "DLLs" / "sqlite3.dll").touch()
    return home


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hold a frozen folder with one module of others in it."""
    folder = tmp_path / "HazardDesk"
    (folder / "_internal" / "resources").mkdir(parents=True)
    (folder / "_internal" / "base_library.zip").touch()
    (folder / "_internal" / "sqlite3.dll").touch()
    (folder / "_internal" / "python311.dll").write_bytes(b"code\0" + b"3.11.9\0" + b"3.11.10\0more")
    (folder / "_internal" / "VCRUNTIME140.dll").touch()
    (folder / "_internal" / "resources" / "demo.json").touch()
    (folder / "HazardDesk.exe").touch()
    monkeypatch.setattr(notices, "modules_in", lambda folder: MODULES)
    return folder


MODULES = {"ui.app", "hazard_desk", "json.decoder", "_pyi_rth_utils", "good_parts", "good_parts.part"}


def test_the_licence_of_each_package_inside_lies_beside_it_and_of_no_other(
    frozen: Path, packages: Path, python: Path
) -> None:
    found = notices.write(frozen, packages, python)
    names = {one.name for one in found}
    assert {"Good-Parts", "CPython", "pyinstaller", "Noto Sans SC", "Noto Serif SC", "qt-material"} <= names
    assert "bare" not in names
    assert LICENCE in (frozen / "licences" / "Good-Parts.txt").read_text(encoding="utf-8-sig")
    summary = (frozen / notices.SUMMARY).read_text(encoding="utf-8-sig")
    assert "Good-Parts 1.2　MIT　https://example.org/good" in summary
    assert "CPython 3.11.10" in summary
    assert "Microsoft" in summary
    assert "LGPL-3" in summary
    assert b"\r\n" in (frozen / notices.SUMMARY).read_bytes()
    listed = [line.strip() for line in summary.splitlines() if line.startswith("　　licences/")]
    assert all((frozen / name.lstrip("　")).is_file() for name in listed)


def test_a_package_without_the_text_of_its_licence_stops_the_build(
    frozen: Path, packages: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "modules_in", lambda folder: {*MODULES, "bare.part"})
    with pytest.raises(notices.NoticeError, match="bare"):
        notices.write(frozen, packages, python)


@pytest.mark.parametrize("place", ["mystery.dll", "somewhere/mystery.so.1"])
def test_a_file_that_nobody_claims_stops_the_build(
    frozen: Path, packages: Path, python: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "_system_package", lambda name: None)
    path = frozen / "_internal" / place
    path.parent.mkdir(exist_ok=True)
    path.touch()
    with pytest.raises(notices.NoticeError, match="mystery"):
        notices.write(frozen, packages, python)


def test_a_module_that_nobody_claims_stops_the_build(
    frozen: Path, packages: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "modules_in", lambda folder: {*MODULES, "stranger.part"})
    with pytest.raises(notices.NoticeError, match=r"stranger\.part"):
        notices.write(frozen, packages, python)


def test_the_packages_that_we_depend_on_all_give_a_licence() -> None:
    import sysconfig
    import tomllib
    from importlib.metadata import distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line.partition("==")[0].lower().replace("-", "_") for line in project["dependencies"]}
    for one in distributions(path=[sysconfig.get_path("purelib")]):
        if one.metadata["Name"].lower().replace("-", "_") in wanted:
            notice = notices.notice_of(one)
            assert notice.texts
            assert notice.licence


def test_about_offers_the_licences_where_they_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> None:
    from PySide6.QtWidgets import QPushButton

    from ui.dialogs import about

    def buttons() -> list[str]:
        dialog = about.About()
        texts = [button.text() for button in dialog.findChildren(QPushButton)]
        dialog.done(0)
        return texts

    assert "第三方许可…" not in buttons()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "HazardDesk.exe"))
    assert "第三方许可…" not in buttons()
    (tmp_path / notices.SUMMARY).touch()
    assert "第三方许可…" in buttons()
