"""执法、追责、曝光、案例: entered, changed, refused, counted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.enforcing import (
    AccountabilityFacts,
    AdmonitionFacts,
    EnforcementFacts,
    IllegalActFacts,
    PenaltyFacts,
    TypicalCaseFacts,
    enforcement_facts,
    enforcement_rows,
    remove_enforcement,
    save_enforcement,
)
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.reporting import current_week_end, statistics
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import AdmonitionKind, PenaltyKind

TODAY = date.today()


@pytest.fixture
def factory(office: OfficeFile) -> int:
    """An enterprise to act against."""
    entered = office.run(save_enterprise, EnterpriseFacts(name="晋源厂", no_code_reason="无")).record_id
    assert entered is not None
    return entered


def test_each_kind_counts_in_its_columns(office: OfficeFile, factory: int) -> None:
    everything: list[EnforcementFacts] = [
        IllegalActFacts(found_on=TODAY, description="无证充装", enterprise_id=factory, handled_on=TODAY),
        IllegalActFacts(found_on=TODAY, description="无证经营", party="无照小作坊"),
        PenaltyFacts(PenaltyKind.FINE, TODAY, factory, amount_fen=1_234_500),
        PenaltyFacts(PenaltyKind.FINE, TODAY, factory, amount_fen=500),
        PenaltyFacts(PenaltyKind.SUSPENSION, TODAY, factory),
        PenaltyFacts(PenaltyKind.SUSPENSION, TODAY, factory),
        PenaltyFacts(PenaltyKind.LICENCE, TODAY, factory, certificates=3),
        PenaltyFacts(PenaltyKind.CLOSURE, TODAY, party="黑加油点"),
        AccountabilityFacts(person="张三", decided_on=TODAY),
        AdmonitionFacts(AdmonitionKind.EXPOSED, TODAY, factory),
        AdmonitionFacts(AdmonitionKind.EXPOSED, TODAY, unit="某村委会"),
        TypicalCaseFacts("某案", TODAY),
    ]
    for facts in everything:
        office.run(save_enforcement, facts)
    week = office.ask(statistics, office.ask(current_week_end)).week
    wanted = {
        Figure.ILLEGAL_FOUND: 2,
        Figure.ILLEGAL_HANDLED: 1,
        Figure.FINES_WAN: Decimal("1.235"),
        Figure.SUSPENDED: 1,
        Figure.LICENCES_REVOKED: 3,
        Figure.CLOSED: 1,
        Figure.DISCIPLINED: 1,
        Figure.EXPOSED: 2,
        Figure.TYPICAL_CASES: 1,
    }
    assert week == {figure: wanted.get(figure, 0) for figure in Figure}
    assert len(office.ask(enforcement_rows)) == len(everything)


@pytest.mark.parametrize(
    "facts",
    [
        PenaltyFacts(PenaltyKind.FINE, TODAY, party="甲"),
        PenaltyFacts(PenaltyKind.LICENCE, TODAY, party="甲"),
        PenaltyFacts(PenaltyKind.CLOSURE, TODAY),
        PenaltyFacts(PenaltyKind.CLOSURE, None, party="甲"),
        AdmonitionFacts(AdmonitionKind.EXPOSED, TODAY + timedelta(days=1), unit="甲"),
        IllegalActFacts(TODAY, "", party="甲"),
        IllegalActFacts(TODAY, "无证", party="甲", handled_on=TODAY - timedelta(days=1)),
        AccountabilityFacts(decided_on=TODAY),
        TypicalCaseFacts(reported_on=TODAY),
    ],
    ids=str,
)
def test_half_a_fact_is_refused(office: OfficeFile, facts: EnforcementFacts) -> None:
    with pytest.raises(InputRefused):
        office.run(save_enforcement, facts)
    assert office.ask(enforcement_rows) == []


def test_a_fact_is_changed_and_removed(office: OfficeFile, factory: int) -> None:
    office.run(lambda work: Changes("行动", add_campaign(work, "大整治")))
    fine = PenaltyFacts(PenaltyKind.FINE, TODAY, factory, amount_fen=100, campaigns=("大整治",))
    entered = office.run(save_enforcement, fine).record_id
    assert entered is not None
    facts = office.ask(enforcement_facts, PenaltyFacts, entered)
    assert isinstance(facts, PenaltyFacts)
    assert facts == fine
    facts.amount_fen = 900
    office.run(save_enforcement, facts, entered)
    assert [(row.amount_fen, row.who) for row in office.ask(enforcement_rows)] == [(900, "晋源厂")]
    office.run(remove_enforcement, PenaltyFacts, entered)
    assert office.ask(enforcement_rows) == []
