"""Tries the Debian package in a bare Debian 12 without Python: install, work, show the window, remove.

The root is made once by debootstrap (`build/linux/base`, about a minute) and copied for each check. What runs
in it has a namespace of its own for mounts and processes, so nothing is left behind. Needs root, debootstrap,
Xvfb, ImageMagick's `import`; of the network only Debian's packages, from where this machine's apt has them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dev import virtual_screen
from hazard_desk import __version__
from installer import ROOT
from installer.command_walk import CallFailed, CommandWalk
from installer.deb import HOME, NAME, WORK, PackageError

SUITE = "bookworm"
PEOPLE_HOME = "/home/张三"
_USER = 1000
_SCREEN_FOLDER = "/tmp/.X11-unix"
_ENTER = r"""
set -e
mount -t proc proc "$1/proc"
mkdir -p "$1$2" "$2"
mount --bind "$2" "$1$2"
shift 2
exec chroot "$@"
"""
_COLOURS = 800  # and more are in the picture of a page with a table
_CALM = 2.0  # seconds for which the picture of the window must stay the same


def _asked(*words: str) -> list[str]:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def source_of_packages(suite: str) -> str:
    """Return where this machine's apt has the packages of a Debian from."""
    form = "$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)"
    for line in _asked("apt-get", "indextargets", "--format", form, "Created-By: Packages"):
        words = line.split()
        if words[1:] == [suite, "main", "Debian"]:
            return words[0]
    raise PackageError(
        f"the sources of this machine's apt have no Debian {suite}: run apt-get update, or add it to them"
    )


def _proxies() -> list[str]:
    """Return the lines of apt's settings that say through which proxy its packages come."""
    return [line for line in _asked("apt-config", "dump") if re.match(r"Acquire::\w+::Proxy\b", line)]


def way_out() -> dict[str, str]:
    """Return apt's proxies the way that debootstrap understands them."""
    found = (re.fullmatch(r'Acquire::(https?)::Proxy "(.+)";', line) for line in _proxies())
    return {f"{one[1]}_proxy": one[2] for one in found if one and one[2] != "DIRECT"}


