from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from ui.tables.columns import Align, Column
from ui.tables.ids_model import CHUNK, CHUNKS_KEPT, LOADING, UNREADABLE, IdsTableModel, rows_through
from ui.tables.record_table import RecordTable
from ui.theme import ROW_HEIGHT, Meaning


@dataclass(frozen=True)
class Enterprise:
    id: int
    name: str
    state: str
    workers: int | None = None


COLUMNS = [
    Column("name", "企业名称", 200),
    Column(
        "state",
        "状态",
        100,
        ground=True,
        meaning=lambda row: Meaning.OVERDUE if row.state == "逾期" else None,
        spoken=lambda row: f"状态 {row.state}",
    ),
    Column("workers", "从业人数", 80, Align.RIGHT, sortable=False),
]


class Registry:
    """Rows by id, given when the test says so; remembers what was asked for."""

    def __init__(self, at_once: bool = True) -> None:
        self.at_once = at_once
        self.asked: list[list[int]] = []
        self.waiting: list[tuple] = []
        self.suffix = ""

    def fetch(self, ids, done, failed):
        self.asked.append(ids)
        self.waiting.append((ids, done, failed))
        if self.at_once:
            self.give()

    def give(self) -> None:
        ids, done, _failed = self.waiting.pop(0)
        done([self.row(record_id) for record_id in ids])

    def row(self, record_id: int) -> Enterprise:
        state = "逾期" if record_id % 2 else "整改中"
        return Enterprise(record_id, f"企业{record_id}{self.suffix}", state, record_id * 10)


@pytest.fixture
def registry():
    return Registry()


@pytest.fixture
def model(qapp, registry):
    model = IdsTableModel(COLUMNS, registry.fetch)
    # Qt's own checker throws at any breach of the model's contract, now and at every later change.
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return model


@pytest.fixture
def big_model(qapp, registry):
    # Qt's checker walks through every row at every change: ten seconds for a list of this size.
    return IdsTableModel(COLUMNS, registry.fetch)


@pytest.fixture
def table(qtbot, model, settings):
    model.set_ids(range(1, 1001))
    table = RecordTable(model, "enterprises", settings)
    qtbot.addWidget(table)
    table.resize(500, 400)
    table.show()
    qtbot.waitUntil(lambda: text(model, 0) != LOADING)
    return table


def text(model, row, column=0, role=Qt.ItemDataRole.DisplayRole):
    return model.data(model.index(row, column), role)


def test_only_what_is_looked_at_is_read(qtbot, big_model, registry):
    big_model.set_ids(range(1, 100_001))
    assert big_model.rowCount() == 100_000
    registry.asked.clear()
    assert text(big_model, 50_000) == LOADING
    qtbot.waitUntil(lambda: text(big_model, 50_000) == "企业50001")
    assert registry.asked[0] == list(range(50_001, 50_001 + CHUNK))


