"""What is done with the selected hazards: the menu of steps, their keys, and the dialogs they open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from shiboken6 import isValid

from hazard_desk.terms import Move
from ui.messages import Kind, Message
from ui.pages.page import Page
from ui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from hazard_desk.services.following_up.moving import MoveOffer
    from hazard_desk.services.following_up.starting import RecheckStart, StepStart
    from hazard_desk.store.changes import Changes

MOST = 500
"""What is taken in one go; nobody checks a longer selection."""

KEYS: dict[Move, str] = {
    Move.RECTIFY: "F6",
    Move.CONFIRM_ON_SITE: "Shift+F6",
    Move.PASS: "F7",
    Move.FAIL: "Shift+F7",
    Move.EXTEND: "F8",
    Move.VOID: "Delete",
}
ITEMS_KEY, MENU_KEY, CALENDAR_KEY = "Ctrl+F7", "F9", "Ctrl+L"
_REASON_SHOWN = 40
_TOO_MANY = f"一次最多办理 {MOST} 条，请少选一些。"


class Steps(QObject):
    """The steps of a page's table."""

    def __init__(self, page: Page, table: RecordTable) -> None:
        """Serve this table."""
        super().__init__(page)
        self._page = page
        self._table = table

    def listen(self, area: QWidget) -> None:
        """Take the keys of the steps anywhere in this part of the page."""
        for move, keys in KEYS.items():
            self._bind(area, keys, partial(self.begin, move))
        self._bind(area, ITEMS_KEY, self.begin_items)

    def _bind(self, area: QWidget, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), area)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # ---- the menu --------------------------------------------------------------------------------------

    def open_menu(self, button: QPushButton) -> QMenu:
        """Open the menu of all steps under a button."""
        menu = QMenu("办理", self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = button.mapToGlobal(QPoint(0, button.height()))
        self.fill(menu, lambda: menu.popup(corner))
        return menu

    def add_to_menu(self, menu: QMenu) -> None:
        """Add the steps to a menu that is about to open; they come as soon as they are known."""
        steps = menu.addMenu("办理")
        self.fill(steps)

    def fill(self, menu: QMenu, then: Callable[[], object] = lambda: None) -> None:
        """Put every step for the selection into the menu: what may be done, then what may not and why."""
        ids = self._table.selected_ids
        if not ids or len(ids) > MOST:
            menu.addAction(_TOO_MANY if ids else "先选中要办理的隐患。").setEnabled(False)
            then()
            return
        from hazard_desk.services.following_up.moving import moves_offered

        def show(offers: Sequence[MoveOffer]) -> None:
            if isValid(menu):
                self._show_offers(menu, offers, len(ids))
                then()

        self._page.background.read(
            moves_offered, ids, done=show, failed=self._page.messages.show_error, owner=self
        )

    def _show_offers(self, menu: QMenu, offers: Sequence[MoveOffer], count: int) -> None:
        for offer in offers:
            if not offer.allowed:
                continue
            action = menu.addAction(f"{allowed_words(offer, count)}\t{KEYS.get(offer.kind, '')}".rstrip("\t"))
            action.triggered.connect(lambda _checked=False, move=offer.kind: self.begin(move))
            action.setData(offer.kind)
            if offer.kind is Move.FAIL:
                items = menu.addAction(f"逐条回查…\t{ITEMS_KEY}")
                items.triggered.connect(lambda _checked=False: self.begin_items())
        if count == 1:
            menu.addSeparator()
            menu.addAction("重大隐患、挂牌资料…").triggered.connect(
                lambda _checked=False: self.open_dossier()
            )
        refused = [offer for offer in offers if not offer.allowed]
        if refused:
            menu.addSection("现在不能办理的")
        for offer in refused:
            action = menu.addAction(refused_words(offer))
            action.setData(offer.kind)
            action.setEnabled(False)
            action.setToolTip(why(offer))
            action.setStatusTip(why(offer))

    # ---- beginning -------------------------------------------------------------------------------------

    def begin(self, move: Move, ids: Sequence[int] | None = None) -> None:
        """Begin a step for the selection: ask what it needs, or say why it can't be made."""
        wanted = list(ids) if ids is not None else self._table.selected_ids
        if self._nothing_to_do(wanted):
            return
        from hazard_desk.services.following_up.starting import start_step

        self._page.background.read(
            start_step,
            wanted,
            move,
            done=self._open_step,
            failed=self._failed,
            key="hazards/step",
            owner=self,
        )

    def begin_items(self) -> None:
        """Recheck the selection item by item; of a single hazard, all of its visit that wait."""
        ids = self._table.selected_ids
        if self._nothing_to_do(ids):
            return
        from hazard_desk.services.following_up.starting import start_recheck

        self._page.background.read(
            start_recheck, ids, done=self._open_items, failed=self._failed, key="hazards/step", owner=self
        )

    def open_dossier(self, hazard_id: int | None = None) -> None:
        """Open what is kept of a major or supervised hazard."""
        from ui.dialogs.hazard_dossier import DossierDialog

        wanted = hazard_id if hazard_id is not None else self._table.current_id
        if wanted is None:
            return
        dialog = DossierDialog(self._page.background, self._page.messages, wanted, self._page)
        dialog.done_with.connect(self._say_done)
        dialog.open()

    def _nothing_to_do(self, ids: Sequence[int]) -> bool:
        if 0 < len(ids) <= MOST:
            return False
        said = _TOO_MANY if ids else "没有选中隐患。"
        remedy = "" if ids else "请先在表里选中要办理的隐患。"
        self._page.messages.say(Message(said, "没有改动任何数据。", remedy, Kind.WARNING))
        return True

    def _open_step(self, start: StepStart) -> None:
        if not start.offer.allowed:
            self._say_refused(start)
            return
        from ui.dialogs.hazard_step import StepDialog

        dialog = StepDialog(self._page.background, self._page.messages, start, self._page)
        dialog.done_with.connect(self._say_done)
        dialog.open()

    def _say_refused(self, start: StepStart) -> None:
        offer = start.offer
        message = Message(
            f"现在不能登记{offer.kind.label}：{why(offer)}", "没有改动任何数据。", kind=Kind.WARNING
        )
        hazard_id = offer.reasons[0][0] if offer.reasons else None
        if offer.kind is Move.SUPERVISE and "五落实" in why(offer) and hazard_id is not None:
            self._page.messages.say(message, "填写资料", lambda: self.open_dossier(hazard_id))
        else:
            self._page.messages.say(message)

    def _open_items(self, start: RecheckStart) -> None:
        if not start.rows:
            self._page.messages.say(
                Message(
                    "没有等待回查的隐患。", "没有改动任何数据。", "先登记整改完成，再逐条回查。", Kind.WARNING
                )
            )
            return
        from ui.dialogs.hazard_step import RecheckDialog

        dialog = RecheckDialog(self._page.background, self._page.messages, start, self._page)
        dialog.done_with.connect(self._say_done)
        dialog.open()

    # ---- done ------------------------------------------------------------------------------------------

    def _say_done(self, changes: Changes) -> None:
        self._page.messages.say_done(
            f"{changes.summary}。", "", "撤销（Ctrl+Z）", lambda: self._undo(changes.entry_id)
        )

    def _undo(self, entry_id: int | None) -> None:
        from hazard_desk.services.journal import undo

        self._page.background.write(
            undo,
            entry_id,
            done=lambda changes: self._page.messages.say_done(f"{changes.summary}。"),
            failed=self._failed,
            owner=self,
        )
        self._table.setFocus()

    def _failed(self, error: Any) -> None:
        self._page.messages.show_error(error)


def allowed_words(offer: MoveOffer, count: int) -> str:
    """Return a step as offered, with the number that may take it: 整改完成（3 条，另 2 条不能）."""
    if count == 1:
        return f"{offer.kind.label}…"
    rest = f"，另 {len(offer.reasons)} 条不能" if offer.reasons else ""
    return f"{offer.kind.label}（{len(offer.allowed)} 条{rest}）…"


def refused_words(offer: MoveOffer) -> str:
    """Return a step that nobody may make, with the reason in a line."""
    reason = why(offer)
    return f"{offer.kind.label}：{reason[:_REASON_SHOWN]}{'…' if len(reason) > _REASON_SHOWN else ''}"


def why(offer: MoveOffer) -> str:
    """Return what stands against a step: the reason, or each with the number of hazards it holds for."""
    counted = Counter(reason for _hazard, reason in offer.reasons)
    if len(counted) == 1:
        return next(iter(counted))
    return "".join(f"{count} 条{reason}" for reason, count in counted.most_common())
