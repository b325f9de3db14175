from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPushButton,
    QSpinBox,
    QStatusBar,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import theme
from ui.theme import Meaning

THEME = theme.RESOURCES / "theme"


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""

    def luminance(name: str) -> float:
        channels = [value / 255 for value in QColor(name).getRgb()[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def test_the_committed_theme_is_what_the_script_makes(tmp_path):
    subprocess.run([sys.executable, THEME / "make_theme.py", tmp_path], check=True)
    assert text_of(tmp_path / "light.qss") == text_of(THEME / "light.qss")
    made = {path.relative_to(tmp_path): text_of(path) for path in tmp_path.rglob("*.svg")}
    kept = {path.relative_to(THEME): text_of(path) for path in THEME.rglob("*.svg")}
    assert made == kept
    assert len(kept) > 20


def test_no_rule_hides_the_colours_that_a_model_gives():
    rules = re.sub(r"/\*.*?\*/", "", text_of(THEME / "light.qss"), flags=re.DOTALL)
    assert not re.search(r"Q\w*View[^,{]*::item", rules)
    assert "text-transform" not in rules
    assert "outline: none" not in rules


def test_the_style_sheet_uses_only_the_colours_of_the_theme():
    corrections = text_of(THEME / "corrections.qss")
    ours = {value for value in vars(theme).values() if isinstance(value, str) and value.startswith("#")}
    ours |= {colour for meaning in Meaning for colour in (meaning.value.ink, meaning.value.ground)}
    shades = {"#1A4F9E", "#153F80", "#0B2A5B", "#A9C7EF", "#9FB3C8", "#627D98", "#E4E7EB"}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", corrections)) <= ours | shades


@pytest.mark.parametrize("meaning", Meaning, ids=lambda meaning: meaning.name)
def test_the_words_of_a_meaning_can_be_read(meaning):
    for ground in (theme.GROUND, theme.BAND, theme.SELECTION, meaning.value.ground):
        # The same text stands in plain, alternate and selected rows, and on its own ground.
        assert contrast(meaning.value.ink, ground) >= 4.5, ground


@pytest.mark.parametrize("risk", theme.RISK_CHIPS)
def test_a_risk_chip_can_be_read(risk):
    chip = theme.RISK_CHIPS[risk]
    assert contrast(chip.ink, chip.ground) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground", "enough"),
    [
        (theme.INK, theme.BAND, 4.5),
        (theme.INK, theme.SELECTION, 4.5),
        (theme.SECONDARY, theme.BAND, 4.5),
        (theme.ACCENT, theme.GROUND, 4.5),
        (theme.GROUND, theme.ACCENT, 4.5),
        (theme.DISABLED, theme.BAND, 3.0),
        (theme.DISABLED, theme.GROUND, 3.0),
        (theme.BORDER, theme.GROUND, 2.9),
    ],
)
def test_text_and_edges_stand_out(text, ground, enough):
    assert contrast(text, ground) >= enough


def test_the_program_looks_and_speaks_alike_everywhere(qapp):
    assert qapp.palette().window().color().name().upper() == theme.GROUND
    assert QLocale().language() == QLocale.Language.Chinese
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()
    theme.apply(qapp)
    theme.apply(qapp)
    assert len([child for child in qapp.children() if child.objectName() == "qtbase_zh_CN"]) == 1


def test_rare_characters_come_from_the_shipped_face():
    raw = QRawFont(str(theme.RESOURCES / "fonts" / "NotoSansSC-Regular.ttf"), theme.BODY_PIXELS)
    for character in "隐患台堃䶮𬱖":
        assert raw.supportsCharacter(ord(character)), character


def test_figures_are_all_of_one_width(qapp):
    metrics = QFontMetrics(theme.body_font())
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("kind", [QMenu, QMenuBar, QStatusBar, QTableWidget])
def test_the_faces_that_windows_gives_to_some_kinds_change_nothing(qtbot, qapp, kind):
    qapp.setFont(QFont("Segoe UI", 30), "QAbstractItemView" if kind is QTableWidget else kind.__name__)
    try:
        widget = kind()
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.font().families() == theme.body_font().families()
        assert widget.font().pixelSize() == theme.BODY_PIXELS
    finally:
        qapp.setFont(theme.body_font())  # which forgets those of all kinds


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox, QDateEdit, QSpinBox])
def test_fields_and_buttons_are_of_one_height(qtbot, kind):
    page = QWidget()
    qtbot.addWidget(page)
    widget = kind()
    QFormLayout(page).addRow("标签", widget)
    page.show()
    assert widget.height() == theme.FIELD_HEIGHT


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox])
def test_the_keyboard_is_seen(qtbot, kind):
    widget, other = kind(), QLineEdit()
    for each in (other, widget):
        qtbot.addWidget(each)
        each.show()
        each.resize(120, 28)
    qtbot.waitExposed(widget)
    other.activateWindow()
    other.setFocus()
    resting = widget.grab().toImage()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    assert QColor(widget.grab().toImage().pixel(60, 0)).name().upper() == theme.ACCENT
    assert QColor(resting.pixel(60, 0)).name().upper() != theme.ACCENT


def test_a_red_cell_is_red(qtbot):
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    item = QTableWidgetItem("")
    item.setBackground(Meaning.OVERDUE.ground)
    table.setItem(0, 0, item)
    picture = table.grab().toImage()
    at = table.visualItemRect(item).center() + table.viewport().pos()
    assert QColor(picture.pixel(at)).name().upper() == Meaning.OVERDUE.value.ground


def test_the_calendar_shows_every_day(qtbot):
    calendar = QCalendarWidget()
    qtbot.addWidget(calendar)
    assert calendar.sizeHint().width() >= 280 or calendar.minimumSizeHint().width() >= 280
    assert calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday


@pytest.mark.parametrize(
    "path", sorted((theme.RESOURCES / "icons").glob("*.svg")), ids=lambda path: path.stem
)
def test_every_icon_draws_something(qapp, path):
    icon = theme.icon(path.stem)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        picture = icon.pixmap(theme.ICON_PIXELS, mode).toImage()
        assert any(
            QColor.fromRgba(picture.pixel(x, y)).alpha() > 128
            for x in range(picture.width())
            for y in range(picture.height())
        )


def test_the_style_sheet_is_in_force(qapp):
    assert QApplication.instance().styleSheet() == text_of(THEME / "light.qss")
