"""The locks of the Windows build say the same as the one for all, and only what is locked gets in."""

from __future__ import annotations

import hashlib
import re
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import dev
from installer import ROOT, wheels
from installer.windows_python import Untrusted


def versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8")))


def test_windows_gets_the_versions_that_are_tested_here() -> None:
    tested = versions(dev.REQUIREMENTS)
    for lock in (wheels.LOCK, wheels.TESTS_LOCK):
        locked = versions(lock)
        assert locked
        assert {name: tested.get(name) for name in locked} == locked


def test_all_that_the_program_needs_is_locked_for_windows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {pin.split("==")[0].lower() for pin in project["dependencies"]} | set(dev.FREEZERS)
    assert asked <= versions(wheels.LOCK).keys()
    assert versions(wheels.LOCK).items() <= versions(wheels.TESTS_LOCK).items()


def test_every_lock_has_hashes_and_names_no_host() -> None:
    for name in dev.WINDOWS_LOCKS:
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
        assert all(wheels.locked(ROOT / name).values())


def test_a_wheel_is_taken_by_its_hash_not_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "DOWNLOADS", tmp_path)
    (tmp_path / "good-1.0-py3-none-any.whl").write_bytes(b"as locked")
    (tmp_path / "bad-1.0-py3-none-any.whl").write_bytes(b"another")
    lock = tmp_path / "lock.txt"
    one, other = (hashlib.sha256(content).hexdigest() for content in (b"as locked", b"as locked, too"))
    lock.write_text(
        f"good==1.0 \\\n    --hash=sha256:{one}\n"
        f"bad==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{other}\n",
        encoding="utf-8",
    )
    assert wheels.locked(lock).keys() == {"good==1.0", "bad==1.0"}
    assert wheels.here(lock) == {"good==1.0": tmp_path / "good-1.0-py3-none-any.whl"}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("pkg/mod.py", "Lib/site-packages/pkg/mod.py"),
        ("pkg-1.0.data/purelib/pkg/mod.py", "Lib/site-packages/pkg/mod.py"),
        ("pkg-1.0.data/data/share/x.txt", "share/x.txt"),
        ("pkg-1.0.data/scripts/run.py", None),
    ],
)
def test_where_a_file_of_a_wheel_goes(name: str, place: str | None) -> None:
    assert wheels.place_of(name) == (None if place is None else PurePosixPath(place))


@pytest.mark.parametrize("name", ["../mod.py", "pkg/../../mod.py", "/etc/x", "pkg\\..\\x"])
def test_no_wheel_writes_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    wheel = tmp_path / "pkg-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr(zipfile.ZipInfo(name), b"x")
    with pytest.raises(Untrusted):
        wheels.lay(wheel, tmp_path / "python")
