"""Makes the Debian package from the frozen program: `python -m installer.deb [--check] [--out DIR]`.

Built by dpkg-deb alone, the same bytes each time. What the package depends on is read from the programs and
libraries in it, never listed by hand: what they load and do not bring, and the least glibc that they ask for.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from dev import child_environment
from hazard_desk import __version__
from installer import EPOCH, ROOT, elf, frozen_check, notices
from installer.freeze import FreezeError, copy_tree

WORK = ROOT / "build" / "linux"
DIST = ROOT / "dist"
DATA = ROOT / "installer" / "deb"
NAME = "hazard-desk"
HOME = Path("opt") / NAME
ARCHITECTURE = "amd64"

PACKAGES = {
    "ld-linux-x86-64.so.2": "libc6", "libc.so.6": "libc6", "libm.so.6": "libc6", "libpthread.so.0": "libc6",
    "libdl.so.2": "libc6", "librt.so.1": "libc6", "libresolv.so.2": "libc6", "libutil.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1", "libstdc++.so.6": "libstdc++6", "libzstd.so.1": "libzstd1",
    "libbrotlidec.so.1": "libbrotli1", "libbrotlicommon.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2", "libz.so.1": "zlib1g", "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1", "libX11.so.6": "libx11-6", "libX11-xcb.so.1": "libx11-xcb1",
    "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3", "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0", "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0", "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0", "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0", "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0", "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}  # fmt: skip
"""Debian's package of each library of the system; Ubuntu and the newer Debian still provide these names."""

OPTIONAL = {"libcups.so.2": "libcups2"}
"""Of plugins that Qt does without where the library is missing: without CUPS there is no printer."""

_COMPILERS = {"3.4.28": "9", "3.4.29": "11", "3.4.30": "12", "3.4.31": "13", "3.4.32": "13.2", "3.4.33": "14"}
"""From which GCC on libstdc++ has these symbols."""

_SIZES = (48, 64, 128, 256)


class PackageError(Exception):
    """The package can't be made, or is not what it should be; the text says why."""


def freeze(work: Path = WORK) -> Path:
    """Freeze the program for this Linux and return its folder."""
    print("deb: freezing the program", flush=True)
    tree = copy_tree(work / "tree")
    environment = child_environment(
        {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(EPOCH), "QT_QPA_PLATFORM": "offscreen"}
    )
    subprocess.run(
        [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR",
            "--distpath", str(work / "frozen"), "--workpath", str(work / "work"),
            str(tree / "installer" / "hazard_desk.spec"),
        ],
        check=True, cwd=tree, env=environment,
    )  # fmt: skip
    folder = work / "frozen" / "HazardDesk"
    for path in (folder / "_internal").glob("libpython3*"):
        # A Python that somebody compiled has three times its size in tables for the debugger.
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
    wrong = frozen_check.wrong_with(folder, tree)
    if wrong:
        raise PackageError("\n".join(wrong))
    notices.write(folder, Path(sysconfig.get_path("purelib")), Path(sys.base_prefix))
    return folder


def depends(files: Iterable[Path]) -> tuple[list[str], list[str]]:
    """Return what a package with these files depends on, and what it recommends."""
    brought: set[str] = set()
    asked: set[str] = set()
    versions: set[tuple[str, str]] = set()
    for path in files:
        brought.add(path.name)
        if elf.is_elf(path):
            wanted = elf.wants(path)
            asked.update(wanted.libraries)
            versions.update(wanted.versions)
    outside = asked - brought
    unknown = sorted(outside - PACKAGES.keys() - OPTIONAL.keys())
    if unknown:
        raise PackageError(f"no package is known for {', '.join(unknown)}; add it to installer/deb.py")
    packages = {PACKAGES[name] for name in outside & PACKAGES.keys()}
    with_least = {"libc6": _newest(versions, "GLIBC_"), "libstdc++6": _newest(versions, "GLIBCXX_")}
    if newest := with_least["libstdc++6"]:
        if _numbers(newest) > max(map(_numbers, _COMPILERS)):
            raise PackageError(f"which GCC's libstdc++ has GLIBCXX_{newest}? Add it to installer/deb.py")
        with_least["libstdc++6"] = _COMPILERS.get(newest, "9")
    lines = [
        f"{package} (>= {with_least[package]})" if with_least.get(package) else package
        for package in sorted(packages)
    ]
    return lines, sorted(OPTIONAL[name] for name in outside & OPTIONAL.keys())


def _newest(versions: Iterable[tuple[str, str]], start: str) -> str:
    found = {text.removeprefix(start) for _, text in versions if text.startswith(start)}
    numbers = [text for text in found if text.replace(".", "").isdigit()]
    return max(numbers, key=_numbers, default="")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def asks_for_glibc(files: Iterable[Path]) -> tuple[str, list[str]]:
    """Return the newest glibc that one of these files asks for, and the names of those that do."""
    asked = {path.name: _newest(elf.wants(path).versions, "GLIBC_") for path in files if elf.is_elf(path)}
    newest = max(filter(None, asked.values()), key=_numbers, default="")
    return newest, sorted(name for name, version in asked.items() if newest and version == newest)


