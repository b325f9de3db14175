"""Parts of this suite in the Python of Windows: where files, locks, encodings and dates are another system's.

The Windows is the one of a Chinese office: the user's name is 张三, and a file opened without an encoding is
code page 936. All modules run in one call; each is reported here by its own name.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from installer import ROOT
from installer.wheels import TESTS_LOCK, TESTS_PYTHON, make
from installer.wine import Prefix

MODULES = (
    # files: whole or not at all, replaced while open, locked, moved aside, linked, named in Chinese
    "tests/test_whole_files.py",
    "tests/test_notes.py",
    "tests/test_running_mark.py",
    "tests/store/test_office_file.py",
    "tests/store/test_in_use.py",
    "tests/store/test_hot_journal.py",
    "tests/store/test_attachments.py",
    "tests/store/test_places.py",
    "tests/store/test_sqlite_errors.py",
    "tests/store/safekeeping/test_restoring.py",
    "tests/store/safekeeping/test_after_restore.py",
    "tests/store/safekeeping/test_made_last.py",
    "tests/store/safekeeping/backups/test_copies.py",
    "tests/store/safekeeping/backups/test_second_place.py",
    "tests/store/safekeeping/backups/test_settings.py",
    "tests/store/safekeeping/backups/test_thinning.py",
    "tests/store/safekeeping/packages/test_encryption.py",
    "tests/store/safekeeping/wrecks/test_damage.py",
    # encodings: sheets from elsewhere, streams that are pipes of code page 936
    "tests/intake/test_reading.py",
    "tests/intake/test_headers.py",
    "tests/cli/test_usage.py",
    "tests/cli/test_without_terminal.py",
    "tests/cli/test_importing_enterprises.py",
    "tests/cli/test_safekeeping.py",
    # dates
    "tests/rules/test_dates.py",
    "tests/rules/test_report_days.py",
    "tests/rules/test_working_days.py",
    # the window, where it meets the system
    "tests/ui/test_double_click.py",
    "tests/ui/test_incidents_privacy.py",  # the crash log too: there it is told of by another means
)
"""What is run there; a module belongs here if another system could make it fail."""

_PATIENCE_S = 1500


@dataclass
class Told:
    """What became of the tests of one module."""

    passed: int = 0
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ran:
    """What the one call told of all modules, and all that it wrote."""

    modules: Mapping[str, Told]
    text: str


@pytest.fixture(scope="session")
def ran(zhang_sans_windows: Prefix, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run all modules in the Python of Windows."""
    make(TESTS_PYTHON, TESTS_LOCK)
    room = tmp_path_factory.mktemp("windows-python")
    results = room / "results.xml"
    ended = zhang_sans_windows.run(
        [
            TESTS_PYTHON / "python.exe", "-m", "pytest", "-q", "--tb=short",
            # Nothing of this run belongs into the tree: it is another system's.
            "-p", "no:cacheprovider", "-p", "no:xdist",
            # How fast a machine is that runs two systems is nothing to judge a test by.
            "--hypothesis-profile=ci",
            "-o", "timeout=300", "-o", "faulthandler_timeout=280",
            f"--junitxml={zhang_sans_windows.path(results)}",
            *MODULES,
        ],
        timeout=_PATIENCE_S,
        folder=ROOT,
        more={
            # Qt without a screen asks for a folder of faces, and its complaint would fail the first test.
            "QT_QPA_FONTDIR": zhang_sans_windows.path(ROOT / "resources" / "fonts"),
            "PYTHONPYCACHEPREFIX": zhang_sans_windows.path(room / "bytecode"),
            "HYPOTHESIS_STORAGE_DIRECTORY": zhang_sans_windows.path(room / "hypothesis"),
        },
    )  # fmt: skip
    if not results.exists():
        pytest.fail(f"the run came to no end (exit code {ended.code}):\n{ended.text[-6000:]}")
    return Ran(_read(results), ended.text)


def _read(results: Path) -> dict[str, Told]:
    modules: dict[str, Told] = {}
    for case in ElementTree.parse(results).iter("testcase"):
        place = (
            case.get("classname") or case.get("name") or ""
        )  # of a module that could not be read: its name
        told = modules.setdefault(place, Told())
        what = {one.tag: one for one in case}
        name = str(case.get("name"))
        if "failure" in what or "error" in what:
            told.failed.append(name)
        elif "skipped" in what:
            told.skipped.append(f"{name}: {what['skipped'].get('message')}")
        else:
            told.passed += 1
    return modules


@pytest.mark.wine
@pytest.mark.timeout(_PATIENCE_S + 300)
@pytest.mark.parametrize("module", MODULES)
def test_in_the_python_of_windows(ran: Ran, module: str) -> None:
    told = ran.modules.get(module.removesuffix(".py").replace("/", "."))
    assert told is not None, f"{module} was not run:\n{ran.text[-4000:]}"
    print(f"{module}: {told.passed} passed, {len(told.skipped)} skipped {told.skipped}")
    assert not told.failed, f"{told.failed}\n{_about(ran.text, told.failed)}"
    assert told.passed, f"every test of {module} was skipped: {told.skipped}"


def _about(text: str, names: list[str]) -> str:
    """Return what the run wrote about these tests."""
    parts = re.split(r"^_{3,} (.+?) _{3,}$", text, flags=re.MULTILINE)
    found = [
        f"{title}\n{words}"
        for title, words in zip(parts[1::2], parts[2::2], strict=False)
        if any(title.endswith(name) for name in names)
    ]
    return "\n".join(found)[-8000:]
