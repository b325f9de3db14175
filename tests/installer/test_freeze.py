"""The copy that is frozen, the version in it, and the room that the result may take."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hazard_desk import __version__
from installer import ROOT, freeze, sizes, version_resource
from installer.package import PREVIOUS, differences


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only in a clone")
def test_the_previous_version_is_this_tree_with_a_lower_number(tmp_path: Path) -> None:
    this = freeze.copy_tree(tmp_path / "this")
    previous = freeze.copy_tree(tmp_path / "previous", PREVIOUS)
    assert freeze.version_of(this) == __version__
    assert freeze.version_of(previous) == PREVIOUS
    lower, higher = (
        [int(part) for part in version.split(".")] for version in (PREVIOUS, freeze.version_of(this))
    )
    assert lower < higher
    ours, theirs = files(this), files(previous)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == ["hazard_desk/__init__.py"]
    assert differences(this, previous) == ["hazard_desk/__init__.py"]
    assert not [name for name in ours if name.endswith(".pyc")]
    assert ours["ui/app.py"] == (ROOT / "ui" / "app.py").read_bytes()


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a small clone, in which `gone.py` was removed and two files lie that git was not told of."""
    root = tmp_path / "clone"
    (root / "ui").mkdir(parents=True)
    for name in ("LICENSE", "README.md", "ui/app.py", "ui/gone.py", "ui/隐患.py", ".gitignore"):
        (root / name).write_text("*.pyc\n", encoding="utf-8")
    git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@localhost"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    (root / "ui" / "app.py").write_text("changed\n", encoding="utf-8")
    (root / "ui" / "gone.py").unlink()
    for name in ("~$lists.xlsx", "new.py", "app.pyc"):
        (root / "ui" / name).write_text("left lying about", encoding="utf-8")
    monkeypatch.setattr(freeze, "ROOT", root)
    return root


@pytest.mark.usefixtures("clone")
def test_what_git_does_not_know_is_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = files(freeze.copy_tree(tmp_path / "copy"))
    assert copied.keys() == {"LICENSE", "ui/app.py", "ui/隐患.py"}
    assert copied["ui/app.py"] == b"changed\n"
    said = capsys.readouterr().out
    assert "ui/new.py" in said
    assert "ui/~$lists.xlsx" in said
    assert ".pyc" not in said


def test_without_git_it_says_so(clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / ".git").rename(clone / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(clone.parent))
    with pytest.raises(freeze.FreezeError, match="from a clone"):
        freeze.copy_tree(tmp_path / "copy")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(freeze.FreezeError, match="isn't installed"):
        freeze.copy_tree(tmp_path / "copy")


def test_the_version_resource_says_what_windows_shows() -> None:
    said: dict[str, object] = {}
    read = {
        "VSVersionInfo": lambda ffi, kids: said.update(ffi),
        "FixedFileInfo": lambda **given: given,
        "StringFileInfo": lambda tables: tables,
        "StringTable": lambda name, rows: said.update({"table": name}),
        "StringStruct": lambda key, word: said.update({key: word}),
        "VarFileInfo": lambda given: given,
        "VarStruct": lambda name, given: said.update({name: given}),
    }
    eval(version_resource.resource("hazard-desk", "1.20.3"), read)
    assert said["filevers"] == said["prodvers"] == (1, 20, 3, 0)
    assert said["ProductName"] == "隐患台"
    assert said["OriginalFilename"] == "hazard-desk.exe"
    assert (said["table"], said["Translation"]) == ("080404B0", [0x804, 1200])


def test_what_takes_too_much_room_is_refused_with_the_number(tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    (stage / "_internal" / "resources" / "fonts").mkdir(parents=True)
    setup = tmp_path / "setup.exe"
    setup.write_bytes(b"x" * 1000)
    face = stage / "_internal" / "resources" / "fonts" / "face.ttf"
    with face.open("wb") as big:
        big.truncate(int((sizes.INSTALLED_MB - 0.1) * 1e6))
    (stage / "HazardDesk.exe").write_bytes(b"x" * 1000)
    sizes.check(stage, setup)
    lines = list(sizes.table(stage, setup))
    assert lines[0].split("  ")[-1] == "the faces of the forms, 宋体 and 黑体"
    assert any("fonts/face.ttf" in line for line in lines)
    (stage / "HazardDesk.exe").write_bytes(b"x" * 200_000)
    with pytest.raises(sizes.TooLarge, match=r"installed: 140\.1 MB"):
        sizes.check(stage, setup)
