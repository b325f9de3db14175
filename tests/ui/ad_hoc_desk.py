"""临时报表 over a small office, used by keys: four enterprises in two villages, visits and hazards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QApplication

from hazard_desk.rules.facts import InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.terms import InspectionLevel, Remedy
from tests.services.form_desk import general
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import ALT, KEY
from tests.ui.real_office import fill
from ui.dialogs.ad_hoc_tables import AdHocTablesDialog
from ui.dialogs.ad_hoc_tables.table_columns import shown


class Hands(DialogDesk):
    """Opens 临时报表 and reads what it shows."""

    dialog: AdHocTablesDialog
    ids: dict[str, int]

    @property
    def focus(self) -> Any:
        """What gets the keys: the list to tick while it is open."""
        popup = QApplication.activePopupWidget()
        return (popup.focusWidget() or popup) if popup is not None else super().focus

    def fill(self) -> None:
        """Enter enterprises, and two hazards found at 长兴木业 ten days ago."""
        self.ids = fill(self.background)
        day = date.today() - timedelta(days=10)
        hazards = [
            general(words, remedy=Remedy.BY_DEADLINE, deadline=day + timedelta(days=3), responsible="赵六")
            for words in ("配电箱无门", "通道堵塞")
        ]
        self.do(
            save_inspection,
            InspectionFacts(
                enterprise_id=self.ids["长兴木业有限公司"],
                inspected_on=day,
                level=InspectionLevel.TOWNSHIP,
                inspectors=("张三", "李四"),
                hazards=hazards,
            ),
        )

    def press_letter(self, key: Any, came: Callable[[], object]) -> None:
        """Press a button by Alt and its letter; Qt presses it a moment later."""
        self.press(key, with_=ALT)
        self.qtbot.waitUntil(lambda: bool(came()))
        self.settle()

    def open(self) -> AdHocTablesDialog:
        dialog = AdHocTablesDialog(self.background, self.messages, self.window)
        dialog.open()
        return self.take_over(dialog)

    def choose_noun(self, letters: str) -> None:
        """Choose what is asked for, by its pinyin initials."""
        self.dialog.panel.noun_choice.setFocus()
        self.type(letters)
        self.settle()

    def tick_columns(self, *letters: str) -> None:
        """Tick columns in the list to pick from, by their initials."""
        self.dialog.panel.columns.add_button.setFocus()
        self.press(KEY.Key_Return)
        for one in letters:
            self.type(one)
            self.press(KEY.Key_Return)
        self.press(KEY.Key_Escape)

    def heads(self) -> list[str]:
        """Return what stands above the answer's columns."""
        model = self.dialog.view.room.model
        assert model is not None
        return [column.title for column in model.columns]

    def rows(self) -> list[tuple[str, ...]]:
        """Return the answer as it is read on the screen."""
        return self._read(self.dialog.view.room)

    def rows_behind(self) -> list[tuple[str, ...]]:
        """Return the records behind a figure."""
        return self._read(self.dialog.view.behind)

    def _read(self, room: Any) -> list[tuple[str, ...]]:
        model = room.model
        for row in range(model.rowCount()):
            model.record(row)
        self.settle()
        return [tuple(shown(value) for value in model.record(row).values) for row in range(model.rowCount())]
