"""自检: the main job is walked, and FILE.json says how it went, whatever became of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from hazard_desk import __version__

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = sys.platform == "win32"
STEPS = [
    "运行环境", "程序组件：记录和表格", "程序组件：窗口", "演示台账", "打开窗口", "导入电子表格",
    "录入检查和隐患", "统计表导出PDF和XLSX",
    "备份并校验", "关闭后重新打开", "关闭",
]  # fmt: skip


def run(tmp_path: Path, *words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python apart, with a home where nothing was ever used."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        env[name] = str(home)
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={**env, **more}, capture_output=True, timeout=300
    )


def said(target: Path) -> dict[str, Any]:
    found = json.loads(target.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
@pytest.mark.timeout(330)
def test_the_main_job_is_walked_and_told(tmp_path: Path) -> None:
    target = tmp_path / "自检 结果" / "self.json"
    done = run(tmp_path, "-m", "hazard_desk", "--self-test", str(target))
    facts = said(target)
    assert (done.returncode, facts["ok"]) == (0, True), facts["steps"]
    assert [step["name"] for step in facts["steps"]] == STEPS
    assert all(step["ok"] and step["error"] == "" and step["seconds"] >= 0 for step in facts["steps"])
    assert facts["version"] == __version__
    environment = facts["environment"]
    assert environment["platform_plugin"] == "offscreen"
    assert environment["fonts"]["used"] in environment["fonts"]["asked_for"]
    assert set(environment) >= {"python", "qt", "encoding", "code_page", "user_folder", "frozen"}
    with Image.open(facts["screenshot"]) as picture:
        assert picture.size == (1366, 768)
    made = target.parent / "self-files"
    assert {one["name"] for one in facts["files"]} == {path.name for path in made.iterdir()}
    for one in facts["files"]:
        data = (made / one["name"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    with pypdfium2.PdfDocument(made / "F4统计表.pdf") as document:
        assert "西槽头乡人民政府" in document[0].get_textpage().get_text_bounded()
    assert openpyxl.load_workbook(made / "F4统计表.xlsx").active is not None
    assert {"备份.db", "台账包.hazdesk", "导入.png", "重新打开.png"} <= {path.name for path in made.iterdir()}
    # Nothing of the user's was touched, not even the note of the folder used last.
    assert list((tmp_path / "home").rglob("*last-office*")) == []
    assert list((tmp_path / "home").rglob("window.json")) == []


def carried_out(tmp_path: Path, target: Path, body: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run the self-test with other steps."""
    steps = textwrap.indent(textwrap.dedent(body), "    ")
    program = f"""
import sys
from pathlib import Path
from ui import self_test
from ui.self_test import SelfTest, run

def carry_out(self):
{steps}
SelfTest.carry_out = carry_out
sys.exit(run(Path({str(target)!r})))
"""
    return run(tmp_path, "-c", program, **more)


def test_a_step_that_fails_is_told_and_ends_it_with_1(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    body = """
        with self.step("一"):
            pass
        with self.step("二"):
            raise ValueError("坏了")
    """
    assert carried_out(tmp_path, target, body).returncode == 1
    first, second = said(target)["steps"]
    assert first["ok"]
    assert not second["ok"]
    assert "ValueError: 坏了" in second["error"]
    assert not said(target)["ok"]


def test_a_step_that_hangs_is_ended_and_told(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    body = """
        import time
        self_test.STEP_S = 1.0
        with self.step("等"):
            time.sleep(60)
    """
    assert carried_out(tmp_path, target, body).returncode == 1
    (step,) = said(target)["steps"]
    assert "超过 1 秒" in step["error"]
    assert "carry_out" in step["error"], "it says where it hung"


def test_where_the_window_cannot_start_the_step_is_told(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    body = """
        with self.step("打开窗口"):
            from ui.walk import application
            application()
    """
    done = carried_out(tmp_path, target, body, QT_QPA_PLATFORM="no-such-platform")
    assert done.returncode != 0
    (step,) = said(target)["steps"]
    assert not step["ok"]
    assert "中断" in step["error"]
    assert not said(target)["ok"]


def test_an_error_nobody_caught_fails_the_step_it_came_in(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    body = """
        with self.step("错"):
            sys.excepthook(KeyError, KeyError("漏了"), None)
    """
    assert carried_out(tmp_path, target, body).returncode == 1
    assert "漏了" in said(target)["steps"][0]["error"]


def test_a_report_that_cannot_be_written_is_1(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    done = carried_out(tmp_path, tmp_path / "a" / "b.json", "pass")
    assert done.returncode == 1
    assert "自检结果写不进" in done.stderr.decode()


@pytest.mark.parametrize("name", ["检查.json", "检查.png", "检查-files/图片.png"])
def test_nothing_is_touched_that_another_program_left_there(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("{}", encoding="utf-8")
    done = carried_out(tmp_path, tmp_path / "检查.json", "pass")
    assert done.returncode == 1
    assert "换一个文件名" in done.stderr.decode()
    assert theirs.read_text(encoding="utf-8") == "{}"
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [name.split("/")[0]]


def test_what_an_earlier_one_left_is_cleared_away(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    body = """
        with self.step("一"):
            (self.report.files / "旧.txt").write_text("1")
    """
    assert carried_out(tmp_path, target, body).returncode == 0
    assert carried_out(tmp_path, target, body.replace("旧", "新")).returncode == 0
    assert [path.name for path in (tmp_path / "a-files").iterdir()] == ["新.txt"]
