"""填报单位: making an office, its settings, villages and the lists that come with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.model import Campaign, Enterprise, Industry, Office, Person, Village, enterprise_industry
from hazard_desk.resources import load_json
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.criteria import add_shipped_standards
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import Authority

BINNED = "（已移入回收站 "
"""What stands behind the name of an entry in the recycle bin that gave its name away."""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """The office's settings; the faces are keys of typefaces for its forms, "" = the shipped ones.

    From `authority` on it's what documents (文书) say; `agency` "" is the office itself.
    """

    name: str
    township: str
    phone: str
    principal: str
    handler: str
    reporting_weekday: int
    recipient: str
    county: str = ""
    body_face: str = ""
    heading_face: str = ""
    authority: Authority = Authority.SUPERVISION
    short_name: str = ""
    agency: str = ""
    commissioned_by: str = ""
    reports_to: str = ""
    review_government: str = ""
    review_authority: str = ""
    court: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from: its id, its name, and how often it is used."""

    id: int
    name: str
    used: int = 0


# A 县 is looked for first: 市, 区 and 旗 also stand in names of townships below it (南市场镇, 红旗营乡).
_OFFICE_NAME = re.compile(
    "(?:(?:.*[省市县区旗])?([^省市县区旗]+县)|(?:.*[省市县区旗])?([^省市县区旗]+[市区旗])|)"
    "(.+(?:乡|镇|街道))(?:人民政府|办事处)"
)


def set_up_office(work: UnitOfWork, name: str, villages: Sequence[str] = ()) -> Changes:
    """Enter the office, its villages, the shipped industries and 判定标准: the first operation."""
    name = name.strip()
    if not name:
        raise UsageError("单位名称不能为空。", "没有新建台账。", "请写出印章上的单位全称。")
    work.session.add(
        Office(id=1, name=name, township=township_of(name), county=county_of(name), reporting_weekday=4)
    )
    work.session.flush()
    for village in dict.fromkeys(part.strip() for part in villages if part.strip()):
        work.session.add(Village(name=village, entered_at=work.now))
    for position, industry in enumerate(load_json("industries.json")):
        work.session.add(Industry(**industry, position=position, entered_at=work.now))
    add_shipped_standards(work)
    return Changes(f"新建台账「{name}」")


def township_of(office_name: str) -> str:
    """Return the township within an office's name: 文水县西槽头乡人民政府 → 西槽头乡; "" if unclear."""
    parts = _OFFICE_NAME.fullmatch(office_name)
    return parts[3] if parts else ""


def county_of(office_name: str) -> str:
    """Return the county within an office's name: 晋城市城区西街街道办事处 → 城区; "" if unclear."""
    parts = _OFFICE_NAME.fullmatch(office_name)
    return parts[1] or parts[2] or "" if parts else ""


def office_row(reading: Reading) -> OfficeRow:
    """Return the office's settings."""
    office = reading.session.get_one(Office, 1)
    return OfficeRow(**{name: getattr(office, name) for name in OfficeRow.__slots__})


def own_names(reading: Reading) -> tuple[str, ...]:
    """Return what the office and its township are called, as far as they are named."""
    office = office_row(reading)
    return tuple(name for name in (office.name, office.township) if name)


def change_office(work: UnitOfWork, row: OfficeRow) -> Changes:
    """Change the office's settings; the name and a weekday of 0–6 are required."""
    if not row.name.strip() or not 0 <= row.reporting_weekday <= 6:
        raise HazardDeskError(
            "单位名称不能为空，报送日须是周一至周日之一。", "没有保存。", "请改正后再保存。"
        )
    office = work.session.get_one(Office, 1)
    for field in OfficeRow.__slots__:
        setattr(office, field, getattr(row, field))
    return Changes("修改单位设置")


def villages(reading: Reading) -> list[Choice]:
    """Return the villages with the number of their enterprises."""
    query = (
        select(Village.id, Village.name, func.count(Enterprise.id))
        .outerjoin(Enterprise, (Enterprise.village_id == Village.id) & Enterprise.deleted_at.is_(None))
        .where(Village.deleted_at.is_(None))
        .group_by(Village.id)
        .order_by(Village.id)
    )
    return [Choice(*row) for row in reading.session.execute(query)]


def industries(reading: Reading) -> list[Choice]:
    """Return the industries in the order of the first seed, then the township's own."""
    query = (
        select(Industry.id, Industry.name).where(Industry.deleted_at.is_(None)).order_by(Industry.position)
    )
    return [Choice(*row) for row in reading.session.execute(query)]


