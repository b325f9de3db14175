"""Which enterprises a campaign concerns (适用范围)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from hazard_desk.model import Campaign, Enterprise, campaign_industry, campaign_village
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.offices import add_campaign
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.supervisory import in_scope
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

ALL = ["矿在一村", "矿和油在二村", "油在一村", "油没有村", "什么都没有"]
MINE, OIL, SHOP = 1, 3, 8


@pytest.fixture
def places(office: OfficeFile) -> OfficeFile:
    """An office with enterprises in and outside two trades and two villages."""
    for name, village, industries in (
        (ALL[0], "西槽头村", ("煤矿",)),
        (ALL[1], "马村", ("煤矿", "危险化学品")),
        (ALL[2], "西槽头村", ("危险化学品",)),
        (ALL[3], "", ("危险化学品",)),
        (ALL[4], "", ()),
    ):
        office.run(save_enterprise, EnterpriseFacts(name=name, village=village, industries=industries))
    return office


@pytest.mark.parametrize(
    ("industries", "villages", "concerned"),
    [
        ((), (), ALL),
        ((MINE,), (), ALL[:2]),
        ((MINE, OIL), (), ALL[:4]),
        ((SHOP,), (), []),
        ((), (1,), [ALL[0], ALL[2]]),
        ((OIL,), (1,), [ALL[2]]),
        ((MINE, OIL), (1, 2), ALL[:3]),
    ],
    ids=str,
)
def test_a_campaign_concerns_the_enterprises_of_its_trades_and_villages(
    places: OfficeFile, industries: tuple[int, ...], villages: tuple[int, ...], concerned: list[str]
) -> None:
    def enter(work: UnitOfWork) -> Changes:
        for name, trades, homes in (("另一个", (SHOP,), (2,)), ("行动", industries, villages)):
            campaign = add_campaign(work, name)
            for table, column, ids in (
                (campaign_industry, "industry_id", trades),
                (campaign_village, "village_id", homes),
            ):
                for one in ids:
                    work.session.execute(insert(table), {"campaign_id": campaign, column: one})
        return Changes("专项行动")

    def names(reading: Reading) -> list[str]:
        campaign = reading.session.scalars(select(Campaign).where(Campaign.name == "行动")).one()
        query = select(Enterprise.name).where(in_scope(campaign)).order_by(Enterprise.id)
        return list(reading.session.scalars(query))

    places.run(enter)
    assert places.ask(names) == concerned


def test_without_a_campaign_every_enterprise_counts(places: OfficeFile) -> None:
    assert (
        places.ask(
            lambda reading: list(reading.session.scalars(select(Enterprise.name).where(in_scope(None))))
        )
        == ALL
    )
