"""All nouns and columns that can be asked for, each made once; ad-hoc tables and templates know no others."""

from __future__ import annotations

from functools import cache

from hazard_desk.errors import RecordMissing
from hazard_desk.rules.table_question import NounSpec
from hazard_desk.services.vocabulary import enforcement, enterprises, township, visits, work
from hazard_desk.services.vocabulary.column import Noun

_MADE_BY = (
    enterprises.enterprise_noun,
    visits.inspection_noun,
    visits.hazard_noun,
    visits.self_check_noun,
    visits.recheck_noun,
    enforcement.illegal_act_noun,
    enforcement.penalty_noun,
    enforcement.admonition_noun,
    enforcement.accountability_noun,
    enforcement.typical_case_noun,
    enforcement.document_noun,
    enforcement.tip_off_noun,
    work.support_pair_noun,
    work.cross_pair_noun,
    township.person_noun,
    township.village_noun,
    township.industry_noun,
    township.campaign_noun,
    work.task_noun,
    work.activity_noun,
)


@cache
def _nouns() -> dict[str, Noun]:
    return {made.spec.key: made for made in (make() for make in _MADE_BY)}


def nouns() -> tuple[NounSpec, ...]:
    """Return all records that can be asked for, with their columns."""
    return tuple(noun.spec for noun in _nouns().values())


def noun_spec(key: str) -> NounSpec:
    """Return one kind of records; another key is refused in words."""
    return noun_known(key).spec


def noun_known(key: str) -> Noun:
    """Return one kind of records with its expressions; another key is refused in words."""
    known = _nouns().get(key)
    if known is None:
        raise RecordMissing(
            f"没有“{key}”这种记录可以列表。", "台账数据不受影响。", "请用新版本的程序，或重新做这张表。"
        )
    return known
