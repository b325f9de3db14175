"""报表导出 of 打分排队表 and 情况通报: whom, which days, and the way back to the reporting week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hazard_desk.forms.contents import Content
from hazard_desk.rules.reporting_week import Period
from hazard_desk.services.report_reading import Wanted
from hazard_desk.terms import PartyKind
from tests.ui.reports_desk import TODAY, Desk
from ui.pages.reports.saving import file_stem


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    return reports_desk


def head_of(desk: Desk) -> str:
    assert desk.page.report is not None
    middle = desk.page.report.sheets[0].head.middle
    assert middle is not None
    return middle.label


def test_the_days_of_the_dialog_are_shown_until_a_week_is_chosen(desk: Desk) -> None:
    desk.open()
    span = Period(TODAY - timedelta(days=40), TODAY)
    desk.page.show_wanted(Wanted("ranking", Content.WEEK, ranked=PartyKind.ENTERPRISE, span=span))
    desk.settle()
    choices = desk.page.choices
    assert desk.page.report is not None
    assert desk.page.report.sheets[0].title == "企业打分排队表"
    first = span.start
    assert first is not None
    assert head_of(desk).startswith(f"{first.year}年{first.month}月{first.day}日至")
    assert str(first) in choices.days.text()
    assert not choices.week.isVisible()
    assert not any(button.isChecked() for button in choices.contents.values())
    assert file_stem(desk.page.report) == f"打分排队表 企业 {first}至{TODAY}"
    choices.forms.chosen.emit("ranking-notice")
    desk.settle()
    assert choices.now.span == span, "the notice is of the same days"
    assert desk.page.report.prose is not None
    desk.choose(Content.CUMULATIVE)
    assert choices.now.span is None
    assert choices.week.isVisible()
    assert choices.contents[Content.CUMULATIVE].isChecked()
    choices.forms.chosen.emit("ranking")
    desk.settle()
    desk.choose(Content.WEEK)
    choices.ranked.setCurrentIndex(0)
    choices.ranked.activated.emit(0)
    desk.settle()
    assert desk.page.report.sheets[0].title == "村（社区）打分排队表"
    assert choices.contents[Content.WEEK].isChecked()


def test_other_forms_forget_the_days(desk: Desk) -> None:
    desk.open()
    desk.page.show_wanted(Wanted("ranking", Content.WEEK, span=Period(None, TODAY)))
    desk.settle()
    desk.page.choices.forms.chosen.emit("hazard-ledger")
    desk.settle()
    choices = desk.page.choices
    assert choices.now.span is None
    assert choices.week.isVisible()
    assert not choices.ranked.isVisible()
