"""Opens every screen and says what is wrong with it, as JSON; keeps pictures where told.

QT_SCALE_FACTOR=1.5 python -m tests.ui.every_screen --office DIR [--screen 1366x768] [--pictures DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path


def _one_screen(size: str, beside: Path) -> None:
    """Tell the screenless platform what screen it has, in real pixels."""
    width, height = (int(number) for number in size.split("x"))
    screen = {"name": "the one", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1, "logicalDpi": 96}
    told = beside.with_suffix(".screen.json")
    told.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={told}"


def main() -> int:
    """Open all, look at all; the faults by screen are printed as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.every_screen", description=__doc__)
    parser.add_argument("--office", type=Path, required=True)
    parser.add_argument("--screen", default="1366x768")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--focus", action="store_true", help="also look whether the keyboard is seen")
    wanted = parser.parse_args()
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        _one_screen(wanted.screen, wanted.office)

    from PySide6.QtWidgets import QApplication

    from tests.ui.every_screen.looking import FocusSeen, faults
    from tests.ui.every_screen.opening import Opener
    from ui import theme
    from ui.app import Program
    from ui.main_window import MainWindow
    from ui.preferences import Preferences

    app = QApplication(sys.argv[:1])
    app.setApplicationName("HazardDesk")
    theme.apply(app)
    window = MainWindow(Preferences())
    program = Program(wanted.office, window.preferences, window)
    window.showMaximized()
    opener = Opener(window)
    opener.wait(lambda: window.page is not None)
    focus = FocusSeen()
    found: dict[str, list[str]] = {}
    for at, screen in enumerate(opener.every()):
        if wanted.only and wanted.only not in screen.name:
            continue
        found[screen.name] = list(faults(screen.widget))
        if wanted.focus:
            found[screen.name] += focus.faults(screen.widget)
        if wanted.pictures is not None:
            wanted.pictures.mkdir(parents=True, exist_ok=True)
            name = screen.name.replace("/", "_")
            screen.widget.grab().save(str(wanted.pictures / f"{at:02}-{name}.png"))
    program.end()
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
