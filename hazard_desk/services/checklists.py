"""检查要点: what the documents say to look for, by industry: prompts on a visit, never findings.

The texts are data in `resources/checklists/`, a file a document, in the document's own words. Left out is
only what strings points together in running text: the ordinal (一是), the lead (重点检查, 重点排查整治,
重点整治, 排查整治) and the closing mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from hazard_desk.resources import load_json

FILES = ("key-industries", "metallurgy", "township", "signs-and-cards")


@dataclass(frozen=True, slots=True)
class CheckList:
    """The points of one heading of a document; `industry` is a name of industries.json, "" for every one."""

    source: str
    industry: str
    title: str
    items: tuple[str, ...]


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
