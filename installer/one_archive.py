"""Runs first in both frozen programs: lets them load their modules from the one archive that they share.

PyInstaller would put all modules into each program, fifteen megabytes twice. Only what its own start needs is
in them; the rest lies in `_internal/program.pyz`. PyInstaller would also pack each module by itself; many
together take a quarter less room, in the setup too, where what is packed can't be packed again: with zlib
what the start loads, which is read four times as fast, and with lzma what it doesn't. `pack_modules.py`
writes the archive. This rests on the inside of the pinned PyInstaller: with another one no frozen program
would start. It can load only what `contents.is_needed_first` tells, and what Python begins with.
"""

import _thread
import lzma
import marshal
import os
import sys
import zlib
from types import CodeType, TracebackType

# Code of another Python can't be read; each reads its own only.
MAGIC = f"HazardDesk {sys.implementation.cache_tag}\n".encode()
MODULE, PACKAGE, NAMESPACE = 0, 1, 3  # as PyInstaller's importers know them
# Modules load others in the midst of their own loading: some chunks are needed again soon.
KEPT = 16
_XZ = b"\xfd7zXZ"


class Damaged(Exception):  # no ImportError: who can do without a module would go on without it
    """The archive can't be read; the text says so to the clerk."""

    def __init__(self, path: str | os.PathLike[str], error: Exception) -> None:
        """Say which file it is and what came of reading it."""
        super().__init__(
            f"隐患台的程序文件损坏或缺失：{path}\n"
            "已经保存的台账不受影响。\n"
            "请把安装程序再运行一次（不会动台账）；还不行时，看看文件是不是被杀毒软件隔离了。\n\n"
            f"交给维护人员：{type(error).__name__}: {error}"
        )


class Archive:
    """The modules in the archive: `toc` and `extract` are what PyInstaller's importers ask for."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Read which modules there are: of each its kind, its chunk, where in it and how long it is."""
        self.toc: dict[str, tuple[int, int, int, int]]
        self._path = path
        self._unpacked: dict[int, memoryview] = {}
        self._lock = _thread.allocate_lock()
        try:
            with open(path, "rb") as file:
                if file.read(len(MAGIC)) != MAGIC:
                    raise ValueError("begins otherwise")
                size = int.from_bytes(file.read(4), "big")
                self._chunks, self.toc = marshal.loads(zlib.decompress(file.read(size)))
                self._begin = file.tell()
        except Exception as error:  # whatever reading of it comes to
            raise Damaged(path, error) from error

    def extract(self, name: str, raw: bool = False) -> CodeType | bytes | None:
        """Return the code of a module, or as it lies there; None for a folder without code in it."""
        kind, chunk, at, size = self.toc[name]
        if kind == NAMESPACE:
            return None
        try:
            with self._lock:
                content = self._unpacked.pop(chunk, None) or self._unpack(chunk)
                self._unpacked[chunk] = content
                if len(self._unpacked) > KEPT:
                    del self._unpacked[next(iter(self._unpacked))]
            found = content[at : at + size]
            if raw:
                return bytes(found)
            code: CodeType = marshal.loads(found)
            return code
        except Exception as error:  # whatever reading of it comes to
            raise Damaged(self._path, error) from error

    def _unpack(self, chunk: int) -> memoryview:
        begin, size = self._chunks[chunk]
        # Opened each time: an open file could not be replaced while the program runs.
        with open(self._path, "rb") as file:
            file.seek(self._begin + begin)
            packed = file.read(size)
        return memoryview((lzma if packed.startswith(_XZ) else zlib).decompress(packed))


def say(text: str) -> None:
    """Say why the program can't start, in a box where there is no terminal."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)
    elif sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "隐患台", 0x10)


def install() -> None:
    """Let the frozen program load from the archive; what is damaged is said without a traceback."""
    import pyimod02_importers

    before = sys.excepthook

    def said(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Damaged):
            say(str(error))
        else:
            before(kind, error, trace)

    sys.excepthook = said
    try:
        inside = sys._MEIPASS  # type: ignore[attr-defined]
        pyimod02_importers.pyz_archive = Archive(os.path.join(inside, "program.pyz"))
    except Damaged as error:
        say(str(error))
        sys.exit(1)
    pyimod02_importers._pyz_tree = None
    # What looks for modules was made with the small archive; it is made again when next asked for.
    sys.path_importer_cache.clear()


if __name__ == "__main__":
    install()
