"""The shape of the tree (DESIGN §2): who knows whom, what stays off the hot paths, how long a file is."""

from __future__ import annotations

import ast
import json
import pkgutil
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import hazard_desk
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.office_file import OfficeFile

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 600
FROZEN_HISTORY = (
    "hazard_desk/store/migrations/versions/"  # written once by a tool, never edited or read through
)

# Each room and the rooms it may know, beside itself.
MAY_KNOW: dict[str, set[str]] = {
    "terms": set(),
    "errors": set(),
    "resources": set(),
    "office_folder": set(),
    "whole_files": set(),
    "notes": set(),
    "progress": set(),
    "photos": set(),
    "workbooks": set(),
    "rules": {"terms"},
    "model": {"terms"},
    "forms": {"terms", "rules", "resources", "whole_files", "workbooks", "photos"},
    "intake": {"terms", "rules", "errors", "whole_files", "workbooks"},
    "issued_tables": {"terms", "rules", "errors", "intake", "whole_files", "workbooks"},
    "store": {"terms", "errors", "model", "whole_files", "notes", "photos", "progress"},
    "services": {
        "terms",
        "errors",
        "resources",
        "office_folder",
        "whole_files",
        "photos",
        "progress",
        "rules",
        "model",
        "store",
        "intake",
        "issued_tables",
        "forms",
    },
    "command_line": {"errors", "office_folder", "services", "store", "intake", "forms"},
    "cli": {"errors", "command_line", "store"},
    "running_mark": set(),
    "__main__": {"cli", "command_line", "running_mark"},
}
NETWORK = {
    "socket",
    "ssl",
    "urllib",
    "http",
    "ftplib",
    "smtplib",
    "asyncio",
    "socketserver",
    "xmlrpc",
    "requests",
}
NETWORK_OF_QT = {"QLocalServer", "QLocalSocket"}  # one window a PC: a named pipe, no network


def sources(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert len(found) > 20
    return found


def imports(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield every module that a file imports, wherever in it, with the names taken from it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, set()
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            yield node.module, {alias.name for alias in node.names}


def modules(path: Path) -> Iterator[str]:
    """Yield every module that a file imports; of a package, also what is taken from it, as if a module."""
    for module, names in imports(path):
        yield module
        yield from (f"{module}.{name}" for name in names)


def room(path: Path) -> str:
    return path.relative_to(ROOT / "hazard_desk").parts[0].removesuffix(".py")


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_room_is_known_here() -> None:
    assert {room(path) for path in sources("hazard_desk")} == {*MAY_KNOW, "__init__"}


def test_rooms_know_only_what_lies_below_them() -> None:
    wrong = []
    for path in sources("hazard_desk"):
        mine = room(path)
        if mine == "__init__":
            continue
        for module, names in imports(path):
            parts = module.split(".")
            if parts[0] == "hazard_desk":
                known = {parts[1]} if len(parts) > 1 else names - {"__version__"}
                wrong += [f"{place(path)} → {other}" for other in known - MAY_KNOW[mine] - {mine}]
    assert wrong == []


def test_filing_knows_nothing_of_the_pages_that_show_it() -> None:
    shown_on = ("hazard_desk.services.workbench", "hazard_desk.services.report_reading")
    wrong = [
        f"{place(path)} → {module}"
        for path in sources("hazard_desk")
        if place(path).startswith(("hazard_desk/services/filing/", "hazard_desk/services/form_filling/"))
        for module in modules(path)
        if module in shown_on
    ]
    assert wrong == []


def test_what_needs_no_window_never_knows_it() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in sources("hazard_desk")
        for module, _ in imports(path)
        if module.split(".")[0] in ("PySide6", "shiboken6", "ui")
    ]
    assert wrong == []


def test_the_program_never_knows_what_makes_its_manual_or_its_setup() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in (*sources("hazard_desk"), *sources("ui"))
        for module, _ in imports(path)
        if module.split(".")[0] in ("manual", "installer", "dev", "tests")
    ]
    assert wrong == []


def test_what_makes_the_setup_never_reaches_into_the_window_or_the_manual() -> None:
    wrong = [
        f"{place(path)} → {module}"
        for path in sources("installer")
        for module, _ in imports(path)
        if module.split(".")[0] in ("ui", "manual", "tests")
    ]
    assert wrong == []


def test_rules_see_no_files_no_clock_no_database() -> None:
    banned = {
        "sqlalchemy",
        "sqlite3",
        "pathlib",
        "os",
        "io",
        "time",
        "openpyxl",
        "reportlab",
        "logging",
        "random",
    }
    for path in sorted((ROOT / "hazard_desk" / "rules").rglob("*.py")):
        assert {module.split(".")[0] for module, _ in imports(path)} & banned == set(), path.name
        text = path.read_text(encoding="utf-8")
        for clock in (r"\.today\(\)", r"\.now\(", r"(?<![\w.])open\("):
            assert not re.search(clock, text), f"{path.name} has {clock}"


def test_only_the_two_painters_and_templates_know_the_file_formats() -> None:
    allowed = {
        "reportlab": {"hazard_desk/forms/"},
        "openpyxl": {"hazard_desk/forms/", "hazard_desk/intake/template.py", "hazard_desk/workbooks.py"},
        "python_calamine": {"hazard_desk/intake/reading.py"},
        "alembic": {"hazard_desk/store/migrating.py", "hazard_desk/store/migrations/"},
        "sqlalchemy": {"hazard_desk/model/", "hazard_desk/store/", "hazard_desk/services/"},
    }
    for path in (*sources("hazard_desk"), *sources("ui")):
        for module, _ in imports(path):
            top = module.split(".")[0]
            if top in allowed:
                assert place(path).startswith(tuple(allowed[top])), f"{place(path)} → {module}"


