"""What the setup is made of, as far as it shows without Windows; what it does is tried in tests/windows/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from installer import make_setup

CODES = {10, 12, 13, 14, 15, 16, 17}  # 11 (it runs) asks instead, and may be tried again


def test_a_stage_without_the_program_makes_no_setup(tmp_path: Path) -> None:
    with pytest.raises(make_setup.SetupError, match=r"no HazardDesk\.exe"):
        make_setup.make_setup(tmp_path, tmp_path / "setup.exe", "0.8.0")


@pytest.mark.parametrize("version", ["0.8", "0.8.0.1", "v0.8.0", "0.8.0-rc1"])
def test_a_version_that_windows_would_not_understand_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(ValueError, match="three numbers"):
        make_setup.make_setup(tmp_path, tmp_path / "setup.exe", version)


def test_what_the_setup_says_has_three_parts_and_each_code_is_explained() -> None:
    sources = [make_setup.SCRIPT, *sorted(make_setup.STEPS.glob("*.nsh"))]
    script = "\n".join(source.read_text("utf-8") for source in sources)
    refusals = re.findall(r'\$\{Refuse\} (\d+) "(.*)"', script)
    assert {int(code) for code, _ in refusals} == CODES
    questions = re.findall(r"MessageBox MB_RETRYCANCEL\|MB_ICONEXCLAMATION \"(.*?)\" /SD", script)
    assert len(questions) == 2
    problems = re.findall(r'StrCpy \$Problem "(..*)"', script)
    assert len(problems) == 3
    for text in [text for _, text in refusals if text != "$Problem"] + questions + problems:
        assert text.count(r"$\r$\n") == 2, text

    explained = {int(code) for code in re.findall(r"^;   ?[ ]?(\d+)  ", script, re.MULTILINE)}
    assert explained == CODES | {0, 1, 2, 11}
