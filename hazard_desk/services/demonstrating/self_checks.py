"""Self-checks (企业自查) of a third of the enterprises."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import select

from hazard_desk.model import (
    Enterprise,
)
from hazard_desk.services.self_checking import ITEMS, Marks, SelfCheckFacts, save_self_check
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import (
    CheckMark,
    EnterpriseState,
)

# Items of 自查表 that only some enterprises have anything to answer to, and how many in a hundred do.
_ITEMS_OF_SOME = {(6, 7, 8, 25): 30, (13, 14, 15): 20, (26,): 50}


def add_self_checks(work: UnitOfWork, random: Random) -> None:
    """Let a third of the enterprises in operation walk round; the office looked over half of their sheets."""
    query = select(Enterprise.id, Enterprise.principal, Enterprise.safety_head).where(
        Enterprise.state == EnterpriseState.IN_OPERATION
    )
    working = list(work.session.execute(query.order_by(Enterprise.id)))
    for enterprise_id, principal, safety_head in random.sample(working, -(-len(working) // 3)):
        checked_on = work.today - timedelta(days=random.randint(0, 60))
        looked_on = checked_on + timedelta(days=random.randint(1, 14))
        looked_over = random.random() < 0.5 and looked_on <= work.today
        save_self_check(
            work,
            None,
            SelfCheckFacts(
                enterprise_id=enterprise_id,
                checked_on=checked_on,
                checked_by=random.choice([principal, safety_head or principal]),
                marks=_marks(random, looked_over),
                office_checked_on=looked_on if looked_over else None,
            ),
        )


def _marks(random: Random, looked_over: bool) -> dict[int, Marks]:
    without = {
        item for items, share in _ITEMS_OF_SOME.items() if random.random() * 100 >= share for item in items
    }
    marks: dict[int, Marks] = {}
    for item in ITEMS:
        if item not in without:
            own = random.choices(list(CheckMark), [88, 8, 4])[0]
            # The office finds some things worse, and some put right since.
            found = random.choices([own, *CheckMark], [90, 5, 2, 3])[0]
            marks[item] = (own, found if looked_over else None)
    return marks
