"""The table of faults: what was done to the office, by which mechanism, how often, and that it survived.

A test that really does a fault says so to `ledger`. At the end of the run the table is printed, and with
`--write-faults` it is kept in docs/faults.md. How many of the random variants are tried is `share`: a seeded
tenth, all of them with `--long`.
"""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

TABLE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
_ABOVE = "<!-- made by: python3 dev.py test --write-faults; with --long all variants, else a seeded tenth -->"
_SEED = 20_261_126
_RECORDED = pytest.StashKey[list["Survived"]]()


@dataclass(frozen=True, order=True)
class Survived:
    """A fault that was done `runs` times; `lost` counts committed facts that were gone afterwards."""

    fault: str
    mechanism: str
    runs: int
    lost: int = 0


class Ledger:
    """What a test tells of the faults it did."""

    def __init__(self, recorded: list[Survived]) -> None:
        self._recorded = recorded

    def survived(self, fault: str, mechanism: str, *, runs: int = 1, lost: int = 0) -> None:
        """Enter a fault that was done and survived; the same fault of several tests is added up."""
        assert runs > 0, f"{fault}: nothing was done"
        assert lost == 0, f"{fault}: {lost} committed facts were lost"
        self._recorded.append(Survived(fault, mechanism, runs, lost))


class Share:
    """How much of the random variants this run tries."""

    def __init__(self, part: float) -> None:
        self.part = part
        self.seed = _SEED

    def of(self, all_of_them: int) -> int:
        """Return how many of so many variants are tried, at least one."""
        return max(1, round(all_of_them * self.part))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--long", action="store_true", help="try all random variants of faults, not a tenth")
    group.addoption("--share", type=float, default=0.1, help="the share of random variants to try")
    group.addoption("--write-faults", action="store_true", help="keep the table in docs/faults.md")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RECORDED] = []


@pytest.fixture(scope="session")
def share(pytestconfig: pytest.Config) -> Share:
    return Share(1.0 if pytestconfig.getoption("--long") else pytestconfig.getoption("--share"))


@pytest.fixture
def ledger(pytestconfig: pytest.Config) -> Ledger:
    return Ledger(pytestconfig.stash[_RECORDED])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Bring what was recorded in a process of pytest-xdist to the one that prints."""
    told = getattr(node, "workeroutput", {}).get("faults", [])
    node.config.stash[_RECORDED] += [Survived(*row) for row in told]


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["faults"] = [
            (row.fault, row.mechanism, row.runs, row.lost) for row in session.config.stash[_RECORDED]
        ]


def summed(recorded: list[Survived]) -> list[Survived]:
    """Return one row a fault and mechanism, in order."""
    runs: dict[tuple[str, str], tuple[int, int]] = {}
    for row in recorded:
        done, lost = runs.get((row.fault, row.mechanism), (0, 0))
        runs[row.fault, row.mechanism] = (done + row.runs, lost + row.lost)
    return sorted(Survived(*key, *counts) for key, counts in runs.items())


def _lines(rows: list[Survived]) -> Iterator[str]:
    yield "| fault | mechanism | runs | survived | committed facts lost |"
    yield "|---|---|---|---|---|"
    for row in rows:
        yield f"| {row.fault} | {row.mechanism} | {row.runs:,} | {row.runs:,} | {row.lost} |"
    yield f"| **all** | | **{sum(r.runs for r in rows):,}** | **{sum(r.runs for r in rows):,}** | **{sum(r.lost for r in rows)}** |"  # noqa: E501


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    rows = summed(config.stash[_RECORDED])
    if not rows or hasattr(config, "workeroutput"):  # a process of pytest-xdist knows its own part alone
        return
    terminalreporter.section("faults survived")
    for line in _lines(rows):
        terminalreporter.write_line(line)
    if config.getoption("--write-faults") and exitstatus == 0:
        TABLE.parent.mkdir(exist_ok=True)
        part = 1.0 if config.getoption("--long") else config.getoption("--share")
        told = (
            f"Run on {date.today()}, {platform.system()}, Python {platform.python_version()}, "
            f"SQLite {sqlite3.sqlite_version}, with {part:.0%} of the random variants."
        )
        TABLE.write_text(
            "\n".join(["# Faults survived", "", _ABOVE, "", told, "", *_lines(rows), ""]), encoding="utf-8"
        )
