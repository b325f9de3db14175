"""从示例开始: questions that every office asks, each a beginning to change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.rules.table_question import YES, Condition, Measure, Question, Reckoned, SortBy, Test
from hazard_desk.terms import EnterpriseState, HazardLevel
from ui import theme

_HAZARD_COLUMNS = (
    "inspection.inspected_on",
    "enterprise.name",
    "enterprise.village",
    "description",
    "measures",
    "responsible",
    "deadline",
    "state",
)

EXAMPLES = (
    Question(
        noun="enterprise",
        title="各村企业数和未整改隐患数",
        groups=("village",),
        reckoned=(
            Reckoned(Measure.COUNT, "", "企业数"),
            Reckoned(Measure.SUM, "hazards_found", "查出隐患数"),
            Reckoned(Measure.SUM, "hazards_open", "未整改隐患数"),
        ),
        sort=(SortBy("#2", ascending=False),),
        total=True,
    ),
    Question(
        noun="hazard",
        title="重大隐患明细",
        columns=_HAZARD_COLUMNS,
        conditions=(Condition("level", Test.IN, (HazardLevel.MAJOR.label,)),),
        sort=(SortBy("inspection.inspected_on", ascending=False),),
    ),
    Question(
        noun="inspection",
        title="本月检查明细",
        columns=(
            "number",
            "inspected_on",
            "enterprise.name",
            "enterprise.village",
            "inspectors",
            "hazards_found",
            "hazards_open",
        ),
        conditions=(Condition("inspected_on", Test.SPAN, ("本月",)),),
        sort=(SortBy("inspected_on"),),
        total=True,
    ),
    Question(
        noun="enterprise",
        title="未检查企业名单",
        columns=("name", "village", "industries", "principal", "principal_phone", "address"),
        conditions=(
            Condition("inspected", Test.IS, ("否",)),
            Condition("state", Test.IN, (EnterpriseState.IN_OPERATION.label,)),
        ),
        sort=(SortBy("village"),),
    ),
    Question(
        noun="hazard",
        title="逾期未整改隐患明细",
        columns=_HAZARD_COLUMNS,
        conditions=(Condition("overdue", Test.IS, (YES,)),),
        sort=(SortBy("deadline"),),
    ),
    Question(
        noun="inspection",
        title="今年每月检查次数和隐患数",
        conditions=(
            Condition("inspected_on", Test.SPAN, ("本年",)),
            Condition("supervisory", Test.IS, (YES,)),  # as the weekly report counts
        ),
        groups=("inspected_on@month",),
        reckoned=(
            Reckoned(Measure.COUNT, "", "检查次数"),
            Reckoned(Measure.DISTINCT, "enterprise.name", "检查企业数"),
            Reckoned(Measure.SUM, "hazards_found", "查出隐患数"),
        ),
        sort=(SortBy("inspected_on@month"),),
        total=True,
    ),
)

_BUTTON = 260


class StartPage(QWidget):
    """One sentence, and the examples to begin with."""

    chosen = Signal(object)  # a Question

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        words = QLabel("在左边“查什么”里选一类记录，这里马上出表。也可以从示例开始，再改：")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        theme.set_role(words, "secondary")
        self.buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setSpacing(theme.LABEL_GAP)
        column.addStretch()
        column.addWidget(words)
        column.addSpacing(theme.LABEL_GAP)
        for example in EXAMPLES:
            button = QPushButton(example.title)
            button.setIcon(theme.icon("report", theme.ACCENT))
            button.setAutoDefault(False)
            button.setFixedWidth(_BUTTON)
            button.clicked.connect(lambda _checked=False, example=example: self.chosen.emit(example))
            row = QHBoxLayout()
            row.addStretch()
            row.addWidget(button)
            row.addStretch()
            column.addLayout(row)
            self.buttons.append(button)
        column.addStretch()