class BareRoot:
    """A Debian with nothing in it but what every one has."""

    def __init__(self, folder: Path) -> None:
        """Make it anew in this folder."""
        self.folder = folder
        base = WORK / "base"
        if not (base / "made").is_file():
            shutil.rmtree(base, ignore_errors=True)
            print(f"deb: making a bare Debian ({SUITE})", flush=True)
            with (WORK / "debootstrap.log").open("w") as log:
                subprocess.run(
                    ["debootstrap", "--variant=minbase", SUITE, str(base), source_of_packages(SUITE)],
                    check=True, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **way_out()},
                )  # fmt: skip
            (base / "made").touch()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(["cp", "-a", "--reflink=auto", f"{base}/.", str(folder)], check=True)
        with (folder / "etc" / "passwd").open("a", encoding="utf-8") as people:
            people.write(f"clerk:x:{_USER}:{_USER}::{PEOPLE_HOME}:/bin/sh\n")
        home = self.inside(PEOPLE_HOME)
        home.mkdir(parents=True)
        os.chown(home, _USER, _USER)
        shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
        told = "".join(f"{line}\n" for line in _proxies())
        (folder / "etc" / "apt" / "apt.conf.d" / "99proxy").write_text(told, encoding="utf-8")

    def inside(self, path: str) -> Path:
        """Return where a path of this Debian's lies."""
        return self.folder / path.lstrip("/")

    def command(self, words: Sequence[str], *, as_root: bool = False) -> list[str]:
        """Return the command that runs these words in here, as the clerk or as root."""
        who = "0:0" if as_root else f"{_USER}:{_USER}"
        return [
            "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _ENTER, "sh",
            str(self.folder), _SCREEN_FOLDER, f"--userspec={who}", str(self.folder), *words,
        ]  # fmt: skip

    def environment(self, screen: dict[str, str] | None = None, *, as_root: bool = False) -> dict[str, str]:
        """Return the environment of what runs in here."""
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root" if as_root else PEOPLE_HOME,
            "LANG": "C.UTF-8",
            **({"DEBIAN_FRONTEND": "noninteractive"} if as_root else {}),
            **(screen or {}),
        }

    def run(self, *words: str, as_root: bool = False) -> str:
        """Run these words in here and return what they say; raises where they fail."""
        done = subprocess.run(
            self.command(words, as_root=as_root),
            env=self.environment(as_root=as_root),
            capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise CallFailed(
                f"{' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
            )
        return done.stdout


def check(package: Path) -> None:
    """Try the package; raises `PackageError` where it isn't what it should be."""
    missing = [name for name in ("debootstrap", "unshare", "Xvfb", "import") if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        raise PackageError(f"the check needs root, and of programs: {', '.join(missing) or 'nothing more'}")
    began = time.monotonic()
    root = BareRoot(WORK / "root")
    try:
        _install(root, package)
        _work(root)
        _show(root)
        _self_test(root)
        _remove(root)
    except (CallFailed, AssertionError) as error:
        raise PackageError(str(error)) from error
    shutil.rmtree(root.folder)
    print(f"deb: checked in a bare Debian in {time.monotonic() - began:.0f} s", flush=True)


def _say(text: str) -> None:
    print(f"deb: {text}", flush=True)


def _expect(is_so: bool, what: str) -> None:
    if not is_so:
        raise PackageError(what)


def _install(root: BareRoot, package: Path) -> None:
    _expect(
        shutil.which("python3", path=str(root.inside("/usr/bin"))) is None,
        "there is a Python in the bare root",
    )
    shutil.copy(package, root.inside(f"/tmp/{package.name}"))
    root.run("apt-get", "update", "-qq", as_root=True)
    root.run(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/tmp/{package.name}", as_root=True
    )
    _expect(__version__ in root.run(NAME, "--version"), "hazard-desk --version")
    asking = "ldd \"$1\" | grep 'not found' || true"
    missing = root.run(
        "find", f"/{HOME}", "-name", "*.so*", "-type", "f", "-exec", "sh", "-c", asking, "sh", "{}", ";"
    )
    lacking = {line.split()[0] for line in missing.splitlines()} - {"libcups.so.2"}
    _expect(
        all(root.inside(f"/{HOME}/_internal/{name}").exists() for name in lacking), f"libraries: {lacking}"
    )
    _say("installed in a bare Debian")


def _work(root: BareRoot) -> None:
    place = f"{PEOPLE_HOME}/文档"
    root.run("mkdir", place)
    walk = CommandWalk(lambda *words: root.run(NAME, *words), place, root.inside(place))
    walk.walk()
    _expect(not walk.blank, f"nothing in the demo office for {walk.blank}")
    _say("import, forms to PDF and XLSX, backup, restore, migration")


def _show(root: BareRoot) -> None:
    """Open the window on a screen of this machine, keep a picture; meanwhile nothing may be removed."""
    picture = WORK / "window.png"
    with virtual_screen() as screen, tempfile.TemporaryFile() as log:
        program = subprocess.Popen(
            root.command([f"/{HOME}/HazardDesk", "--office", f"{PEOPLE_HOME}/文档/隐患台账"]),
            env=root.environment(screen), stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for_window(screen, picture, program)
            # In the same namespace of processes as the program, the way it is on a desk.
            refused = subprocess.run(
                ["nsenter", "--target", str(_first_child(program.pid)), "--mount", "--pid",
                 "chroot", str(root.folder), "apt-get", "remove", "-y", "-qq", NAME],
                env=root.environment(as_root=True),
                capture_output=True, text=True, encoding="utf-8", check=False,
            )  # fmt: skip
            said = refused.stdout + refused.stderr
            _expect(refused.returncode != 0 and "正在运行" in said, f"removed while it ran: {said[-500:]}")
            _expect(root.inside(f"/{HOME}/HazardDesk").is_file(), "the program is gone while it ran")
        finally:
            # `unshare` heeds no gentler word; an office survives that, too.
            program.kill()
            program.wait(30)
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
    _expect("Traceback" not in said, f"the window said: {said[-2000:]}")
    _say(f"window: {picture.relative_to(ROOT)}")


def _first_child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _wait_for_window(screen: dict[str, str], picture: Path, program: subprocess.Popen[bytes]) -> None:
    from PIL import Image

    until, before = time.monotonic() + 90, b""
    while time.monotonic() < until:
        _expect(program.poll() is None, f"the window ended with {program.returncode}")
        time.sleep(_CALM)
        subprocess.run(
            ["import", "-window", "root", str(picture)], env={**os.environ, **screen}, check=True, timeout=30
        )
        with Image.open(picture) as image:
            pixels = image.convert("RGB").tobytes()
            colours = image.convert("RGB").getcolors(1 << 20) or []
        # While the office is being opened there is little to see but the menus.
        if len(colours) > _COLOURS and pixels == before:
            return
        before = pixels
    raise PackageError("no window came up, or it never came to rest")


def _self_test(root: BareRoot) -> None:
    target = f"{PEOPLE_HOME}/自检.json"
    with virtual_screen() as screen:
        done = subprocess.run(
            root.command([f"/{HOME}/HazardDesk", "--self-test", target]),
            env=root.environment(screen), capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
    report = root.inside(target)
    _expect(report.is_file(), f"--self-test wrote nothing: {done.stderr[-2000:]}")
    facts = json.loads(report.read_text(encoding="utf-8"))
    wrong = [step for step in facts["steps"] if not step["ok"]]
    _expect(facts["ok"] and done.returncode == 0, f"--self-test: {wrong} {done.stderr[-1000:]}")
    _say(f"self-test: {len(facts['steps'])} steps")


def _remove(root: BareRoot) -> None:
    office = root.inside(f"{PEOPLE_HOME}/文档/隐患台账/office.db")
    before = office.read_bytes()
    root.run("apt-get", "purge", "-y", "-qq", NAME, as_root=True)
    for path in (f"/{HOME}", f"/usr/bin/{NAME}", f"/usr/share/applications/{NAME}.desktop"):
        _expect(not os.path.lexists(root.inside(path)), f"{path} is left")
    _expect(office.read_bytes() == before, "removing the program changed the office file")
    _say("removed; the office folder stayed")