def test_a_cell_says_more_than_its_text(qtbot, model):
    model.set_ids([1, 2])
    qtbot.waitUntil(lambda: text(model, 0) == "企业1")
    role = Qt.ItemDataRole
    assert text(model, 0, 1, role.ForegroundRole).color() == Meaning.OVERDUE.ink
    assert text(model, 0, 1, role.BackgroundRole).color() == Meaning.OVERDUE.ground
    assert text(model, 1, 1, role.ForegroundRole) is None
    assert text(model, 0, 1, role.AccessibleTextRole) == "状态 逾期"
    assert text(model, 0, 2, role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert text(model, 0, 2) == "10"
    assert model.record(1).state == "整改中"


def test_nothing_known_is_an_empty_cell(qtbot, model, registry):
    registry.row = lambda record_id: Enterprise(record_id, "甲厂", "")
    model.set_ids([1])
    qtbot.waitUntil(lambda: text(model, 0) == "甲厂")
    assert text(model, 0, 2) == ""


def test_chunks_longest_unused_are_forgotten(qtbot, big_model, registry):
    big_model.set_ids(range((CHUNKS_KEPT + 2) * CHUNK))
    for number in range(CHUNKS_KEPT + 1):
        row = number * CHUNK + 5
        qtbot.waitUntil(lambda row=row: text(big_model, row) != LOADING)
        text(big_model, 5)  # the first chunk stays in use
    registry.asked.clear()
    assert text(big_model, 5) == "企业5"
    assert text(big_model, CHUNK + 5) == LOADING
    qtbot.waitUntil(lambda: text(big_model, CHUNK + 5) != LOADING)
    assert len(registry.asked) == 1


def test_the_newest_wish_is_read_first_and_old_ones_are_dropped(qtbot, model, registry):
    registry.at_once = False
    model.set_ids(range(10 * CHUNK))
    text(model, 0)
    qtbot.waitUntil(lambda: len(registry.asked) == 1)
    for number in range(1, 10):
        text(model, number * CHUNK)
    while registry.waiting:
        registry.give()
        qtbot.wait(5)
    firsts = [ids[0] // CHUNK for ids in registry.asked]
    assert firsts == [0, 9, 8, 7]


def test_rows_already_known_stay_in_sight_while_they_are_read_again(qtbot, model, registry):
    model.set_ids([1, 2, 3])
    qtbot.waitUntil(lambda: text(model, 0) == "企业1")
    registry.at_once = False
    registry.suffix = "（改）"
    model.set_ids([3, 1])
    assert text(model, 0) == "企业3"
    qtbot.waitUntil(lambda: bool(registry.waiting))
    registry.give()
    assert text(model, 0) == "企业3（改）"
    registry.suffix = "（再改）"
    model.refresh()
    assert text(model, 1) == "企业1（改）"
    qtbot.waitUntil(lambda: bool(registry.waiting))
    registry.give()
    assert text(model, 1) == "企业1（再改）"


def test_an_answer_that_comes_after_a_new_search_is_thrown_away(qtbot, model, registry):
    registry.at_once = False
    model.set_ids([1, 2])
    text(model, 0)
    qtbot.waitUntil(lambda: len(registry.waiting) == 1)
    model.set_ids([7, 8])
    registry.give()
    assert text(model, 0) == LOADING
    qtbot.waitUntil(lambda: len(registry.waiting) == 1)
    registry.give()
    assert text(model, 0) == "企业7"


def test_rows_that_cannot_be_read_say_so_and_are_tried_again_on_refresh(qtbot, model, registry):
    registry.at_once = False
    told = []
    model.fetch_failed.connect(told.append)
    model.set_ids([1])
    text(model, 0)
    qtbot.waitUntil(lambda: bool(registry.waiting))
    registry.waiting.pop()[2](OSError("gone"))
    assert text(model, 0) == UNREADABLE
    assert isinstance(told[0], OSError)
    model.refresh()
    text(model, 0)
    qtbot.waitUntil(lambda: bool(registry.waiting))
    registry.give()
    assert text(model, 0) == "企业1"


def test_a_column_that_stumbles_over_a_row_says_so(qtbot, registry):
    model = IdsTableModel([Column("name", "名称", text=lambda row: row.gone)], registry.fetch)
    model.set_ids([1])
    text(model, 0)
    with qtbot.waitSignal(model.fetch_failed):
        pass
    assert text(model, 0) == UNREADABLE


def test_rows_come_through_the_background(qtbot, background):
    def rows(reading, ids):
        assert reading == "reading"
        return [{"id": i, "name": f"甲{i}"} for i in ids]

    model = IdsTableModel([Column("name", "名称")], rows_through(background, rows))
    model.set_ids(range(300))
    qtbot.waitUntil(lambda: text(model, 299) == "甲299")


def test_the_selection_is_kept_by_id(table, model):
    told = []
    table.selection_changed.connect(told.append)
    table.select_ids([3, 4, 5, 9])
    table.selectionModel().setCurrentIndex(model.index(8, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    assert told == [[3, 4, 5, 9]]
    model.set_ids([9, 100, 5, 4])
    assert table.selected_ids == [9, 5, 4]
    assert table.current_id == 9
    model.set_ids([100])
    assert table.selected_ids == []
    assert told == [[3, 4, 5, 9], [9, 5, 4], []]


def test_selecting_everything_asks_no_cell_out_of_sight(qtbot, big_model, settings):
    big_model.set_ids(range(20_000))
    asked = []
    big_model.flags = lambda index: asked.append(index.row()) or IdsTableModel.flags(big_model, index)
    table = RecordTable(big_model, "big", settings, freeze_first=True)
    qtbot.addWidget(table)
    table.show()
    table.selectAll()
    qtbot.wait(50)
    assert len(table.selected_ids) == 20_000
    assert max(asked) < 200


def test_go_to_brings_a_record_into_sight(qtbot, table):
    assert table.go_to(900)
    assert table.selected_ids == [900]
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    assert not table.go_to(5000)


def test_go_to_selects_though_ctrl_is_still_held(table):
    """After Ctrl+S the list goes on to the next record before the key is let go."""
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
    table.go_to(7)
    assert table.selected_ids == [7]
    table.selectionModel().clearSelection()
    table.go_to(7)  # the keyboard is on it already
    assert table.selected_ids == [7]


def test_ctrl_home_and_end_select_the_row_they_go_to(table):
    table.go_to(40)
    for key, there in ((Qt.Key.Key_Home, 1), (Qt.Key.Key_End, 1000)):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        assert (table.current_id, table.selected_ids) == (there, [there])


def click_header(table, place):
    header = table.horizontalHeader()
    at = header.viewport().rect().center()
    at.setX(header.sectionViewportPosition(place) + header.sectionSize(place) // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_on_a_header_asks_for_the_order(table):
    asked = []
    table.sort_requested.connect(lambda *order: asked.append(order))
    click_header(table, 0)
    click_header(table, 0)
    click_header(table, 2)  # can't be sorted by
    assert asked == [("name", True), ("name", False)]
    assert table.horizontalHeader().sortIndicatorSection() == 0
    table.show_sorted("state", ascending=True)
    assert table.horizontalHeader().sortIndicatorSection() == 1
    assert len(asked) == 2


def test_columns_are_found_as_they_were_left(qtbot, model, table, settings):
    header = table.horizontalHeader()
    header.moveSection(0, 2)
    header.resizeSection(1, 155)
    next(action for action in table.column_menu().actions() if action.text() == "从业人数").trigger()
    table.hide()
    again = RecordTable(model, "enterprises", settings)
    qtbot.addWidget(again)
    assert again.horizontalHeader().visualIndex(0) == 2
    assert again.columnWidth(1) == 155
    assert again.isColumnHidden(2)
    other = RecordTable(model, "hazards", settings)
    qtbot.addWidget(other)
    assert other.columnWidth(1) == 100
    again.header_state.reset()
    assert [again.horizontalHeader().logicalIndex(at) for at in range(3)] == [0, 1, 2]
    assert not again.isColumnHidden(2)


@pytest.mark.parametrize("spoilt", ["{", "[]", "null", '{"widths": {"name": "x"}, "order": ["gone"]}', 7])
def test_a_spoilt_setting_costs_no_more_than_the_widths(qtbot, model, settings, spoilt):
    settings.setValue("tables/enterprises", spoilt)
    table = RecordTable(model, "enterprises", settings)
    qtbot.addWidget(table)
    assert table.columnWidth(0) == 200


def test_the_last_column_in_sight_can_not_be_hidden(table):
    for place in range(3):
        table.header_state.show_column(place, False)
    assert table.horizontalHeader().hiddenSectionCount() == 2


def test_rows_are_copied_as_a_spreadsheet_takes_them(qtbot, table, registry):
    table.horizontalHeader().moveSection(2, 0)
    table.setColumnHidden(1, True)
    registry.row = lambda i: Enterprise(i, f'"甲"\n{i}<', "", i)
    table.select_ids([2, 999])  # the second isn't in memory yet
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == '20\t企业2\n999\t"""甲""\n999<"'
    assert "<td>20</td><td style=\"mso-number-format:'\\@'\">企业2</td>" in mime.html()
    assert "999&lt;" in mime.html()


def test_keys_open_a_record_or_its_panel(table):
    opened, panels = [], []
    table.opened.connect(opened.append)
    table.panel_wanted.connect(panels.append)
    table.go_to(4)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [4, 5]
    assert panels == [4]


def test_every_row_is_of_one_height(table):
    assert {table.rowHeight(row) for row in (0, 1, 999)} == {ROW_HEIGHT}


def test_a_selected_row_keeps_the_colour_of_a_meaning(table, model):
    def has_red(record_id):
        table.select_ids([record_id])
        picture = table.viewport().grab(table.visualRect(model.index(record_id - 1, 1))).toImage()
        colours = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return any(colour.red() > 170 and colour.green() < 110 for colour in colours)

    assert has_red(3)
    assert not has_red(4)


def test_a_frozen_column_follows_and_can_be_clicked(qtbot, model, settings):
    model.set_ids(range(1, 1001))
    table = RecordTable(model, "frozen", settings, freeze_first=True)
    qtbot.addWidget(table)
    table.resize(250, 300)
    table.show()
    frozen = table._frozen
    table.horizontalScrollBar().setValue(100)
    table.verticalScrollBar().setValue(260)
    assert frozen.verticalScrollBar().value() == 260
    assert frozen.columnWidth(0) == table.columnWidth(0) == 200
    table.setColumnWidth(0, 120)
    assert frozen.width() == 120
    asked = []
    table.sort_requested.connect(lambda *order: asked.append(order))
    click_header(frozen, 0)
    click_header(frozen, 0)
    assert asked == [("name", True), ("name", False)]
    row = frozen.rowAt(10)
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=frozen.viewport().rect().center())
    assert len(table.selected_ids) == 1
    assert row > 5
    table.header_state.show_column(0, False)
    table._show_column(0, False)
    assert not frozen.isVisible()


def test_the_selection_outlives_a_new_list_under_a_frozen_column_too(qtbot, model, settings):
    model.set_ids(range(1, 11))
    table = RecordTable(model, "frozen", settings, freeze_first=True)
    qtbot.addWidget(table)
    table.go_to(4)
    model.set_ids([9, 4, 2])
    assert (table.current_id, table.selected_ids) == (4, [4])


def test_no_rows_is_said_in_words(table, model):
    model.set_ids([])
    before = table.viewport().grab().toImage()
    table.set_empty_text("还没有企业。")
    assert table.viewport().grab().toImage() != before
