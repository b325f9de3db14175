"""本版新内容: what a newer program brings, said once after it was put in place of an older one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from hazard_desk import __version__
from hazard_desk.resources import RESOURCES
from ui import theme
from ui.messages import Kind, Message
from ui.widgets.dialog import Dialog
from ui.window_place import PLACE

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.preferences import Preferences

_SEEN = "window/version"
"""The version whose news have been said; there since 0.8.0."""
_SIZE = (640, 460)


def news(since: str = "") -> dict[str, list[str]]:
    """Return what each version up to this one brings, the newest first; only those after `since`."""
    told: dict[str, list[str]] = json.loads((RESOURCES / "whats-new.json").read_text(encoding="utf-8"))
    known = [version for version in told if _order(since) < _order(version) <= _order(__version__)]
    return {version: told[version] for version in sorted(known, key=_order, reverse=True)}


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split(".")) if version else ()


def seen_version(preferences: Preferences) -> str | None:
    """Return the version that this user has been told of; None where she never used the program before."""
    seen = preferences.value(_SEEN)
    if isinstance(seen, str):
        return seen
    # Before 0.8.0 none was noted, but the size of the window was.
    return "" if preferences.value(PLACE) is not None else None


def tell_once(window: MainWindow) -> None:
    """Say in the strip, once, that this is a newer version: not at a first start, nor over other words."""
    seen = seen_version(window.preferences)
    new = seen is not None and bool(news(seen))
    if new and window.strip.isVisible():
        return  # at the next start, then
    window.preferences.setValue(_SEEN, __version__)
    if new:
        said = Message(
            f"隐患台已升级到 {__version__}。",
            "台账数据都在。",
            "新增了什么，以后在“帮助”菜单的“本版新内容”里也能看。",
            Kind.INFO,
        )
        window.messages.say(said, "本版新内容", lambda: WhatsNew(window, seen or "").show())


class WhatsNew(Dialog):
    """The news of the versions, to be read beside the work."""

    def __init__(self, parent: QWidget | None = None, since: str = "") -> None:
        """Show all, or only what came after `since`."""
        super().__init__(parent)
        self.setWindowTitle("本版新内容")
        self.setModal(False)
        self.page = QTextBrowser()
        self.page.setAccessibleName("本版新内容")
        self.page.setTabChangesFocus(True)
        # One text: what is appended after a list would become a part of it.
        self.page.setHtml(
            "".join(
                f"<h3>{version}</h3><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
                for version, lines in news(since).items()
            )
        )
        close = QPushButton("关闭")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.page, 1)
        layout.addLayout(foot)
        self.resize(*_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
