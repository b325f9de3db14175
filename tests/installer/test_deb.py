"""The Debian package: its tree, what it depends on, and the desk's entries for it."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hazard_desk import __version__
from installer import deb, deb_check, elf

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a package of Debian's")


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """Hold a frozen folder as small as can be."""
    folder = tmp_path / "HazardDesk"
    (folder / "_internal").mkdir(parents=True)
    for name in ("HazardDesk", "hazard-desk"):
        (folder / name).write_text("#!/bin/sh\necho 隐患台\n", encoding="utf-8")
    (folder / "_internal" / "libQt6Core.so.6").symlink_to("libreal.so")
    (folder / "_internal" / "libreal.so").write_text("a library", encoding="utf-8")
    return folder


@pytest.fixture
def wants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `libreal.so` ask for libraries as one of Qt's does."""
    asked = elf.Wants(
        ("libc.so.6", "libEGL.so.1", "libQt6Core.so.6", "libcups.so.2", "libstdc++.so.6"),
        (("libc.so.6", "GLIBC_2.9"), ("libc.so.6", "GLIBC_2.34"), ("libstdc++.so.6", "GLIBCXX_3.4.29")),
    )
    monkeypatch.setattr(elf, "is_elf", lambda path: path.name == "libreal.so")
    monkeypatch.setattr(elf, "wants", lambda path: asked)


@pytest.mark.usefixtures("wants")
def test_it_depends_on_what_it_loads_and_does_not_bring(frozen: Path) -> None:
    needed, recommended = deb.depends(path for path in frozen.rglob("*") if path.is_file())
    assert needed == ["libc6 (>= 2.34)", "libegl1", "libstdc++6 (>= 11)"]
    assert recommended == ["libcups2"]


def test_a_library_of_no_known_package_stops_the_build(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elf, "is_elf", lambda path: True)
    monkeypatch.setattr(elf, "wants", lambda path: elf.Wants(("libstrange.so.7",), ()))
    with pytest.raises(deb.PackageError, match="libstrange"):
        deb.depends([frozen / "HazardDesk"])


def test_a_compiler_newer_than_the_known_ones_stops_the_build(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elf.Wants(("libstdc++.so.6",), (("libstdc++.so.6", "GLIBCXX_3.4.99"),))
    monkeypatch.setattr(elf, "is_elf", lambda path: True)
    monkeypatch.setattr(elf, "wants", lambda path: asked)
    with pytest.raises(deb.PackageError, match=r"3\.4\.99"):
        deb.depends([frozen / "HazardDesk"])


@pytest.mark.usefixtures("wants")
def test_it_is_said_which_file_asks_for_the_newest_glibc(frozen: Path) -> None:
    assert deb.asks_for_glibc(frozen.rglob("*")) == ("2.34", ["libreal.so"])


def test_a_bare_debian_comes_from_where_this_machine_has_its_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {
        "apt-get": [
            "http://mirror.invalid/debian-security/ bookworm-security main Debian",
            "http://mirror.invalid/other/ bookworm main Somebody",
            "http://mirror.invalid/debian/ bookworm contrib Debian",
            "http://mirror.invalid/debian/ bookworm main Debian",
        ],
        "apt-config": ['APT::Architecture "amd64";', 'Acquire::http::Proxy "http://proxy.invalid:3142";'],
    }
    monkeypatch.setattr(deb_check, "_asked", lambda *words: said[words[0]])
    assert deb_check.source_of_packages("bookworm") == "http://mirror.invalid/debian/"
    assert deb_check.way_out() == {"http_proxy": "http://proxy.invalid:3142"}
    with pytest.raises(deb.PackageError, match="trixie"):
        deb_check.source_of_packages("trixie")


@pytest.mark.usefixtures("wants")
def test_the_package_is_the_same_twice_and_holds_what_a_desk_asks_for(
    frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.setattr(deb, "freeze", lambda work: frozen)
    one = deb.build(tmp_path / "one", tmp_path / "work")
    for path in frozen.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    frozen.joinpath("HazardDesk").chmod(0o700)
    two = deb.build(tmp_path / "two", tmp_path / "other")
    assert one.name == f"hazard-desk_{__version__}_amd64.deb"
    assert one.read_bytes() == two.read_bytes()

    place = tmp_path / "unpacked"
    subprocess.run(["dpkg-deb", "--extract", str(one), str(place)], check=True)
    assert os.readlink(place / "usr/bin/hazard-desk") == "/opt/hazard-desk/hazard-desk"
    assert os.readlink(place / "opt/hazard-desk/_internal/libQt6Core.so.6") == "libreal.so"
    assert (place / "opt/hazard-desk/HazardDesk").stat().st_mode & 0o777 == 0o755
    assert (place / "usr/share/icons/hicolor/256x256/apps/hazard-desk.png").read_bytes()[1:4] == b"PNG"
    listed = subprocess.run(["dpkg-deb", "--contents", str(one)], capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in listed.stdout.splitlines()} == {"root/root"}


def test_the_entry_of_the_desk_is_chinese_and_opens_the_archive() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(deb.DATA / "hazard-desk.desktop", encoding="utf-8")
    desk = entry["Desktop Entry"]
    assert desk["Name"] == "隐患台"
    assert desk["Exec"] == "/opt/hazard-desk/HazardDesk %f"
    kinds = ElementTree.parse(deb.DATA / "hazard-desk.xml").getroot()
    kind = kinds[0]
    assert f"{kind.attrib['type']};" == desk["MimeType"]
    assert [part.attrib["pattern"] for part in kind if part.tag.endswith("glob")] == ["*.hazdesk"]


@pytest.mark.parametrize("word", ["install", "configure", "abort-upgrade"])
def test_only_removing_and_upgrading_ask_whether_it_runs(word: str) -> None:
    done = subprocess.run(["sh", str(deb.DATA / "prerm"), word], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_library_that_the_set_up_asks_for_has_its_package_here() -> None:
    from dev import WINDOW_LIBRARIES

    assert {name: deb.PACKAGES[name] for name in WINDOW_LIBRARIES} == WINDOW_LIBRARIES
