"""Step 2 单位: the township chosen or typed, its name as on the seal made of it, and what its forms print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QLabel, QLineEdit

from hazard_desk.services.regions import (
    Regions,
    is_township,
    name_doubt,
    name_of_office,
    own_township,
    regions,
    short_name_of,
)
from hazard_desk.terms import WEEKDAY_LABELS
from ui import theme
from ui.dialogs.rosters.forms import doubt_phone
from ui.first_minute.step_page import StepPage
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.field import ENTER_KEYS, Field
from ui.widgets.fields import TextField

_FRIDAY = 4
_ALL_SHOWN = 14  # counties of Xinzhou
_LABEL_WIDTH = 96
_KEYS = {
    "city": "A",
    "county": "X",
    "township": "Z",
    "name": "Q",
    "short_name": "J",
    "phone": "P",
    "handler": "H",
    "reporting_weekday": "W",
}
_NO_NAME = "请写出印章上的单位全称。"


class PlaceName(TextField):
    """A name that is typed freely, or chosen from the few that are known; the arrow, ↓ and F4 show them."""

    def __init__(self, name: str, label: str, placeholder: str) -> None:
        """Make it empty, with nothing to choose."""
        super().__init__(name, label, placeholder=placeholder, longest=40, suggestions=("",))
        self._show_all = QAction(theme.icon("chevron-down", theme.SECONDARY), "显示可选的（F4）", self)
        self._show_all.triggered.connect(self._open)
        self.editor.addAction(self._show_all, QLineEdit.ActionPosition.TrailingPosition)
        self._offered: frozenset[str] = frozenset()
        self._known_soon = QTimer(self, singleShot=True, interval=0)  # after Qt has opened the list
        self._known_soon.timeout.connect(self._close_if_known)
        # Not at each change: to go through the list writes its names as well.
        self.editor.textEdited.connect(lambda _text: self._known_soon.start())
        self._popup = self._popup_of_completer()
        self._popup.installEventFilter(self)
        if self.completer is not None:
            self.completer.setMaxVisibleItems(_ALL_SHOWN)

    def _popup_of_completer(self) -> QAbstractItemView:
        completer = self.completer
        popup = completer.popup() if completer is not None else None
        assert popup is not None
        return popup

    def offer(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._offered = frozenset(names)
        self.suggest(names)
        self._show_all.setVisible(bool(names))

    def _close_if_known(self) -> None:
        """Offer no list that holds only what stands there already."""
        if self.text() in self._offered:
            self._popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the name that the list is on and go on at once: Enter would only close the list."""
        if isinstance(watched, QAbstractItemView):
            if (
                not isinstance(event, QKeyEvent)
                or event.type() != QEvent.Type.KeyPress
                or event.key() not in ENTER_KEYS
            ):
                return False
            if self._popup.currentIndex().isValid():
                self.set_value(str(self._popup.currentIndex().data()))
            self._popup.hide()
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        completer = self.completer
        if completer is not None:
            self.setFocus()
            completer.setCompletionPrefix("")
            completer.complete()


