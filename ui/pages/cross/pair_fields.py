"""What is entered of a pair itself: its days, the hand-over (移交), the feedback (反馈), the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ui.widgets.field_flow import FieldFlow
from ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairFacts

_LABEL_WIDTH = 60
_SPANS = {"evidence": 3, "feedback_note": 3}


class PairFields(FieldFlow):
    """The facts of one pair, three in a row."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        """Build them empty."""

        def day(name: str, label: str) -> DateField:
            field = DateField(name, label, today=today)
            # Three in a row leave no room for it: cut off, it says nothing.
            field.editor.setPlaceholderText("")
            field.editor.setToolTip("如 20260131、31、+7、今天；Ctrl+; 今天；F4 选日期")
            return field

        reported = day("reported_on", "专题报告")
        reported.editor.setToolTip("专题报告报送的日期。" + reported.editor.toolTip())
        super().__init__(
            [
                day("starts_on", "检查开始"),
                day("ends_on", "检查结束"),
                TextField("note", "备注", longest=1000),
                day("handed_over_on", "移交日期"),
                TextField("handed_over_by", "移交人", longest=60),
                TextField("received_by", "接收人", longest=60),
                TextField(
                    "evidence", "印证资料", longest=1000, placeholder="随问题隐患清单移交的照片、复印件等"
                ),
                day("feedback_due_on", "反馈期限"),
                day("feedback_on", "反馈日期"),
                reported,
                TextField(
                    "feedback_note", "反馈情况", longest=1000, placeholder="受检方书面反馈的整改、处理情况"
                ),
            ],
            _SPANS,
            _LABEL_WIDTH,
        )
        self.show_only(list(self.fields))

    def values(self) -> dict[str, object]:
        """Return what stands here, by name."""
        return {name: field.value() for name, field in self.fields.items()}

    def facts(self) -> PairFacts:
        """Return what stands here as facts."""
        from hazard_desk.services.cross_inspecting.following import PairFacts

        return PairFacts(**self.values())  # type: ignore[arg-type]


def shown_facts(facts: PairFacts) -> dict[str, object]:
    """Return the facts by name, as the fields show them."""
    return {name: getattr(facts, name) for name in facts.__slots__}
