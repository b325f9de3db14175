"""曾任职企业, 亲属经营企业: enterprises of a person, found by initials, taken away, kept in drafts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.services.rosters import PersonFacts, roster_facts, save_roster_entry
from tests.ui.dialog_desk import DialogDesk
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.dialogs.rosters import RostersDialog
from ui.dialogs.rosters.forms import PersonForm
from ui.widgets.enterprises_field import EnterprisesField


class Hands(DialogDesk):
    """The roster of people, its form, and the enterprises by name."""

    dialog: RostersDialog

    def open(self) -> PersonForm:
        dialog = RostersDialog(self.background, self.messages, self.window, "people")
        dialog.open()
        form = self.take_over(dialog).desk.entry  # type: ignore[attr-defined]
        assert isinstance(form, PersonForm)
        return form

    def pick(self, field: EnterprisesField, typed: str) -> None:
        field.setFocus()
        self.type(typed)
        self.settle()
        self.press(KEY.Key_Return)

    @staticmethod
    def shown(field: EnterprisesField) -> list[str]:
        return [button.text() for button in field._row.findChildren(QPushButton) if not button.isHidden()]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


def test_enterprises_are_picked_by_initials_one_after_the_other(hands: Hands) -> None:
    ids = fill(hands.background)
    form = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    form.fields["name"].set_value("张三")
    hands.pick(form.employers, "hdzz")
    hands.pick(form.employers, "lmjy")
    hands.pick(form.employers, "hdzz")  # once is enough
    assert hands.focus is form.employers.editor
    assert hands.shown(form.employers) == ["宏达铸造厂", "利民加油站"]
    hands.pick(form.relatives, "bszc")
    # Backspace takes the last letter first, then the last enterprise; Enter in the empty line goes on.
    hands.type("x")
    hands.press(KEY.Key_Backspace)
    assert hands.shown(form.relatives) == ["北山砖厂"]
    hands.press(KEY.Key_Backspace)
    assert form.relatives.value() == ()
    hands.pick(form.relatives, "bszc")
    hands.press(KEY.Key_S, with_=CTRL)
    stored = hands.ask(roster_facts, PersonFacts, 1)
    assert stored.former_employers == (ids["宏达铸造厂"], ids["利民加油站"])
    assert stored.relatives == (ids["北山砖厂"],)


def test_stored_enterprises_are_shown_by_name_and_taken_away(hands: Hands) -> None:
    ids = fill(hands.background)
    facts = PersonFacts("张三", former_employers=(ids["长兴木业有限公司"], ids["利民加油站"]))
    person = hands.do(save_roster_entry, facts, None).record_id
    form = hands.open()
    hands.dialog.desk.table.go_to(person)
    hands.settle()
    assert hands.shown(form.employers) == ["长兴木业有限公司", "利民加油站"]
    assert not form.is_changed
    form.employers._row.findChildren(QPushButton)[0].click()
    assert form.employers.value() == (ids["利民加油站"],)
    assert form.is_changed
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.ask(roster_facts, PersonFacts, person).former_employers == (ids["利民加油站"],)


def test_what_was_picked_and_not_saved_is_a_draft(hands: Hands) -> None:
    fill(hands.background)
    form = hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    hands.pick(form.employers, "hdzz")
    hands.type("只写")
    hands.settle()
    hands.press(KEY.Key_Escape)  # only closes the list
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_N, with_=CTRL)
    assert hands.shown(form.employers) == ["宏达铸造厂"]
    assert form.employers.editor.text() == "只写"
    # What is typed and picks nothing is not saved in silence.
    form.fields["name"].set_value("张三")
    hands.press(KEY.Key_S, with_=CTRL)
    assert "请从列表里选定" in form.employers.error