class UnitPage(StepPage):
    """Only the name is needed; the rest can be put in later, in 单位设置."""

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__(
            "填报单位",
            "选好或写好县、乡，全称会自动写出来，可以改。只有全称必须填，其他的以后在“单位设置”里补也行。",
        )
        self._known: Regions = regions()
        self.city = PlaceName("city", "市", "如 忻州市")
        self.county = PlaceName("county", "县（市、区）", "如 河曲县；列表里没有的直接写")
        self.township = PlaceName("township", "乡镇（街道）", "写全“乡”“镇”或“街道”")
        self.name = TextField(
            "name",
            "单位全称",
            required=True,
            wide=True,
            longest=60,
            placeholder="印章上的全称，如 ××县××乡人民政府",
        )
        self.short_name = TextField("short_name", "文书简称", longest=20, placeholder="文书编号里用")
        self.phone = TextField("phone", "联系电话", longest=40)
        self.weekday = ChoiceField(
            "reporting_weekday", "每周报送日", list(enumerate(WEEKDAY_LABELS)), optional=False
        )
        self.weekday.set_value(_FRIDAY)
        self.handler = TextField("handler", "经办人", longest=40, placeholder="您的姓名，操作记录里写")
        self.fields: dict[str, Field] = {
            field.name: field
            for field in (
                self.city,
                self.county,
                self.township,
                self.name,
                self.short_name,
                self.phone,
                self.handler,
                self.weekday,
            )
        }
        self._made = {"name": "", "short_name": ""}  # what was written there without her doing
        self._other_name = ""  # with the province before it, or without, whichever does not stand there
        self._with_province = False
        self._lay_out()
        self.city.offer(self._known.cities)
        self._offer_counties()
        self._offer_townships()
        self.city.changed.connect(self._on_city)
        self.county.changed.connect(self._on_county)
        self.township.changed.connect(self._write_names)
        self.name.changed.connect(self._hint_at_name)
        self.phone.changed.connect(lambda: doubt_phone(self.phone))
        for field in self.fields.values():
            field.changed.connect(self.changed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LABEL_GAP)
        grid.setVerticalSpacing(theme.LABEL_GAP)
        for column in (0, 2):
            grid.setColumnMinimumWidth(column, _LABEL_WIDTH)
            grid.setColumnStretch(column + 1, 1)
        at = 0
        for field in self.fields.values():
            label = QLabel(f"{field.label}(&{_KEYS[field.name]})")
            label.setBuddy(field.editor)
            label.setFixedHeight(theme.FIELD_HEIGHT)
            if field.wide and at % 2:
                at += 1
            row, column = divmod(at, 2)
            grid.addWidget(label, row, column * 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(
                field, row, column * 2 + 1, 1, 3 if field.wide else 1, alignment=Qt.AlignmentFlag.AlignTop
            )
            at += 2 if field.wide else 1
            field.entered.connect(partial(self._go_on, field))
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addLayout(grid)
        self.column.addStretch()

    def _go_on(self, field: Field) -> None:
        fields = list(self.fields.values())
        following = fields[fields.index(field) + 1 :]
        if following:
            following[0].setFocus()
        else:
            self.passed_end.emit()

    @property
    def township_name(self) -> str:
        """Return the township where it was named in full, else ""."""
        township = own_township(self.township.text())
        return township if is_township(township) else ""

    # ---- one leads to the other ------------------------------------------------------------------------

    def _on_city(self) -> None:
        self._offer_counties()
        self._write_names()

    def _on_county(self) -> None:
        city = self._known.city_of(self.county.text())
        if city and not self.city.text():
            self.city.set_value(city)
        self._offer_townships()
        self._write_names()

    def _offer_counties(self) -> None:
        self.county.offer([county.name for county in self._known.counties_of(self.city.text())])

    def _offer_townships(self) -> None:
        self.township.offer(self._known.townships_of(self.county.text()))

    def _write_names(self) -> None:
        township = own_township(self.township.text())
        usual = name_of_office(township, self.county.text(), self.city.text())
        full = name_of_office(township, self.county.text(), self.city.text(), self._known.province)
        self._write("short_name", short_name_of(township) if is_township(township) else "")
        clear = not township or is_township(township)
        self.township.show_hint("" if clear else "请写全：××乡、××镇或××街道，全称才写得出来。")
        self._write("name", full if self._with_province else usual)
        self._other_name = (usual if self._with_province else full) if usual else ""
        self._hint_at_name()

    def _hint_at_name(self) -> None:
        """Say what is doubtful about the name; else offer the other form of it."""
        doubt = name_doubt(self.name.text())
        if doubt or not self._other_name:
            self.name.show_hint(doubt)
            return
        before = "省、市名" if self.city.text() else "省名"
        words = f"印章上{'不带' if self._with_province else '带'}{before}的点这里"
        self.name.show_hint(words, f"换成“{self._other_name}”", self._change_form)

    def _change_form(self) -> None:
        """Write the name with the province before it, or without."""
        self._with_province = not self._with_province
        self._made["name"] = self.name.text()  # whatever stands there, she asked for the other
        self._write_names()

    def _write(self, name: str, text: str) -> None:
        """Write a name, unless she has written another there."""
        field = self.fields[name]
        assert isinstance(field, TextField)
        if field.text() in ("", self._made[name]):
            field.set_value(text)
        self._made[name] = text

    # ---- the wizard ------------------------------------------------------------------------------------

    def raw(self) -> Any:
        """Return what stands in the fields."""
        return {name: field.raw() for name, field in self.fields.items()}

    def set_raw(self, raw: Any) -> None:
        """Put it back; what was written of itself goes on being so."""
        if not isinstance(raw, dict):
            return
        self._with_province = str(raw.get("name", "")).startswith(self._known.province)
        for name in ("city", "county", "township"):
            self.fields[name].set_raw(raw.get(name, ""))
        for name, field in self.fields.items():
            if name in raw:
                field.set_raw(raw[name])

    def obstacle(self) -> str:
        """Say that the name is missing."""
        return "" if self.name.text() else _NO_NAME

    def refuse(self) -> bool:
        """Show what is missing or can't be read."""
        wrong = next((field for field in self.fields.values() if field.problem()), None)
        if not self.name.text():
            self.name.show_error(_NO_NAME)
            self.name.setFocus()
            return True
        if wrong is not None:
            wrong.show_error(wrong.problem())
            wrong.setFocus()
        return wrong is not None

    def enter(self) -> None:
        """Begin at the city."""
        self.city.setFocus()
