"""Old operations taken back out of their order: what was entered since is never given to another pair."""

from __future__ import annotations

from datetime import date

import pytest

from hazard_desk.errors import HazardDeskError
from hazard_desk.services.attaching import Given, Owner, attach, detach
from hazard_desk.services.cross_inspecting.arranging import add_pair, drop_pair, set_pair, swap_targets
from hazard_desk.services.cross_inspecting.board import read_board
from hazard_desk.services.cross_inspecting.following import read_pair, tie_visits, untie_visits
from hazard_desk.services.cross_inspecting.rounds import (
    remove_round,
    rename_party,
    round_facts,
    rounds,
    save_round,
)
from hazard_desk.services.cross_inspecting.sampling import change_samples
from hazard_desk.services.inspecting.saving import remove_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.registry import remove_enterprise
from hazard_desk.terms import AttachmentKind
from tests.photo_samples import jpeg
from tests.services.cross_inspecting.round_desk import dump, party_ids, taken_back
from tests.services.cross_inspecting.village_desk import Desk

DAY = date(2026, 3, 10)


@pytest.fixture
def arranged(desk: Desk) -> int:
    """Return a round of two teams, each at one of the villages, with an enterprise in each village."""
    desk.firm("马厂", "马村")
    desk.firm("东厂", "东堡村")
    return desk.round({"A组": "马村", "B组": "东堡村"})


def taken_back_is_refused(desk: Desk, entry_id: int | None) -> None:
    before = dump(desk.office)
    with pytest.raises(HazardDeskError, match="又改动过"):
        desk.office.run(undo, entry_id)
    assert dump(desk.office) == before


def test_a_visit_is_not_given_back_to_a_pair_that_is_gone(desk: Desk, arranged: int) -> None:
    pair = desk.pair(arranged, "A组")
    visit = desk.visit(pair, "马厂", DAY)
    untied = desk.office.run(untie_visits, [visit])
    desk.office.run(drop_pair, pair)
    taken_back_is_refused(desk, untied.entry_id)


def test_a_visit_is_not_given_back_to_a_pair_that_became_another(desk: Desk, arranged: int) -> None:
    pair, other = desk.pair(arranged, "A组"), desk.pair(arranged, "B组")
    visit = desk.visit(pair, "马厂", DAY)
    untied = desk.office.run(untie_visits, [visit])
    swapped = desk.office.run(swap_targets, pair, other)
    taken_back_is_refused(desk, untied.entry_id)
    desk.office.run(undo, swapped.entry_id)
    desk.office.run(undo, untied.entry_id)  # the pair is again what it was
    assert next(one for one in desk.office.ask(read_board, arranged).pairs if one.id == pair).followed


@pytest.mark.parametrize("what", ["visit", "tied", "sample", "file"])
def test_a_pair_does_not_become_another_under_what_was_entered_since(
    desk: Desk, arranged: int, what: str
) -> None:
    pair, other = desk.pair(arranged, "A组"), desk.pair(arranged, "B组")
    loose = desk.visit(pair, "东厂", DAY)
    desk.office.run(untie_visits, [loose])
    swapped = desk.office.run(swap_targets, pair, other)
    if what == "visit":
        desk.visit(pair, "东厂", DAY)
    elif what == "tied":
        desk.office.run(tie_visits, pair, [loose])
    elif what == "sample":
        desk.office.run(change_samples, pair, [desk.firms["东厂"]])
    else:
        files = [Given("回执.jpg", jpeg())]
        desk.office.run(attach, Owner("cross_pair", pair), files, AttachmentKind.SCAN)
    taken_back_is_refused(desk, swapped.entry_id)


def test_a_party_renamed_is_called_as_before_whatever_hung_on_it(desk: Desk, arranged: int) -> None:
    pair = desk.pair(arranged, "A组")
    desk.visit(pair, "马厂", DAY)
    desk.office.run(change_samples, pair, [desk.firms["马厂"]])
    before = dump(desk.office)
    renamed = desk.office.run(rename_party, party_ids(desk.office, arranged)["A组"], "甲组")
    desk.office.run(undo, renamed.entry_id)
    assert dump(desk.office) == before


def test_a_list_of_enterprises_in_the_bin_holds_no_pair_and_goes_to_no_other(
    desk: Desk, arranged: int
) -> None:
    pair, other = desk.pair(arranged, "A组"), desk.pair(arranged, "B组")
    desk.office.run(change_samples, pair, [desk.firms["马厂"]])
    removed = desk.office.run(remove_enterprise, desk.firms["马厂"])
    board = desk.office.ask(read_board, arranged)
    assert not any(one.followed for one in board.pairs)
    assert all("抽检" not in party.load for party in (*board.inspectors, *board.targets))
    assert desk.office.ask(read_pair, pair).line.samples == 0
    desk.office.run(swap_targets, pair, other)
    desk.office.run(undo, removed.entry_id)
    assert not any(one.followed for one in desk.office.ask(read_board, arranged).pairs)


def test_two_rounds_of_one_name_lie_in_the_bin(desk: Desk, arranged: int) -> None:
    first = desk.office.run(remove_round, arranged)
    second = desk.round({"A组": "马村"})
    taken_back(desk.office, remove_round, second)
    desk.office.run(undo, first.entry_id)
    assert [row.id for row in desk.office.ask(rounds)] == [arranged]
    assert [row.name for row in desk.office.ask(rounds)] == ["第一轮"]


def test_a_file_in_the_bin_goes_to_no_other_pair(desk: Desk, arranged: int) -> None:
    pair, other = desk.pair(arranged, "A组"), desk.pair(arranged, "B组")
    owner = Owner("cross_pair", pair)
    link = desk.office.run(attach, owner, [Given("回执.jpg", jpeg())], AttachmentKind.SCAN).record_id
    assert link is not None
    detached = desk.office.run(detach, [link])
    before = dump(desk.office)
    swapped = desk.office.run(swap_targets, pair, other)
    taken_back_is_refused(desk, detached.entry_id)
    desk.office.run(undo, swapped.entry_id)
    assert dump(desk.office) == before
    desk.office.run(undo, detached.entry_id)
    assert next(one for one in desk.office.ask(read_board, arranged).pairs if one.id == pair).followed


def test_a_pair_left_out_in_the_form_takes_what_lies_in_the_bin_along(desk: Desk, arranged: int) -> None:
    pair = desk.pair(arranged, "A组")
    visit = desk.visit(pair, "马厂", DAY)
    removed = desk.office.run(remove_inspection, visit)
    facts = desk.office.ask(round_facts, arranged)
    facts.pairs = facts.pairs[1:]
    before = dump(desk.office)
    saved = desk.office.run(save_round, arranged, facts)
    taken_back_is_refused(desk, removed.entry_id)
    desk.office.run(undo, saved.entry_id)
    assert dump(desk.office) == before


def test_a_pair_made_of_another_by_hand_is_not_made_back_under_a_list(desk: Desk, arranged: int) -> None:
    desk.office.run(drop_pair, desk.pair(arranged, "B组"))
    pair = desk.pair(arranged, "A组")
    moved = desk.office.run(set_pair, pair, "B组", "马村")
    desk.office.run(change_samples, pair, [desk.firms["马厂"]])
    taken_back_is_refused(desk, moved.entry_id)
    added = desk.office.run(add_pair, arranged, "A组", "东堡村").record_id
    assert added is not None
    desk.office.run(drop_pair, added)
