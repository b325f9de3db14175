"""Make resources/theme/light.qss and its pictures: qt-material's light theme, trimmed and corrected.

    python resources/theme/make_theme.py [FOLDER]

Run when qt-material, colours.xml or corrections.qss change; a test compares what it makes with what is
committed. As it comes, the theme hides the colours that a model gives to cells, writes pictures into the
user's home at every start, and leaves disabled text unreadable: hence a file made once.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

# The drawn parts: indicators, arrows, branches, scroll bars. The widgets' own boxes are in corrections.qss,
# where one look serves all fields; keeping both would only cost time at each widget.
KEPT = re.compile(
    r"^(Q(CheckBox|RadioButton|GroupBox|ListView|TableView|Menu)::indicator"
    r"|Q(ComboBox|DateEdit)::(drop-down|down-arrow)|Q(DateTimeEdit|SpinBox|DoubleSpinBox)::(up|down)-button"
    r"|QTabBar::close-button|QTabBar QToolButton|QMenu::right-arrow|QTreeView::branch:(closed|open)"
    r"|QScrollBar(:|$)|#qt_calendar_(prev|next)month)"
)
DROPPED = re.compile(r":focus$|QScrollBar:disabled")
# Set in corrections.qss for every widget alike, or of no use at 13 px.
DROPPED_PROPERTIES = {"text-transform", "line-height", "font-size"}

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PICTURE = re.compile(r"url\(icon:/(\w+/[\w-]+\.svg)\)")
SVG = "http://www.w3.org/2000/svg"
DRAWN = {f"{{{SVG}}}{name}" for name in ("g", "path", "rect", "circle")}


def exported_theme(home: Path) -> str:
    """Return qt-material's style sheet in our colours; its pictures land below `home`."""
    # It writes below the user's home, wherever it is told to.
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    import PySide6.QtWidgets  # noqa: F401  (qt-material looks for a loaded binding)
    import qt_material

    return str(
        qt_material.build_stylesheet(
            str(FOLDER / "colours.xml"), extra={"density_scale": "-1", "font_size": "13"}, export=True
        )
    )


def trimmed_rules(sheet: str) -> Iterator[str]:
    """Yield the exported rules that are kept, one a line."""
    for selectors, body in RULE.findall(COMMENT.sub("", sheet)):
        names = [" ".join(name.split()) for name in selectors.split(",")]
        kept = [name for name in names if KEPT.match(name) and not DROPPED.search(name)]
        properties = [" ".join(line.split()) for line in body.split(";")]
        wanted = [
            line
            for line in properties
            if line and line.partition(":")[0].strip() not in DROPPED_PROPERTIES and "unset" not in line
        ]
        if kept and wanted:
            yield f"{', '.join(kept)} {{ {'; '.join(wanted)}; }}"


def plain_picture(source: Path) -> bytes:
    """Return an SVG without what its drawing program noted in it."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.parse(source).getroot()
    for parent in list(root.iter()):
        for child in list(parent):
            style = child.get("style", "")
            # The drawing's construction lines are still in it, in a colour of no opacity.
            guide = "fill:none" in style and "stroke:#ffffff00" in style
            if guide or child.tag not in DRAWN:
                parent.remove(child)
        for name in [name for name in parent.attrib if name.startswith("{") or name == "id"]:
            del parent.attrib[name]
        parent.text = parent.tail = None
    return ElementTree.tostring(root) + b"\n"


def make_theme(target: Path) -> None:
    """Write light.qss and the pictures that it names into `target`."""
    corrections = (FOLDER / "corrections.qss").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home:
        rules = "\n".join(trimmed_rules(exported_theme(Path(home))))
        sheet = (
            "/* Made by make_theme.py from qt-material (BSD-2-Clause, Yeison Cardona): do not edit. */\n\n"
            f"{rules}\n\n{corrections}"
        )
        (target / "light.qss").write_text(sheet, encoding="utf-8", newline="\n")
        for name in sorted(set(PICTURE.findall(sheet))):
            picture = target / "pictures" / name
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(plain_picture(Path(home) / ".qt_material" / "theme" / name))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_theme(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
