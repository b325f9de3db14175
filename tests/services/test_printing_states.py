"""Wherever a hazard stands, it can be printed: on the forms that tell of it and in its documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from hazard_desk.errors import HazardDeskError
from hazard_desk.forms.pdf import draw
from hazard_desk.rules.hazard_life import Step
from hazard_desk.services.documents import draft_document, issue_document, offered_kinds
from hazard_desk.services.following_up.finding import hazard_rows
from hazard_desk.services.following_up.moving import make_move, moves_offered
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import DocumentKind, HazardState, Move, Remedy
from tests.services.document_desk import VISIT, make_desk
from tests.services.form_desk import fill, general, hazard_ids, major, saved, visited, words

TODAY, LATER = VISIT, date(2027, 3, 1)
HAZARDS, STEPS = 24, 10


def _live(office: OfficeFile, hazard_id: int, random: Random, steps: int) -> set[Move]:
    """Lead a hazard through steps that its state allows; return those that were made."""
    made = set()
    for _ in range(steps):
        offers = [offer.kind for offer in office.ask(moves_offered, [hazard_id]) if offer.allowed]
        # Few of them go on for ever: what ends a life comes late.
        kind = random.choice([one for one in offers if one is not Move.VOID] or offers)
        step = Step(kind, TODAY, "张三", "说明", LATER, "县应急管理局")
        try:
            office.run(make_move, [hazard_id], step)
            made.add(kind)
        except HazardDeskError:  # an extension to the day that it has already
            continue
    return made


def test_whatever_state_a_hazard_is_in_it_is_printed(tmp_path: Path) -> None:
    random = Random(7)
    desk = make_desk(tmp_path)
    with desk.office as office:
        named = [f"隐患第{number:02}条" for number in range(HAZARDS)]
        found = [
            major(name, deadline=LATER, funds_fen=100, remedy=Remedy.BY_DEADLINE)
            if number % 3 == 0
            else general(name, remedy=random.choice((None, Remedy.ON_SITE)))
            for number, name in enumerate(named)
        ]
        visit = visited(office, desk.enterprise, VISIT, *found)
        ids = hazard_ids(office, visit)
        notice = office.ask(draft_document, DocumentKind.RECTIFICATION_NOTICE, visit).facts
        office.run(issue_document, notice)  # else nothing could be rechecked on paper
        made = set().union(
            *(_live(office, one, random, 1 + number % STEPS) for number, one in enumerate(ids[:-2]))
        )
        office.run(make_move, [ids[-1]], Step(Move.VOID, TODAY, "张三", "重复登记"))
        assert len(made) > 10
        states = {row.id: row.state for row in office.ask(hazard_rows, ids)}
        assert set(states.values()) == set(HazardState)

        (list_,) = fill(office, "hazard-list", inspections=(visit,))
        printed = "".join(words(list_))
        for name, known in zip(named, ids, strict=True):
            assert (name in printed) is (states[known] is not HazardState.VOID), states[known]
        drawn = [list_, *fill(office, "supervision", inspections=(visit,))]
        drawn += fill(office, "visit-sheet", enterprises=(desk.enterprise,))
        for form in ("weekly-statistics", "illegal-acts", "major-hazards"):
            drawn += fill(office, form, week_end=date(2026, 11, 13))
        issued: dict[DocumentKind, set[HazardState]] = {kind: set() for kind in DocumentKind}
        for known, state in states.items():
            for kind, why_not in office.ask(offered_kinds, visit, (known,)).items():
                if why_not:
                    continue
                facts = office.ask(draft_document, kind, visit, (known,)).facts
                if kind is not DocumentKind.ON_SITE_RECORD:  # which may name none
                    facts = replace(facts, hazard_ids=(known,))  # a closed one isn't ticked beforehand
                document = saved(office.run(issue_document, facts))
                drawn += fill(office, kind.value, documents=(document,))
                issued[kind].add(state)
        assert draw(drawn).startswith(b"%PDF")
    alive = set(HazardState) - {HazardState.VOID}
    assert issued[DocumentKind.ON_SITE_RECORD] >= alive, "the record tells of what was found, whatever became"
    assert HazardState.RECTIFYING in issued[DocumentKind.RECTIFICATION_NOTICE]
    assert all(issued.values()), "each kind was put to the test"