def test_views_never_see_a_session() -> None:
    banned = ("sqlalchemy", "sqlite3", "alembic", "hazard_desk.model", "hazard_desk.store.unit_of_work")
    wrong = {
        f"{place(path)} → {name}"
        for path in sources("ui")
        for module in modules(path)
        for name in banned
        if module == name or module.startswith(name + ".")
    }
    assert wrong == set()


def test_nothing_talks_to_a_network() -> None:
    wrong = []
    for path in (*sources("hazard_desk"), *sources("ui")):
        for module, names in imports(path):
            if module.split(".")[0] in NETWORK:
                wrong.append(f"{place(path)} → {module}")
            if module == "PySide6.QtNetwork":
                wrong += [f"{place(path)} → {name}" for name in names - NETWORK_OF_QT]
            if module == "PySide6" and "QtNetwork" in names:
                wrong.append(f"{place(path)} → QtNetwork")
    assert wrong == []


def test_no_format_of_a_moment_holds_chinese() -> None:
    """On Windows `f"{moment:%m月%d日}"` goes through the code page of the PC, and is refused by some."""
    wrong = []
    for path in (*sources("hazard_desk"), *sources("ui")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
                given = node.format_spec.values
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                given = node.args if node.func.attr in ("strftime", "strptime") else []
            formats = [one.value for one in given if isinstance(one, ast.Constant)]
            wrong += [
                f"{place(path)}:{node.lineno}"
                for one in formats
                if isinstance(one, str) and "%" in one and not one.isascii()
            ]
    assert wrong == []


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        place(path): len(path.read_text(encoding="utf-8").splitlines())
        for package in ("hazard_desk", "ui", "manual", "installer", "tests")
        for path in sources(package)
    }
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert {name for name in long if not name.startswith(FROZEN_HISTORY)} == set(), long


# ---- what a process really loads ------------------------------------------------------------------


def ask(program: str, *words: object) -> str:
    """Run a program text in a fresh process and return its last line."""
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, words)],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr.decode("utf-8")
    return ended.stdout.decode("utf-8").splitlines()[-1]


def test_everything_without_a_window_loads_where_there_is_no_qt() -> None:
    names = sorted(
        found.name
        for found in pkgutil.walk_packages(hazard_desk.__path__, "hazard_desk.")
        if found.name not in ("hazard_desk.store.migrations.env",)  # alembic's own hook, run by it alone
    )
    assert len(names) > 60
    program = """
        import importlib, importlib.abc, sys

        class NoQt(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] in ("PySide6", "shiboken6", "ui"):
                    raise ImportError(name + " is not to be had here")

        sys.meta_path.insert(0, NoQt())
        for name in sys.argv[1:]:
            importlib.import_module(name)
        try:
            import PySide6
        except ImportError:
            print("loaded")
    """
    assert ask(program, *names) == "loaded"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府")
    return folder


LOADED = """
    import contextlib, io, json, sys
    from hazard_desk.__main__ import main
    with contextlib.redirect_stdout(io.StringIO()):
        code = main(sys.argv[1:])
    assert code == 0, code
    print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"reportlab", "openpyxl", "pypinyin", "alembic", "PIL", "python_calamine", "pypdfium2", "PySide6"}
HEAVY |= {"docxtpl", "docx", "jinja2", "lxml"}


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["list", "enterprises"], set()),
        (["list", "hazards", "--search", "lsfd"], set()),
        (["check"], set()),
        (["journal"], set()),
        (["stats"], set()),
        (["forms"], set()),
        (["export", "weekly-statistics", "OUT.xlsx", "--blank"], {"openpyxl", "PIL", "lxml"}),
        (["export", "weekly-statistics", "OUT.pdf", "--blank"], {"reportlab", "PIL"}),
        (["export", "weekly-dispatch", "OUT.xlsx"], {"openpyxl", "PIL", "lxml"}),
        (["export", "major-hazards", "OUT.pdf"], {"reportlab", "PIL"}),
        (["export", "supervision", "OUT.pdf", "--blank"], {"reportlab", "PIL"}),
    ],
    ids=lambda words: " ".join(words[:2]) if isinstance(words, list) else "",
)
def test_a_command_loads_only_what_it_needs(
    folder: Path, tmp_path: Path, words: list[str], needed: set[str]
) -> None:
    called = [str(tmp_path / word) if word.startswith("OUT") else word for word in words]
    loaded = {name.split(".")[0] for name in json.loads(ask(LOADED, "--office", folder, *called))}
    assert "hazard_desk" in loaded
    assert loaded & HEAVY <= needed


def test_help_and_wrong_words_load_no_database() -> None:
    program = """
        import contextlib, io, json, sys
        from hazard_desk.__main__ import main
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for words in (["--help"], ["list", "nothing"], ["--version"]):
                try:
                    main(words)
                except SystemExit:
                    pass
        print(json.dumps(sorted(sys.modules)))
    """
    loaded = {name.split(".")[0] for name in json.loads(ask(program))}
    assert loaded & (HEAVY | {"sqlalchemy", "sqlite3"}) == set()
