"""填报单位: making an office, its settings, villages and the lists that come with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.model import (
    Campaign,
    Duty,
    Enterprise,
    Industry,
    Office,
    Person,
    Village,
    enterprise_industry,
)
from hazard_desk.resources import load_json
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.criteria import add_shipped_standards
from hazard_desk.services.regions import regions
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork, in_chunks
from hazard_desk.terms import Authority, LeaderPost

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


_ABOVE = "(?:[^省市县区旗]+(?:省|自治区))?(?:[^省市县区旗]+市)?"
_OFFICE_NAME = re.compile(
    f"(?P<above>{_ABOVE})(?P<county>[^省市县区旗]+[县区旗市])?(?P<township>.+(?:乡|镇|街道))(?:人民政府|办事处)"
)


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Someone entered with the new office; `answers_for` (分管、包联) names villages and industries."""

    name: str
    title: str = ""
    post: LeaderPost | None = None
    phone: str = ""
    certificate: str = ""
    answers_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstFacts:
    """What is known of a new office besides its name and villages; "" = as its name says."""

    township: str = ""
    county: str = ""
    short_name: str = ""
    phone: str = ""
    principal: str = ""
    handler: str = ""
    reporting_weekday: int = 4
    people: tuple[FirstPerson, ...] = ()


def set_up_office(
    work: UnitOfWork, name: str, villages: Sequence[str] = (), first: FirstFacts | None = None
) -> Changes:
    """Enter the office, its villages and people, the shipped industries and 判定标准: the first operation."""
    name, first = name.strip(), first or FirstFacts()
    if not name or not 0 <= first.reporting_weekday <= 6:
        raise UsageError(
            "单位名称不能为空，报送日须是周一至周日之一。", "没有新建台账。", "请写出印章上的单位全称。"
        )
    work.session.add(
        Office(
            id=1,
            name=name,
            township=first.township or township_of(name),
            county=first.county or county_of(name),
            short_name=first.short_name,
            phone=first.phone,
            principal=first.principal,
            handler=first.handler,
            reporting_weekday=first.reporting_weekday,
        )
    )
    work.session.flush()
    named: dict[str, str] = {}
    for village in villages:
        named.setdefault(comparable(village), village.strip())
    for village in filter(None, named.values()):
        work.session.add(Village(name=village, entered_at=work.now))
    for position, industry in enumerate(load_json("industries.json")):
        work.session.add(Industry(**industry, position=position, entered_at=work.now))
    work.session.flush()
    _enter_people(work, first.people)
    add_shipped_standards(work)
    return Changes(f"新建台账「{name}」")


def _enter_people(work: UnitOfWork, people: Sequence[FirstPerson]) -> None:
    """Enter the people; what one answers for that is neither village nor industry goes into the note."""
    known = {comparable(name): ("village_id", at) for at, name in _village_names(work)}
    trades = {word: ("industry_id", at) for word, at in industry_ids(work).items()}
    for one in people:
        if not one.name.strip():
            continue
        named = [(word.strip(), (known | trades).get(comparable(word))) for word in one.answers_for]
        left = "、".join(word for word, duty in named if word and duty is None)
        person = Person(
            name=one.name.strip(),
            title=one.title.strip(),
            post=one.post,
            phone=one.phone.strip(),
            certificate=one.certificate.strip(),
            note=f"分管：{left}" if left else "",
            entered_at=work.now,
        )
        work.session.add(person)
        work.session.flush()
        for duty in dict.fromkeys(duty for _word, duty in named if duty is not None):
            work.session.add(Duty(person_id=person.id, **dict([duty])))


def _village_names(work: UnitOfWork) -> Any:
    return work.session.execute(select(Village.id, Village.name).order_by(Village.id)).all()


def shipped_industries() -> tuple[str, ...]:
    """Return the industries that a new office begins with, each by all its wordings."""
    return tuple(
        wording
        for industry in load_json("industries.json")
        for wording in (industry["name"], *industry["aliases"].split("、"))
        if wording
    )


def township_of(office_name: str) -> str:
    """Return the township within an office's name: 文水县西槽头乡人民政府 → 西槽头乡; "" if unclear."""
    return _parts_of(office_name)[1]


def county_of(office_name: str) -> str:
    """Return the county within an office's name: 晋城市城区西街街道办事处 → 城区; "" if unclear."""
    return _parts_of(office_name)[0]


def _parts_of(office_name: str) -> tuple[str, str]:
    """Return county and township. 市, 区 and 旗 also stand in names of townships (原平市南市场镇)."""
    plain = _OFFICE_NAME.fullmatch(office_name)
    if plain is None:
        return "", ""
    for county in (one.name for one in regions().counties):
        above, found, township = office_name.partition(county)
        if found and re.fullmatch(_ABOVE, above) and (known := _OFFICE_NAME.fullmatch(f"某县{township}")):
            return county, known["township"]
    # Without one below it, the 市 above is of the rank of a county.
    above = re.sub("^.*(?:省|自治区)", "", plain["above"])
    return plain["county"] or above, plain["township"]


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
