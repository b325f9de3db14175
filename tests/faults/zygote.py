"""A process with the program imported that forks a child for every run: a run costs the run, not the start.

The parent asks by lines of JSON; a child does one deed of tests/faults/deeds.py, tells its lines over a pipe
and may die on the way. `Zygote` is the side of the test, `serve` the side of the process.
"""

from __future__ import annotations

import faulthandler
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds a child may take; more is a hang


@dataclass(frozen=True)
class Ended:
    """How a child ended and what it told before."""

    status: int  # the exit code, or minus the signal
    told: list[list[Any]]
    noise: str  # what came over its stderr: a traceback, a crash

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL and "took too long" not in self.noise

    def last(self, word: str) -> Any:
        """Return what was told last under this word, or None."""
        return next(
            (rest[0] if rest else True for first, *rest in reversed(self.told) if first == word), None
        )

    def all(self, word: str) -> list[Any]:
        return [rest[0] if rest else True for first, *rest in self.told if first == word]


class Zygote:
    """Starts the process and asks it for children."""

    def __init__(self, library: Path, log: Path) -> None:
        self._log = log.open("wb")
        self._asked = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(library), "PYTHONWARNINGS": "error::ResourceWarning"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.wait(30)
        self._log.close()

    def __call__(self, deed: str, *, here: bool = False, **given: Any) -> Ended:
        """Let a child do a deed; `here` does it in the process itself, so that it is warm."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked += 1
        self._process.stdin.write(json.dumps([self._asked, deed, here, given], default=str) + "\n")
        self._process.stdin.flush()
        number = 0
        while number != self._asked:  # the answer to a test that its time limit cut off is nobody's
            line = self._process.stdout.readline()
            assert line, f"the zygote died: {Path(self._log.name).read_text(errors='replace')[-3000:]}"
            number, *ended = json.loads(line)
        return Ended(*ended)

    def done(self, deed: str, *, here: bool = False, **given: Any) -> Ended:
        """Let a child do a deed that has to succeed."""
        ended = self(deed, here=here, **given)
        assert ended.status == 0, f"{deed} ended with {ended.status}\n{ended.told}\n{ended.noise}"
        return ended


def _do(deed: str, given: dict[str, Any], pipe: int) -> None:
    from tests.faults import deeds, edited_deeds, place_deeds

    def tell(word: str, *rest: Any) -> None:
        os.write(pipe, json.dumps([word, *rest], ensure_ascii=False, default=str).encode() + b"\n")

    where = next(module for module in (deeds, edited_deeds, place_deeds) if hasattr(module, deed))
    getattr(where, deed)(tell, pipe, **given)


def _child(deed: str, given: dict[str, Any], pipe: int) -> None:
    os.dup2(pipe, 2)
    os.dup2(pipe, 1)
    faulthandler.enable()
    try:
        _do(deed, given, pipe)
        code = 0
    except BaseException:
        os.write(pipe, traceback.format_exc().encode())
        code = 1
    os._exit(code)


def _fork(deed: str, given: dict[str, Any]) -> tuple[int, bytes]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(deed, given, writing)
    os.close(writing)
    said, until = b"", time.monotonic() + _PATIENCE
    while select.select([reading], [], [], max(0, until - time.monotonic()))[0]:
        piece = os.read(reading, 65536)
        if not piece:
            break
        said += piece
    else:
        said += b"took too long\n"
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _here(deed: str, given: dict[str, Any]) -> tuple[int, bytes]:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    code = 0
    try:
        _do(deed, given, writing)
    except BaseException:
        os.write(writing, traceback.format_exc().encode()[-30_000:])
        code = 1
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return code, pipe.read()


def _share_statements() -> None:
    """Let every office opened here share what SQLAlchemy has compiled: else each child does it all anew."""
    from hazard_desk.store import engine

    make, first = engine.create_engine, []

    def create_engine(*given: Any, **more: Any) -> Any:
        made = make(*given, **more)
        first.append(made)
        made.dialect, made._compiled_cache = first[0].dialect, first[0]._compiled_cache
        del first[1:]
        return made

    engine.create_engine = create_engine


def serve() -> None:
    """Do what is asked for, until nobody asks any more."""
    import gc

    from tests.faults import deeds, edited_deeds, place_deeds  # noqa: F401  (import the program)

    _share_statements()
    gc.collect()
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        number, deed, here, given = json.loads(line)
        code, said = (_here if here else _fork)(deed, given)
        if here:
            gc.collect()
            gc.freeze()
        told, noise = [], []
        for part in said.decode(errors="replace").splitlines():
            if part.startswith("["):
                try:
                    told.append(json.loads(part))
                    continue
                except ValueError:
                    pass
            noise.append(part)
        answers.write(json.dumps([number, code, told, "\n".join(noise)]) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
