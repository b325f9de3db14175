"""What is refused is said in whole sentences."""

from __future__ import annotations

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.refusing import refuse_if_any


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("日期晚于今天", "日期晚于今天。"),
        ("日期晚于今天。", "日期晚于今天。"),
        ("日期晚于今天。。", "日期晚于今天。"),
        ("是这一天吗？", "是这一天吗？"),
    ],
)
def test_message_and_remedy_never_run_together(message: str, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        refuse_if_any([Refusal("since", message, "请核对。")])
    assert [problem.message for problem in refused.value.problems] == [said]


def test_nothing_is_refused_without_a_reason() -> None:
    refuse_if_any([])