def campaigns(reading: Reading) -> list[Choice]:
    """Return the campaigns, the newest first."""
    query = (
        select(Campaign.id, Campaign.name).where(Campaign.deleted_at.is_(None)).order_by(Campaign.id.desc())
    )
    return [Choice(*row) for row in reading.session.execute(query)]


def people(reading: Reading) -> list[Choice]:
    """Return the persons by name."""
    query = select(Person.id, Person.name).where(Person.deleted_at.is_(None)).order_by(Person.id)
    return [Choice(*row) for row in reading.session.execute(query)]


def leaders(reading: Reading) -> list[Choice]:
    """Return the persons whose post has a monthly quota."""
    query = (
        select(Person.id, Person.name)
        .where(Person.deleted_at.is_(None), Person.post.is_not(None))
        .order_by(Person.id)
    )
    return [Choice(*row) for row in reading.session.execute(query)]


def industry_ids(reading: Reading) -> dict[str, int]:
    """Return the id of every industry by each of its wordings, compared as `comparable` does."""
    found: dict[str, int] = {}
    query = select(Industry.id, Industry.name, Industry.aliases).where(Industry.deleted_at.is_(None))
    for industry_id, name, aliases in reading.session.execute(query):
        for wording in [name, *aliases.split("、")]:
            if wording:
                found.setdefault(comparable(wording), industry_id)
    return found


def industry_names(reading: Reading, enterprise_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the industries of enterprises in the order of their list; one without any is left out."""
    link = enterprise_industry.c
    found: dict[int, tuple[str, ...]] = {}
    for some in in_chunks(sorted(set(enterprise_ids))):
        query = (
            select(link.enterprise_id, Industry.name)
            .join(Industry, Industry.id == link.industry_id)
            .where(link.enterprise_id.in_(some))
            .order_by(Industry.position, Industry.id)
        )
        for enterprise_id, name in reading.session.execute(query):
            found[enterprise_id] = (*found.get(enterprise_id, ()), name)
    return found


def free_name(work: UnitOfWork, noun: Any, name: str) -> None:
    """Let no entry in the recycle bin hold a name that is unique; the journal keeps what it was."""
    for record in work.session.scalars(select(noun).where(noun.name == name, noun.deleted_at.is_not(None))):
        record.name = binned_name(work, noun, name)
    work.session.flush()


def binned_name(work: UnitOfWork, noun: Any, name: str) -> str:
    """Return what an entry is called in the recycle bin, so that another one may bear its name."""
    called = f"{name}{BINNED}{work.now:%Y-%m-%d %H:%M:%S}）"
    number = 1
    while work.session.scalar(select(noun.id).where(noun.name == called).limit(1)) is not None:
        number += 1  # two of one name within a second
        called = f"{name}{BINNED}{work.now:%Y-%m-%d %H:%M:%S}，{number}）"
    return called


def add_industry(work: UnitOfWork, name: str) -> int:
    """Add an industry that the office types itself and return its id."""
    free_name(work, Industry, name)
    position = work.session.scalar(select(func.max(Industry.position))) or 0
    industry = Industry(name=name, group="本单位", position=position + 1, entered_at=work.now)
    work.session.add(industry)
    work.session.flush()
    return industry.id


def add_village(work: UnitOfWork, name: str) -> int:
    """Add a village and return its id."""
    free_name(work, Village, name)
    village = Village(name=name, entered_at=work.now)
    work.session.add(village)
    work.session.flush()
    return village.id


def campaign_by_name(reading: Reading, name: str) -> Campaign:
    """Return the campaign called `name`; an unknown one is refused with those there are."""
    campaign = reading.session.scalar(
        select(Campaign).where(Campaign.name == name.strip(), Campaign.deleted_at.is_(None))
    )
    if campaign is None:
        known = "、".join(choice.name for choice in campaigns(reading)) or "（还没有专项行动）"
        raise HazardDeskError(f"没有名为「{name}」的专项行动。", "没有改动任何数据。", f"现有：{known}。")
    return campaign


def add_campaign(work: UnitOfWork, name: str, **facts: object) -> int:
    """Add a campaign and return its id; facts are columns of Campaign."""
    free_name(work, Campaign, name.strip())
    campaign = Campaign(name=name.strip(), entered_at=work.now, **facts)
    work.session.add(campaign)
    work.session.flush()
    return campaign.id


def set_handler(work: UnitOfWork, name: str) -> Changes:
    """Change the 经办人 whom the journal names from now on."""
    work.session.execute(update(Office).values(handler=name.strip()))
    return Changes(f"经办人改为「{name.strip()}」")
