"""The process that reads hostile files: one after the other, telling which before it begins."""

from __future__ import annotations

import faulthandler
import json
import os
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Protocol

from hazard_desk.errors import HazardDeskError, InputRefused
from tests.faults.hostile.running import CANARY, SECONDS

_ADDRESS_SPACE = 3 * 2**30  # a wall far behind the limit that is measured: what runs into it fails at once


class Attack(Protocol):
    """A kind of files: how one is spoilt and what the program does with it."""

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return the name and the bytes of a hostile file."""
        ...

    def known(self) -> list[tuple[str, bytes]]:
        """Return hostile files of which one once did harm, by their names."""
        ...

    def deeds(self, random: Random) -> Sequence[Callable[[Path], object]]:
        """Return what the program is to do with it, one after the other; each returns all that it read."""
        ...


class Wrong(Exception):
    """The program took a file as it must not."""


def said(error: HazardDeskError) -> str:
    """Return a refusal's words; Wrong where they are none for the clerk."""
    words = [error.what, error.meaning, error.remedy]
    if isinstance(error, InputRefused):
        words += [problem.message for problem in error.problems]
    for word in words[:1] + words[3:]:
        if not any("\u4e00" <= sign <= "\u9fff" for sign in word):
            raise Wrong(f"a message that says nothing to her: {word[:300]!r}")
    told = str(error)
    if any(trace in told for trace in ("Traceback", "Error:", "Exception", "0x")):
        raise Wrong(f"a message with the program's insides: {told[:300]!r}")
    return "".join(words)


def attack_of(kind: str, given: Path, traps: tuple[str, ...]) -> Attack:
    """Return the attack of this name, its good files and its office made in `given`."""
    if kind == "spreadsheets":
        from tests.faults.hostile.spreadsheets import Spreadsheets

        return Spreadsheets(given, traps)
    if kind == "pictures":
        from tests.faults.hostile.pictures import Pictures

        return Pictures(given)
    if kind == "papers":
        from tests.faults.hostile.papers import Papers

        return Papers(given, traps)
    if kind == "archives":
        from tests.faults.hostile.archives import Archives

        return Archives(given)
    from tests.faults.hostile.notes import Notes

    return Notes(given)


def main() -> None:
    """Suffer the files from the first number to the last."""
    kind, seed, first, end, sandbox, port = (
        sys.argv[1],
        *map(int, sys.argv[2:5]),
        Path(sys.argv[5]),
        sys.argv[6],
    )
    given = sandbox / "given"
    traps = (f"file://{sandbox}/canary.txt", f"{sandbox}/canary.txt", f"http://127.0.0.1:{port}/x.dtd")
    faulthandler.enable()
    faulthandler.register(signal.SIGXCPU, chain=True)  # says what took so long, and dies of it
    home = given / str(first)
    attack = attack_of(kind, home, traps)
    known = attack.known() if first < 0 else []
    first = max(first, -len(known)) if known else max(first, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in range(first, end):
        random = Random(f"{kind} {seed} {number}")
        name, data = attack.spoilt(random) if number >= 0 else known[number]
        path = home / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        _tell(begun=number, name=name)
        outcome, failure, slowest = "refused", "", 0.0
        for deed in attack.deeds(random):
            started = time.process_time()
            used = int(started) + SECONDS + 1
            resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))
            taken, why = _suffered(deed, path)
            seconds = time.process_time() - started
            slowest = max(slowest, seconds)
            outcome = "taken" if taken else outcome
            failure = failure or why or (f"{deed} took {seconds:.1f} s" if seconds > SECONDS else "")
        memory = _highest_memory()
        _tell(outcome=outcome, failure=failure, seconds=slowest, memory=memory)
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        path.unlink(missing_ok=True)
    os._exit(0)  # nothing is torn down that a hostile file may have bent


def _highest_memory() -> int:
    """Return the most bytes this program had in memory; `ru_maxrss` also remembers what started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def _suffered(deed: Callable[[Path], object], path: Path) -> tuple[bool, str]:
    """Say whether the file was taken, and what went wrong."""
    try:
        told, taken = str(deed(path)), True
    except HazardDeskError as error:
        try:
            told, taken = said(error), False
        except Wrong as wrong:
            return False, str(wrong)
    except BaseException as error:
        return False, f"{type(error).__name__}: {error!s:.300}\n{traceback.format_exc()[-2500:]}"
    return taken, f"{deed}: a file that it names was read" if CANARY in told else ""


def _tell(**what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
