"""Hands hostile files to the program in a process of its own, and watches over that process.

A file is made from the batch's seed and its own number alone, so that a failure names all that is needed to
make it again. The process lives in a sandbox with one folder that may be written to; it may use five seconds
of the processor for a file and a gibibyte of memory for all of them. A stranger's file and a server that no
reader may ask are waiting beside it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
CANARY = "kanarie-7f3a9c"
"""Stands in the file that no reader of another file may open."""

SECONDS = 5  # of the processor, for one file
MEMORY = 2**30
_HANG = 240.0  # seconds on the clock without a word: waiting, not reckoning


@dataclass
class Batch:
    """How a batch went: how often each outcome came, the slowest file, the most memory."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        return sum(self.outcomes.values())


def run_batch(kind: str, seed: int, count: int, sandbox: Path, first: int = 0) -> Batch:
    """Make so many files of a kind and hand each to the program; tell of all that must not happen."""
    batch = Batch()
    (sandbox / "given").mkdir(parents=True)
    (sandbox / "temporary").mkdir()
    (sandbox / "canary.txt").write_text(CANARY, encoding="utf-8")
    with _deaf_server() as server:
        port = server.getsockname()[1]
        number = first
        before = _outside(sandbox)
        while (
            number < first + count
        ):  # a process that died is followed by another, behind the file it died of
            number = _follow(batch, kind, seed, number, first + count, sandbox, port)
        after = _outside(sandbox)
        for path in sorted(set(before) ^ set(after)):
            batch.failures.append(f"{kind}: {path} lies outside of the folder given")
        batch.failures += [
            f"{kind}: {path} was changed" for path in before if before[path] != after.get(path)
        ]
        server.setblocking(False)
        try:
            server.accept()[0].close()
            batch.failures.append(f"{kind}: a server that a file names was asked")
        except BlockingIOError:
            pass
    if batch.memory > MEMORY:
        batch.failures.append(f"{kind}: {batch.memory / 2**20:.0f} MB of memory were taken")
    return batch


def _follow(batch: Batch, kind: str, seed: int, first: int, end: int, sandbox: Path, port: int) -> int:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.faults.hostile.child",
            kind,
            *map(str, (seed, first, end, sandbox, port)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "TMPDIR": str(sandbox / "temporary"),
            "HOME": str(sandbox / "given"),
            "PYTHONWARNINGS": "error::ResourceWarning",
            "HAZARD_DESK_OFFICE": "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    number, noise = first - 1, ""
    for line in _lines(process):
        if not line.startswith('{"'):
            noise = f"{noise}{line}\n"[-3000:]
            continue
        told: dict[str, Any] = json.loads(line)
        if "begun" in told:
            number, noise = told["begun"], ""
        elif "outcome" in told:
            batch.outcomes[told["outcome"]] += 1
            batch.slowest = max(batch.slowest, told["seconds"])
            batch.memory = max(batch.memory, told["memory"])
            if told["failure"]:
                batch.failures.append(f"{kind} {number} of seed {seed}: {told['failure']}")
    status = process.wait()
    assert number >= first, f"nothing was begun ({status}): {noise}"
    if status == 0:
        return end
    why = {-signal.SIGXCPU: f"took more than {SECONDS} s", -signal.SIGKILL: "hung"}.get(
        status, f"ended with {status}"
    )
    batch.outcomes["died"] += 1
    batch.failures.append(f"{kind} {number} of seed {seed}: the process {why}\n{noise}")
    return number + 1


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stdout is not None
    rest = b""
    until = time.monotonic() + _HANG
    while select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            break
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.decode(errors="replace") for line in whole)
        until = time.monotonic() + _HANG
    else:
        process.kill()
    process.stdout.close()
    yield rest.decode(errors="replace")


def _outside(sandbox: Path) -> dict[str, tuple[int, int]]:
    """Return what lies in the sandbox beside the folder given, with its size and its time."""
    return {
        str(path.relative_to(sandbox)): (
            path.stat().st_size,
            path.stat().st_mtime_ns if path.is_file() else 0,
        )
        for path in sandbox.rglob("*")
        if path.relative_to(sandbox).parts[0] not in ("given", "temporary")
    } | {str(path): (0, 0) for path in (sandbox / "temporary").rglob("*")}


@contextmanager
def _deaf_server() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield server
