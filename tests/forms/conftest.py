"""Fixtures of the form tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hazard_desk.forms.faces import FontSet, font_set


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """Give the shipped faces alone, so that a test sees the same page on every machine."""
    return font_set()


@pytest.fixture
def poppler(tmp_path: Path) -> Callable[..., str]:
    """Run a program of poppler on PDF bytes and return what it prints; a second opinion on our files."""
    if sys.platform == "win32":
        pytest.skip("poppler is the second reader on Linux; pypdf is on Windows")

    def run(program: str, data: bytes, *options: str) -> str:
        assert shutil.which(program), (
            f"{program} is missing: install poppler-utils (python3 dev.py setup does)"
        )
        source = tmp_path / "form.pdf"
        source.write_bytes(data)
        ends = ["-"] if program == "pdftotext" else []
        done = subprocess.run([program, *options, str(source), *ends], capture_output=True, check=True)
        assert not done.stderr, done.stderr.decode()
        return done.stdout.decode("utf-8")

    return run
