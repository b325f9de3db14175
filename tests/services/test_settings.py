"""设置: shipped values stand until the office sets its own; what can't be is refused."""

from __future__ import annotations

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.rules.settings import SETTINGS, Duration
from hazard_desk.services.journal import undo_last
from hazard_desk.services.settings import (
    all_settings,
    duration_setting,
    number_setting,
    save_settings,
    settings,
    text_setting,
)
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DurationUnit

PATTERN = "documents.rectification-notice.supervision"
WEEK = Duration(5, DurationUnit.WORKING_DAYS)


def test_every_setting_has_a_value_from_the_start(office: OfficeFile) -> None:
    shipped = {name: spec.default for name, spec in SETTINGS.items()}
    assert office.ask(settings) == shipped
    assert office.ask(all_settings).values == shipped


def test_what_the_office_sets_is_read_by_its_kind(office: OfficeFile) -> None:
    office.run(save_settings, {"plan.red": 6, "deadline.recheck": WEEK, PATTERN: "{号}"})
    assert office.ask(number_setting, "plan.red") == 6
    assert office.ask(duration_setting, "deadline.recheck") == WEEK
    assert office.ask(text_setting, PATTERN) == "{号}"
    assert set(office.ask(settings, "plan.")) == {name for name in SETTINGS if name.startswith("plan.")}
    office.run(undo_last)
    assert office.ask(number_setting, "plan.red") == SETTINGS["plan.red"].default


def test_only_what_differs_is_written(office: OfficeFile) -> None:
    shipped = SETTINGS["plan.red"].default
    assert office.run(save_settings, {"plan.red": shipped}).nouns == frozenset()
    office.run(save_settings, {"plan.red": 6})
    assert office.run(save_settings, {"plan.red": 6}).nouns == frozenset()
    assert office.run(save_settings, {"plan.red": shipped}).nouns == {"setting"}
    assert office.ask(number_setting, "plan.red") == shipped


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plan.red", -1),
        ("plan.red", 366),
        ("deadline.recheck", Duration(-1, WEEK.unit)),
        (PATTERN, " "),
        (PATTERN, "没有号的样式"),
        ("plan.industries", "危险化学品"),
        ("plan.industries", "危险化学品 400"),
        ("plan.industries", "没有的行业 3"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(office: OfficeFile, name: str, value: object) -> None:
    with pytest.raises(InputRefused) as refused:
        office.run(save_settings, {"plan.blue": 2, name: value})
    assert [problem.field for problem in refused.value.problems] == [name]
    assert office.ask(number_setting, "plan.blue") == SETTINGS["plan.blue"].default
