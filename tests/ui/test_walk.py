"""The walk through the main job: it goes through, leaves what it promises, and fails where a step fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pypdfium2
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from ui import walk
from ui.messages import Kind, Message

ROOT = Path(__file__).resolve().parents[2]
PICTURES = (
    "0-工作台.png",
    "1-企业档案.png",
    "2-搜索企业.png",
    "3-企业登记表.png",
    "4-检查记录.png",
    "5-录入检查.png",
    "6-检查已保存.png",
    "7-报表导出.png",
    "8-数字的来历.png",
    "9-未检查企业.png",
    "10-督导检查表.png",
    "11-周调度统计表.png",
    "12-重大事故隐患台账.png",
    "13-打印表格.png",
    "14-整改完成.png",
    "15-隐患销号.png",
    "16-期限日历.png",
    "17-重大隐患资料.png",
    "18-交叉检查安排.png",
    "19-交叉检查跟踪.png",
    "20-交叉检查一组.png",
    "21-历次交叉检查.png",
)
OF_DIALOGS = {"13-打印表格.png", "14-整改完成.png", "17-重大隐患资料.png"}
FILES = (*PICTURES, "F4统计表.pdf", "F4统计表.xlsx", "F3督导检查表.pdf", "铸造企业.pdf")


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python apart: the walk makes a program of its own, with settings of its own."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    env.pop("XDG_CONFIG_HOME", None)
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=110,
    )


@pytest.mark.slow
def test_the_walk_goes_through_and_leaves_what_it_saw_and_made(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(tmp_path, "-m", "ui.walk", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    said = dict(line.split("\t") for line in done.stdout.splitlines() if "\t" in line)
    assert {Path(name).name for name in said} == set(FILES)
    assert all(what for what in said.values())
    for name in PICTURES:
        with Image.open(out / name) as picture:
            assert picture.size == (1366, 768) or name in OF_DIALOGS, name
            assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 50, name
    with pypdfium2.PdfDocument(out / "F4统计表.pdf") as document:
        assert len(document) == 1
        assert "西槽头乡人民政府" in document[0].get_textpage().get_text_bounded()
    with pypdfium2.PdfDocument(out / "F3督导检查表.pdf") as document:
        assert "配电箱未上锁，箱门未跨接接地" in document[0].get_textpage().get_text_bounded()
    with pypdfium2.PdfDocument(out / "铸造企业.pdf") as document:
        marks = [mark.get_title() for mark in document.get_toc()]
        assert len(marks) > 4
        assert all("铸造" in mark for mark in marks)
        assert marks[0].endswith("摸底登记表")
        assert marks[1].endswith("检查前提示单"), "enterprise by enterprise"
    texts = [
        str(cell.value)
        for row in openpyxl.load_workbook(out / "F4统计表.xlsx").active.iter_rows()
        for cell in row
    ]
    assert any("大排查大整治行动统计表" in text for text in texts)


@pytest.mark.slow
def test_a_step_that_fails_ends_the_walk_with_1_and_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "out"
    broken = (
        "import sys; from ui import walk\n"
        "walk._PATIENCE_S = 3\n"
        "walk.find_an_enterprise = lambda walk: walk.go_to('没有的页')\n"
        f"sys.exit(walk.main(['--out', {str(out)!r}]))"
    )
    done = run(tmp_path, "-c", broken)
    assert done.returncode == 1
    assert "没有“没有的页”这一页" in done.stderr
    assert (out / "失败时的窗口.png").is_file()


def test_a_folder_that_cannot_be_made_is_said_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file")
    assert walk.main(["--out", str(tmp_path / "out")]) == 1
    assert "不是可用的文件夹" in capsys.readouterr().err


def hands(qapp: QApplication, tmp_path: Path, said: Message | None = None) -> walk.Walk:
    window = SimpleNamespace(messages=SimpleNamespace(last_shown=said), background=None)
    return walk.Walk(qapp, window, tmp_path)  # type: ignore[arg-type]


def test_what_never_comes_is_named(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_PATIENCE_S", 0.1)
    with pytest.raises(walk.WalkFailed, match="等不到：春天"):
        hands(qapp, tmp_path).wait_for("春天", lambda: False)


def test_an_error_that_the_window_shows_fails_the_step(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(walk.WalkFailed, match="磁盘已满"):
        hands(qapp, tmp_path, Message("磁盘已满", kind=Kind.ERROR)).wait_for("什么", lambda: True)
    hands(qapp, tmp_path, Message("已保存", kind=Kind.SUCCESS)).wait_for("什么", lambda: True)


def test_a_file_that_was_not_written_fails_the_step(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(walk.WalkFailed, match="没有写出"):
        hands(qapp, tmp_path).keep("缺.png", "一张图", lambda _path: None)
