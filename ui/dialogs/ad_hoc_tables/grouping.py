"""分组统计 and sorting: by what the records are put together, what is reckoned of them, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from hazard_desk.rules.table_question import (
    MEASURE_WORDS,
    STEPS,
    ColumnKind,
    Measure,
    Reckoned,
    SortBy,
    figure_label,
    label_of,
    measures_for,
    split_step,
)
from ui.dialogs.ad_hoc_tables.lines import Line, LineBox, Section, add_button
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.rules.table_question import NounSpec

_EACH_DAY = "逐日"
_LONGEST_LABEL = 30


class GroupLine(Line):
    """A column that records are put together by; days also by month, quarter, year."""

    def __init__(self, noun: NounSpec, key: str) -> None:
        """Begin with this column, which may carry a step."""
        super().__init__("分组")
        column, step = split_step(key)
        self._kinds = {one.key: one.kind for one in noun.columns}
        self.column = ChoiceField(
            "group", "按什么分组", [(one.key, one.label) for one in noun.columns], optional=False
        )
        self.column.set_value(column)
        self.step = ChoiceField("step", "日期怎样合", [("", _EACH_DAY), *STEPS.items()], optional=False)
        self.step.set_value(step)
        self.add_field(self.column, 3)
        self.add_field(self.step, 1)
        self.step.setVisible(self._is_day())
        self.column.changed.connect(self._on_column)
        self.step.changed.connect(self.changed)

    def key(self) -> str:
        """Return the column, with its step where it has one."""
        step = self.step.value() if self._is_day() else ""
        return f"{self.column.value()}@{step}" if step else str(self.column.value())

    def raw(self) -> str:
        """Return what stands in the line."""
        return self.key()

    def _is_day(self) -> bool:
        return self._kinds[self.column.value()] is ColumnKind.DATE

    def _on_column(self) -> None:
        self.step.setVisible(self._is_day())
        self.changed.emit()


class ReckonedLine(Line):
    """A figure: of what, how reckoned, and the words above it."""

    def __init__(self, noun: NounSpec, reckoned: Reckoned) -> None:
        """Begin with this figure."""
        super().__init__("统计")
        self._noun = noun
        self.column = ChoiceField(
            "of",
            "统计什么",
            [("", f"{noun.label}数"), *((one.key, one.label) for one in noun.columns)],
            optional=False,
        )
        self.measure = ChoiceField("measure", "怎样算", [], optional=False)
        self.label = TextField("label", "表头", longest=_LONGEST_LABEL)
        self.add_field(self.column, 4)
        self.add_field(self.measure, 3)
        self.add_field(self.label, 4)
        self.column.set_value(reckoned.column)
        self._offer_measures(reckoned.measure)
        self.label.set_value(reckoned.label)
        self._show_label()
        self.column.changed.connect(self._on_column)
        self.measure.changed.connect(self._on_measure)
        self.label.changed.connect(self.changed)

    def figure(self) -> Reckoned:
        """Return the figure."""
        return Reckoned(self.measure.value(), self.column.value(), self.label.text())

    def raw(self) -> dict[str, Any]:
        """Return what stands in the line."""
        figure = self.figure()
        return {"measure": figure.measure.value, "column": figure.column, "label": figure.label}

    def _offer_measures(self, wanted: Measure | None) -> None:
        of = self._noun.column(self.column.value()) if self.column.value() else None
        measures = measures_for(of)
        blocked = self.measure.blockSignals(True)
        self.measure.set_choices([(one, MEASURE_WORDS[one]) for one in measures])
        self.measure.set_value(wanted if wanted in measures else measures[0])
        self.measure.blockSignals(blocked)
        self.measure.setVisible(len(measures) > 1)

    def _on_column(self) -> None:
        self._offer_measures(None)
        self._on_measure()

    def _on_measure(self) -> None:
        self._show_label()
        self.changed.emit()

    def _show_label(self) -> None:
        plain = figure_label(Reckoned(self.measure.value(), self.column.value()), self._noun)
        self.label.editor.setPlaceholderText(f"表头：{plain}")


class SortLine(Line):
    """What the rows are put in order by."""

    def __init__(self, choices: Sequence[tuple[str, str]], sort: SortBy) -> None:
        """Begin with this order."""
        super().__init__("排序")
        self.column = ChoiceField("by", "按什么排", choices, optional=False)
        self.way = ChoiceField("way", "次序", [(True, "从小到大"), (False, "从大到小")], optional=False)
        self.column.set_value(sort.column)
        self.way.set_value(sort.ascending)
        self.add_field(self.column, 3)
        self.add_field(self.way, 2)
        self.column.changed.connect(self.changed)
        self.way.changed.connect(self.changed)

    def sort(self) -> SortBy:
        """Return the order."""
        return SortBy(self.column.value(), self.way.value())

    def raw(self) -> dict[str, Any]:
        """Return what stands in the line."""
        return {"column": self.column.value(), "ascending": self.way.value()}


class Grouping(Section):
    """Groups and figures; with either, each row of the table is a group."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a noun."""
        self.group_button = add_button("加分组(&G)", "一组一行，如按村（社区）", self.begin_group)
        self.reckon_button = add_button("加统计(&U)", "每组统计什么：个数、合计、平均……", self.begin_figure)
        super().__init__("分组统计", (self.group_button, self.reckon_button))
        self._noun: NounSpec | None = None
        self.groups: LineBox[GroupLine] = LineBox()
        self.figures: LineBox[ReckonedLine] = LineBox()
        for box, button in ((self.groups, self.group_button), (self.figures, self.reckon_button)):
            box.changed.connect(self.changed)
            box.left.connect(button.setFocus)
            self.body.addWidget(box)

    def set_noun(self, noun: NounSpec | None) -> None:
        """Group this noun's records; groups and figures go."""
        self._noun = noun
        self.groups.clear()
        self.figures.clear()

    def begin_group(self) -> None:
        """Add a group, and of the first one how many records there are."""
        if self._noun is None:
            return
        taken = {split_step(line.key())[0] for line in self.groups.lines}
        free = [one.key for one in self._noun.columns if one.key not in taken]
        usual = [key for key in free if key.rpartition(".")[2] == "village"]
        line = self.add_group((usual or free)[0]) if free else None
        if line is not None:
            line.focus_first()
            self.changed.emit()

    def begin_figure(self) -> None:
        """Add a figure: at first how many records there are."""
        if self._noun is None:
            return
        sums = [one.key for one in self._noun.columns if one.summable]
        taken = {line.figure().column for line in self.figures.lines}
        key = next((key for key in ("", *sums) if key not in taken), "")
        measure = measures_for(self._noun.column(key) if key else None)[0]
        line = self.add_figure({"measure": measure.value, "column": key})
        if line is not None:
            line.focus_first()
            self.changed.emit()

    def add_group(self, key: str) -> GroupLine | None:
        """Add a group by this column."""
        return self.groups.add(GroupLine(self._noun, key)) if self._noun else None

    def add_figure(self, raw: Mapping[str, Any]) -> ReckonedLine | None:
        """Add a figure as it was."""
        if self._noun is None:
            return None
        figure = Reckoned(Measure(raw["measure"]), raw.get("column", ""), raw.get("label", ""))
        return self.figures.add(ReckonedLine(self._noun, figure))

    @property
    def is_counted(self) -> bool:
        """Tell whether the rows are groups."""
        return bool(self.groups.lines or self.figures.lines)

    def keys(self) -> tuple[str, ...]:
        """Return the groups; the same one twice counts once."""
        return tuple(dict.fromkeys(line.key() for line in self.groups.lines))

    def reckoned(self) -> tuple[Reckoned, ...]:
        """Return the figures."""
        return tuple(line.figure() for line in self.figures.lines)


