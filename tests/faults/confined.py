"""Runs the program with less: less memory, shorter files, no right to go past a file's permissions."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.desk import ROOT, Said

LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="limits a process as Linux does")
_DROP = 24  # PR_CAPBSET_DROP
_PAST_PERMISSIONS = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def run(words: list[str], before: Callable[[], None] | None = None) -> Said:
    ended = subprocess.run(words, capture_output=True, cwd=ROOT, timeout=60, preexec_fn=before)
    return Said(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


def run_limited(words: list[str], *, memory: int = 0, file_size: int = 0) -> Said:
    """Run with at most so many bytes of address space, and no file longer than `file_size`."""
    import resource

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        if file_size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return run(words, limit)


def without_override(words: list[str]) -> Said:
    """Run bound by file permissions even where the tests run as root; skip where that can't be had."""
    if os.geteuid() != 0:
        return run(words)
    libc = ctypes.CDLL(None, use_errno=True)

    def drop() -> None:
        for capability in _PAST_PERMISSIONS:
            if libc.prctl(_DROP, capability, 0, 0, 0):
                os._exit(77)

    said = run(words, drop)
    if said.code == 77:
        pytest.skip("root can't be bound by permissions here")
    return said


def small_disk(folder: Path, size: int) -> bool:
    """Mount a file system of `size` bytes at `folder`; say whether that was allowed."""
    folder.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        return subprocess.run(["mount", *options], capture_output=True, timeout=20).returncode == 0
    except OSError:
        return False


def unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True, timeout=20)
