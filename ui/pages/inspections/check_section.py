"""检查表 of a visit: which lists it goes by, the mark of each point, and the hazards made of those that fail.

The points stand here as they read today; what is saved with the visit stays as it is, whatever becomes of
the lists. Without a list the section is one quiet line that Enter passes over; F7 opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hazard_desk.rules.facts import CheckPoint
from hazard_desk.terms import CheckMark
from ui import theme
from ui.pages.inspections.points_table import LEGEND, Point, PointsTable
from ui.widgets.check_marks import counted

if TYPE_CHECKING:
    from hazard_desk.services.checklists import CheckList

ListKey = tuple[str, str]
_NO_LIST = "按检查表逐项检查的，按 F7 选表；不用检查表的，跳过这里。"


class CheckSection(QWidget):
    """The check lists of one visit."""

    changed = Signal()
    finished = Signal()  # Enter on the last point
    entered = Signal()  # the keyboard was sent to the points
    lists_wanted = Signal()  # the choice of lists, please
    hazard_wanted = Signal(int)  # the place of the point whose hazard is wanted
    taken_away = Signal(str)  # the names of lists that were taken away with what was entered for them
    refused = Signal(str)  # why a key did nothing

    def __init__(self, hazard_words: Callable[[str], str]) -> None:
        """`hazard_words` tells how the hazard of a key is called now, "" where it is gone."""
        super().__init__()
        self._put_aside: dict[ListKey, list[Point]] = {}
        self._before: list[Point] = []  # what stood here before lists were taken away
        self.table = PointsTable(hazard_words)
        self.table.changed.connect(self._on_changed)
        self.table.passed_end.connect(self.finished)
        self.table.hazard_wanted.connect(self.hazard_wanted)
        self.table.point_wanted.connect(self.add_point)
        self.table.refused.connect(self.refused)
        heading = QLabel("检查表")
        theme.set_role(heading, "heading")
        self.counts = QLabel()
        theme.set_role(self.counts, "secondary")
        self.lists_button = _button("选检查表…（F7）", self.lists_wanted.emit)
        self.point_button = _button("补充一个要点", self.add_point)
        self.point_button.setToolTip("在表中按 Insert 也可以；只用于这次检查")
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(heading)
        head.addWidget(self.counts, 1)
        head.addWidget(self.point_button)
        head.addWidget(self.lists_button)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        self._legend = QLabel(LEGEND)
        theme.set_role(self._legend, "secondary")
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._legend.setToolTip(LEGEND)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL_GAP)
        layout.addLayout(head)
        layout.addWidget(line)
        layout.addWidget(self._legend)
        layout.addWidget(self.table)
        self._show([])

    # ---- contents --------------------------------------------------------------------------------------

    @property
    def points(self) -> Sequence[Point]:
        """Return the points as they stand."""
        return self.table.points

    def begin(self, checks: Sequence[CheckPoint], hazard_keys: Sequence[str]) -> None:
        """Show the points of a visit; `hazard_keys` are those of its hazards, by their places."""
        self._put_aside = {}
        self._show(
            [
                Point(
                    check.text,
                    check.title,
                    check.source,
                    check.mark,
                    check.note,
                    hazard_keys[check.hazard] if check.hazard is not None else "",
                )
                for check in checks
            ]
        )

    def facts(self, places: Mapping[str, int]) -> list[CheckPoint]:
        """Return the points as facts; `places` says where the hazard of a key stands among the visit's."""
        self.table.commit()
        return [
            CheckPoint(
                point.text, point.title, point.source, point.mark, point.note, places.get(point.hazard)
            )
            for point in self.points
            if point.text
        ]

    def raw(self) -> list[dict[str, Any]]:
        """Return what was entered, as JSON can hold it."""
        return [{**asdict(point), "mark": point.mark.value if point.mark else ""} for point in self.points]

    def set_raw(self, raw: Any) -> None:
        """Put back what `raw` returned."""
        points = raw if isinstance(raw, list) else []
        self._show(
            [Point(**{**one, "mark": CheckMark(one["mark"]) if one["mark"] else None}) for one in points]
        )

    def _show(self, points: Sequence[Point], at: int = 0) -> None:
        self.table.show_points(points, at)
        for widget in (self._legend, self.table):
            widget.setVisible(bool(points))
        self._count()

    def _on_changed(self) -> None:
        if not self.points and not self.table.isHidden():  # the last one typed was taken away
            self._show([])
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        marks = [point.mark for point in self.points]
        if not marks:
            self.counts.setText(_NO_LIST)
            return
        unfilled = sum(mark is None for mark in marks)
        self.counts.setText(f"{len(marks)} 项：{counted(marks)} · 未填 {unfilled}")

    # ---- which lists -----------------------------------------------------------------------------------

    def chosen(self) -> list[ListKey]:
        """Return the lists that the visit goes by, without the points of the office's own."""
        return list(dict.fromkeys(point.list_key for point in self.points if not point.is_own))

    def choose(self, lists: Sequence[CheckList]) -> None:
        """Go by these lists: what was entered stays, the points of a new list come behind, own ones last."""
        self.table.commit()
        self._before = list(self.points)
        wanted = {(one.source, one.name): one for one in lists}
        present = self.chosen()
        gone = [key for key in present if key not in wanted]
        for key in gone:
            self._put_aside[key] = [point for point in self.points if point.list_key == key]
        points = [point for point in self.points if point.list_key in wanted]
        first_new = len(points)
        for key, checklist in wanted.items():
            if key not in present:
                points += self._put_aside.pop(key, []) or [
                    Point(text, checklist.name, checklist.source) for text in checklist.items
                ]
        came = len(points) > first_new
        points += [point for point in self.points if point.is_own]
        self._show(points, first_new if came else 0)
        self.changed.emit()
        touched = [key for key in gone if any(point.is_touched for point in self._put_aside[key])]
        if touched:
            self.taken_away.emit("、".join(f"“{title}”" for _, title in touched))
        self.enter_table()

    def bring_back(self) -> None:
        """Put back what stood here before lists were taken away."""
        self._show(self._before)
        self.changed.emit()

    def add_point(self) -> None:
        """Add a point of the office's own and type its words."""
        self._show([*self.points, Point("")], len(self.points))
        self.entered.emit()
        self.table.edit_text(len(self.points) - 1)

    # ---- going about -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Go to the points; from them, or without any, to the choice of lists (F7)."""
        if not self.points or self.table.hasFocus():
            self.lists_wanted.emit()
        else:
            self.enter_table()

    def enter_table(self) -> None:
        """Put the keyboard on the point it was on."""
        if self.points:
            self.table.take_focus()
            self.entered.emit()
        else:
            self.lists_button.setFocus()

    def link(self, place: int, hazard_key: str) -> None:
        """Say which hazard was made of a point."""
        self.points[place].hazard = hazard_key
        self.refresh_links()
        self.changed.emit()

    def refresh_links(self) -> None:
        """Say anew which hazard each point has."""
        self.table.refresh_links()


def _button(words: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    theme.set_role(button, "link")
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # F7 leads here; Tab goes on to the hazards
    button.clicked.connect(lambda: act())
    return button
