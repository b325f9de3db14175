"""检查要点: what the documents say to look for, by industry: prompts on a visit, never findings.

The texts are data in `resources/checklists/`, a file a document, in the document's own words. Left out is
only what strings points together in running text: the ordinal (一是), the lead (重点检查, 重点排查整治,
重点整治, 排查整治) and the closing mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select

from hazard_desk.model import Industry, enterprise_industry
from hazard_desk.resources import load_json
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading

FILES = ("key-industries", "metallurgy", "township", "signs-and-cards")


@dataclass(frozen=True, slots=True)
class CheckList:
    """The points of one heading of a document; `industry` is a name of industries.json, "" for every one."""

    source: str
    industry: str
    title: str
    items: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the list is called: several headings of one document may have the same words."""
        if not self.industry or self.industry in self.title:
            return self.title
        return f"{self.industry}：{self.title}"


@cache
def check_lists() -> tuple[CheckList, ...]:
    """Return every shipped list, in the order of `FILES` and of each document."""
    return tuple(
        CheckList(document["source"], entry["industry"], entry["title"], tuple(entry["items"]))
        for document in (load_json(f"checklists/{name}.json") for name in FILES)
        for entry in document["lists"]
    )


def prompts_for(industries: Iterable[str]) -> tuple[CheckList, ...]:
    """Return the lists of these industries in the order of the files, without those for every enterprise.

    An industry is meant by its name in industries.json (not by an alias); one without a list gives nothing.
    """
    wanted = set(industries) - {""}
    return tuple(checklist for checklist in check_lists() if checklist.industry in wanted)


@dataclass(frozen=True, slots=True)
class ListOffer:
    """A list that a visit may go by; `proposed` where it is one of the enterprise's industries."""

    checklist: CheckList
    proposed: bool


def lists_for_visit(reading: Reading, enterprise_id: int | None) -> list[ListOffer]:
    """Return every list to choose from: of the enterprise's industries, for every enterprise, the rest."""
    link = enterprise_industry.c
    query = select(Industry.name).join(enterprise_industry, link.industry_id == Industry.id)
    names = reading.session.scalars(query.where(link.enterprise_id == enterprise_id))
    proposed = prompts_for(names)
    shipped = [checklist for checklist in check_lists() if checklist not in proposed]
    for_all = [checklist for checklist in shipped if not checklist.industry]
    rest = [checklist for checklist in shipped if checklist.industry]
    return [
        *(ListOffer(checklist, True) for checklist in proposed),
        ListOffer(_self_check(reading), False),
        *(ListOffer(checklist, False) for checklist in (*for_all, *rest)),
    ]


def _self_check(reading: Reading) -> CheckList:
    """Return the items of 自查表 (F2) as a list, in the words that the office's form has them."""
    texts = form_texts(reading, "self-check")
    items = [" ".join(words.split()) for group in texts["groups"] for words in group["items"]]
    return CheckList(f"{texts['annex']}《{texts['title']}》", "", texts["short"], tuple(items))
