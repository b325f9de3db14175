"""The filling of an empty office, part by part."""

from __future__ import annotations

from random import Random

from sqlalchemy import select, update

from hazard_desk.errors import HazardDeskError
from hazard_desk.model import (
    Enterprise,
    Office,
)
from hazard_desk.services.demonstrating.activities import add_activities
from hazard_desk.services.demonstrating.hazards import demo_words
from hazard_desk.services.demonstrating.rounds import add_rounds
from hazard_desk.services.demonstrating.self_checks import add_self_checks
from hazard_desk.services.demonstrating.steps import add_steps, issue_documents
from hazard_desk.services.demonstrating.tasks import add_tasks
from hazard_desk.services.demonstrating.township import Township
from hazard_desk.services.planning import make_plan
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork


def demo_villages() -> list[str]:
    """Return the invented villages of the demo township."""
    return list(demo_words()["villages"])


def fill_demo(work: UnitOfWork, enterprises: int = 120, seed: int = 1) -> Changes:
    """Fill an office that has no enterprises yet; another one is refused.

    Names, numbers and events are invented; credit codes are valid. Three months up to today, hazards in
    every state, all 18 figures of F4 above zero somewhere.
    """
    if work.session.scalar(select(Enterprise.id).limit(1)) is not None:
        raise HazardDeskError(
            "台账里已经有企业，不能填入演示数据。", "没有改动任何数据。", "请在新建的空台账里使用演示。"
        )
    Township(work, Random(seed)).fill(enterprises)
    add_steps(work)
    work.session.execute(update(Office).where(Office.short_name == "").values(short_name="西槽头"))
    issue_documents(work)
    make_plan(work, work.today.year)
    add_rounds(work, Random(f"交叉检查 {seed}"))
    add_self_checks(work, Random(f"自查 {seed}"))  # of its own, so that the records above stay the seed's
    add_activities(work, Random(f"活动 {seed}"))
    add_tasks(work, Random(f"重点任务 {seed}"))
    return Changes(f"填入演示数据：企业 {enterprises} 家（种子 {seed}）", counts={"enterprises": enterprises})