def stage(frozen: Path, place: Path) -> None:
    """Lay out the tree of the package in `place`."""
    from installer.make_icon import SOURCE, as_png, drawn

    shutil.rmtree(place, ignore_errors=True)
    home = place / HOME
    shutil.copytree(frozen, home, symlinks=True)
    share = place / "usr" / "share"
    _lay(share / "applications" / f"{NAME}.desktop", (DATA / f"{NAME}.desktop").read_bytes())
    _lay(share / "mime" / "packages" / f"{NAME}.xml", (DATA / f"{NAME}.xml").read_bytes())
    _lay(share / "doc" / NAME / "copyright", (DATA / "copyright").read_bytes())
    icons = share / "icons" / "hicolor"
    _lay(icons / "scalable" / "apps" / f"{NAME}.svg", SOURCE.read_bytes())
    for size in _SIZES:
        _lay(icons / f"{size}x{size}" / "apps" / f"{NAME}.png", as_png(drawn(size)))
    program = place / "usr" / "bin" / NAME
    program.parent.mkdir(parents=True)
    program.symlink_to(Path("/") / HOME / NAME)
    files = [path for path in sorted(place.rglob("*")) if path.is_file() and not path.is_symlink()]
    needed, recommended = depends(path for path in sorted(home.rglob("*")) if path.is_file())
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(place)}\n"
        for path in files
    ]
    _lay(place / "DEBIAN" / "md5sums", "".join(sums).encode())
    _lay(place / "DEBIAN" / "prerm", (DATA / "prerm").read_bytes())
    kilobytes = sum((path.stat().st_size + 1023) // 1024 for path in files)
    _lay(place / "DEBIAN" / "control", control(needed, recommended, kilobytes).encode())
    _settle(place)


def control(needed: list[str], recommended: list[str], kilobytes: int) -> str:
    """Return the control file."""
    return f"""\
Package: {NAME}
Version: {__version__}
Architecture: {ARCHITECTURE}
Maintainer: Hazard Desk <hazard-desk@localhost>
Installed-Size: {kilobytes}
Depends: {", ".join(needed)}
Recommends: {", ".join([*recommended, "xdg-utils"])}
Section: misc
Priority: optional
Description: 隐患台：乡镇安全生产隐患台账
 给乡镇（街道）安监办用的离线台账：企业、检查、隐患、整改回查一处录入，
 各种上报表都从这里出（PDF、Excel）。不联网，台账只存在本机的一个文件夹里。
 卸载不会删除台账。
"""


def _lay(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _settle(place: Path) -> None:
    """Give every file the rights and the time that it has in the package, whoever builds."""
    programs = {place / HOME / name for name in frozen_check.PROGRAMS} | {place / "DEBIAN" / "prerm"}
    for path in (place, *place.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def build(out: Path = DIST, work: Path = WORK) -> Path:
    """Make the package and return it."""
    place = work / "stage"
    frozen = freeze(work)
    # How far the package reaches changes with the Python that freezes it: say what it hangs on.
    glibc, by = asks_for_glibc(sorted(frozen.rglob("*")))
    print(f"deb: glibc {glibc} is asked for by {', '.join(by)}", flush=True)
    stage(frozen, place)
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"{NAME}_{__version__}_{ARCHITECTURE}.deb"
    print(f"deb: packing {package.name}", flush=True)
    # xz in one thread: other dpkgs than Debian's newest read it, and the bytes do not depend on the machine.
    subprocess.run(
        [
            "dpkg-deb",
            "--root-owner-group",
            "-Zxz",
            "-z6",
            "--threads-max=1",
            "--build",
            str(place),
            str(package),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
    )
    size, digest = package.stat().st_size, hashlib.sha256(package.read_bytes()).hexdigest()
    print(f"deb: {package.name}: {size / 1e6:.1f} MB, sha256 {digest}", flush=True)
    return package


def main(arguments: list[str] | None = None) -> int:
    """Make the package; with --check also try it in a bare Debian."""
    parser = argparse.ArgumentParser(prog="python -m installer.deb", description=__doc__)
    parser.add_argument("--check", action="store_true", help="install and try it in a bare Debian")
    parser.add_argument("--out", type=Path, default=DIST, help="where the package goes (dist/)")
    given = parser.parse_args(arguments)
    try:
        if not sys.platform.startswith("linux"):
            raise PackageError("the Debian package is made on Linux only; leave out --deb here")
        package = build(given.out)
        if given.check:
            from installer.deb_check import check

            check(package)
    except (
        PackageError,
        FreezeError,
        notices.NoticeError,
        subprocess.SubprocessError,
        OSError,  # a program that isn't installed, a full disk
    ) as error:
        print(f"deb: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