class Sorting(Section):
    """In which order the rows stand, and whether a row 合计 stands below them."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without anything to sort by."""
        self.add_button = add_button("加排序(&O)", "也可以点右边表头排序", self.begin_line)
        self.total = QCheckBox("末行加合计(&H)")
        super().__init__("排序", (self.add_button,))
        self._choices: list[tuple[str, str]] = []
        self.box: LineBox[SortLine] = LineBox()
        self.box.changed.connect(self.changed)
        self.box.left.connect(self.add_button.setFocus)
        self.total.toggled.connect(lambda _on: self.changed.emit())
        self.body.addWidget(self.box)
        self.body.addWidget(self.total)

    def offer(self, noun: NounSpec, groups: Sequence[str], figures: Sequence[Reckoned]) -> None:
        """Let the rows be sorted by what they have; an order by something else goes."""
        if groups or figures:
            shown = figures or (Reckoned(Measure.COUNT),)
            choices = [(key, label_of(key, noun)) for key in groups]
            choices += [(f"#{at}", figure_label(one, noun)) for at, one in enumerate(shown)]
        else:
            choices = [(one.key, one.label) for one in noun.columns]
        if choices == self._choices:
            return
        self._choices = choices
        offered = dict(choices)
        for line in list(self.box.lines):
            sort = line.sort()
            if sort.column not in offered:
                self.box.remove(line)
                continue
            blocked = line.blockSignals(True)
            line.column.set_choices(choices)
            line.blockSignals(blocked)

    def begin_line(self) -> None:
        """Add an order."""
        taken = {line.sort().column for line in self.box.lines}
        free = next((key for key, _words in self._choices if key not in taken), None)
        if free is not None:
            self.add_line(SortBy(free)).focus_first()
            self.changed.emit()

    def add_line(self, sort: SortBy) -> SortLine:
        """Add this order."""
        return self.box.add(SortLine(self._choices, sort))

    def set_sort(self, orders: Sequence[SortBy]) -> None:
        """Sort like that; what can't be sorted by is left out."""
        self.box.clear()
        offered = dict(self._choices)
        for sort in orders:
            if sort.column in offered:
                self.add_line(sort)

    def sort(self) -> tuple[SortBy, ...]:
        """Return the orders, the first one the weightiest."""
        found: dict[str, SortBy] = {}
        for line in self.box.lines:
            found.setdefault(line.sort().column, line.sort())
        return tuple(found.values())
