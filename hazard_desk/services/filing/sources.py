"""What the records tell of facts: for every family of figures one SELECT, for F4 and F6 alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, case, func, literal, or_, select

from hazard_desk.model import (
    Accountability,
    Activity,
    Admonition,
    Enterprise,
    Hazard,
    HazardMove,
    IllegalAct,
    Inspection,
    Penalty,
    SupportPair,
    TypicalCase,
    accountability_campaign,
    activity_campaign,
    activity_enterprise,
    admonition_campaign,
    illegal_act_campaign,
    inspection_campaign,
    penalty_campaign,
    support_pair_campaign,
    typical_case_campaign,
)
from hazard_desk.rules.dispatch_figures import HELPED, SELF_PLANS, VISITING, Sector, sector_of
from hazard_desk.rules.fact_log import FOR_EACH, Family
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.supervisory import (
    FOUND_WITH_HELP,
    STANDING_HAZARD,
    SUPERVISORY,
    found_with_help,
)
from hazard_desk.terms import (
    AccountabilityKind,
    ActivityKind,
    AdmonitionKind,
    HazardLevel,
    InspectionLevel,
    PenaltyKind,
    PenaltyTarget,
    Remedy,
    SourceStage,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of one family.

    `query` selects figure, day, record, who, amount, enterprise, text; `member` says of a campaign's id
    whether the record belongs to it.
    """

    family: Family
    figures: frozenset[str]
    noun: str
    query: Any
    member: Callable[[int], Any]

    @property
    def for_each(self) -> bool:
        """Whether a record tells one fact of each `who` that it names."""
        return self.family in FOR_EACH


def _linked(link: Table, record: Any) -> Callable[[int], Any]:
    """Return how a record is asked whether it belongs to a campaign by a table of links."""
    return lambda campaign_id: record.in_(select(link.c[0]).where(link.c.campaign_id == campaign_id))


_OF_VISIT = _linked(inspection_campaign, Inspection.id)
_NOBODY = literal("")  # what is summed needs no telling apart
_ONE = literal(1)
# Not a join: where only figures are asked for, nobody looks the names up.
_VISITED = (
    select(Enterprise.name)
    .where(Enterprise.id == Inspection.enterprise_id)
    .correlate(Inspection)
    .scalar_subquery()
)


def _texts(*values: Any) -> frozenset[str]:
    return frozenset(str(value) for value in values)


# ---- visits and hazards ---------------------------------------------------------------------------------


def _visits(figure: Any, who: Any, *conditions: Any) -> Select[Any]:
    return select(
        figure, Inspection.inspected_on, Inspection.id, who, _ONE, _VISITED, Inspection.inspectors
    ).where(*conditions)


def _hazards(day: Any, figure: Any, *conditions: Any, who: Any = _NOBODY) -> Select[Any]:
    return (
        select(figure, day, Hazard.id, who, _ONE, _VISITED, Hazard.description)
        .select_from(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(STANDING_HAZARD, day.is_not(None), *conditions)
    )


# A hazard whose level nobody has decided yet stands with the general ones: never “重大” by itself.
_LEVEL = case((Hazard.level == HazardLevel.MAJOR, literal("major")), else_=literal("general"))

_SECTOR = case(
    (Inspection.level == InspectionLevel.ENTERPRISE, literal(Sector.SELF.value)),
    else_=case(
        *((Inspection.stage == stage, literal(sector_of(None, stage).value)) for stage in SourceStage),
        else_=literal(Sector.COUNTY.value),
    ),
)

_OF_ENTERPRISE = literal("#").concat(Inspection.enterprise_id)

# 限期整改 until the plate was hung (挂牌督办): the order was given all the same, and its week keeps it.
_ORDERED_BEFORE = select(HazardMove.hazard_id).where(
    HazardMove.old_remedy == Remedy.BY_DEADLINE, HazardMove.deleted_at.is_(None)
)


def _of_pairs(campaign_id: int) -> Any:
    """Whether a visit belongs to a campaign of which the pair is a part as well."""
    pairs = select(support_pair_campaign.c.support_pair_id).where(
        support_pair_campaign.c.campaign_id == campaign_id
    )
    return _OF_VISIT(campaign_id) & found_with_help(SupportPair.id.in_(pairs))


def _hazard_sources(event: str, day: Any, f4: Family, f6: Family, helped: Family) -> tuple[Source, ...]:
    of_level = [f"{level}_{event}" for level in ("general", "major")]
    return (
        Source(
            f4,
            _texts(*of_level),
            "hazard",
            _hazards(day, _LEVEL.concat(f"_{event}"), SUPERVISORY),
            _OF_VISIT,
        ),
        Source(
            f6,
            _texts(*(f"{sector}_{name}" for sector in Sector for name in of_level)),
            "hazard",
            _hazards(
                day,
                _SECTOR.concat("_").concat(_LEVEL).concat(f"_{event}"),
                Inspection.deleted_at.is_(None),
            ),
            _OF_VISIT,
        ),
        Source(
            helped,
            _texts(*(f"{HELPED}_{name}" for name in of_level)),
            "hazard",
            _hazards(day, literal(f"{HELPED}_").concat(_LEVEL).concat(f"_{event}"), FOUND_WITH_HELP),
            _of_pairs,
        ),
    )


# ---- what authorities do --------------------------------------------------------------------------------


def _party(noun: Any, other: Any) -> Any:
    """Who is counted once: the enterprise of the registry, else the unit as written."""
    return case((noun.enterprise_id.is_not(None), literal("#").concat(noun.enterprise_id)), else_=other)


def _events(
    noun: Any, figure: Any, day: Any, who: Any, amount: Any, name: Any, text: Any, *conditions: Any
) -> Select[Any]:
    return (
        select(figure, day, noun.id, who, amount, func.coalesce(Enterprise.name, name), text)
        .select_from(noun)
        .outerjoin(Enterprise, Enterprise.id == noun.enterprise_id)
        .where(noun.deleted_at.is_(None), day.is_not(None), *conditions)
    )


def _kinds(column: Any, figures: dict[Any, Figure]) -> Any:
    return case(*[(column == kind, literal(figure.value)) for kind, figure in figures.items()])


_PENALTIES = {
    PenaltyKind.FINE: Figure.FINES_WAN,
    PenaltyKind.SUSPENSION: Figure.SUSPENDED,
    PenaltyKind.LICENCE: Figure.LICENCES_REVOKED,
    PenaltyKind.CLOSURE: Figure.CLOSED,
}
_ACCOUNTABILITIES = {
    AccountabilityKind.DISCIPLINE: Figure.DISCIPLINED,
    AccountabilityKind.PROSECUTION: Figure.PROSECUTED,
}
_ADMONITIONS = {
    AdmonitionKind.ADMONISHED: Figure.ADMONISHED,
    AdmonitionKind.EXPOSED: Figure.EXPOSED,
    AdmonitionKind.SANCTIONED: Figure.SANCTIONED,
}
_OF_PENALTY = _linked(penalty_campaign, Penalty.id)
_DECISION = func.trim(Penalty.decided_by + " " + Penalty.document_number)


def _illegal_acts(family: Family, figure: Figure, day: Any) -> Source:
    query = _events(
        IllegalAct,
        literal(figure.value),
        day,
        _NOBODY,
        _ONE,
        IllegalAct.party,
        IllegalAct.description,
    )
    return Source(family, _texts(figure), "illegal_act", query, _linked(illegal_act_campaign, IllegalAct.id))


def _fines(family: Family, suffix: str, amount: Any) -> Source:
    names = {target: f"fined_{target_name}{suffix}" for target, target_name in _FINED.items()}
    return Source(
        family,
        _texts(*names.values()),
        "penalty",
        _events(
            Penalty,
            case(
                (Penalty.target == PenaltyTarget.PRINCIPAL, literal(names[PenaltyTarget.PRINCIPAL])),
                else_=literal(names[PenaltyTarget.ENTERPRISE]),
            ),
            Penalty.decided_on,
            _party(Penalty, Penalty.party),
            amount,
            Penalty.party,
            _DECISION,
            Penalty.kind == PenaltyKind.FINE,
        ),
        _OF_PENALTY,
    )


_FINED = {PenaltyTarget.ENTERPRISE: "enterprises", PenaltyTarget.PRINCIPAL: "principals"}


# ---- 结对帮扶 -------------------------------------------------------------------------------------------


def _pairs(family: Family, figure: str, enterprise_id: Any) -> Source:
    name = (
        select(Enterprise.name).where(Enterprise.id == enterprise_id).correlate(SupportPair).scalar_subquery()
    )
    return Source(
        family,
        frozenset({figure}),
        "support_pair",
        select(
            literal(figure),
            SupportPair.starts_on,
            SupportPair.id,
            literal("#").concat(enterprise_id),
            _ONE,
            name,
            SupportPair.plan,
        ).where(SupportPair.deleted_at.is_(None)),
        _linked(support_pair_campaign, SupportPair.id),
    )


# ---- 企业自查自改方案 ------------------------------------------------------------------------------------


def _self_plans() -> Source:
    named = activity_enterprise.c
    query = (
        select(
            literal(SELF_PLANS),
            Activity.held_on,
            Activity.id,
            literal("#").concat(named.enterprise_id),
            _ONE,
            Enterprise.name,
            Activity.name,
        )
        .select_from(Activity)
        .join(activity_enterprise, named.activity_id == Activity.id)
        .join(Enterprise, Enterprise.id == named.enterprise_id)
        .where(Activity.deleted_at.is_(None), Activity.kind == ActivityKind.SELF_PLAN)
    )
    return Source(
        Family.SELF_PLANS,
        frozenset({SELF_PLANS}),
        "activity",
        query,
        _linked(activity_campaign, Activity.id),
    )


SOURCES = (
    Source(
        Family.TEAMS,
        _texts(Figure.INSPECTION_TEAMS),
        "inspection",
        # A visit without names tells of no team; it is listed among the missing fields instead.
        _visits(
            literal(Figure.INSPECTION_TEAMS.value),
            Inspection.team_key,
            SUPERVISORY,
            Inspection.team_key != "",
        ),
        _OF_VISIT,
    ),
    *_hazard_sources(
        "found", Inspection.inspected_on, Family.FOUND, Family.SECTOR_FOUND, Family.HELPED_FOUND
    ),
    *_hazard_sources(
        "rectified", Hazard.rectified_on, Family.RECTIFIED, Family.SECTOR_RECTIFIED, Family.HELPED_RECTIFIED
    ),
    Source(
        Family.ORDERED,
        _texts(Figure.ENTERPRISES_ORDERED),
        "hazard",
        _hazards(
            Inspection.inspected_on,
            literal(Figure.ENTERPRISES_ORDERED.value),
            SUPERVISORY,
            or_(Hazard.remedy == Remedy.BY_DEADLINE, Hazard.id.in_(_ORDERED_BEFORE)),
            who=_OF_ENTERPRISE,
        ),
        _OF_VISIT,
    ),
    _illegal_acts(Family.ILLEGAL_FOUND, Figure.ILLEGAL_FOUND, IllegalAct.found_on),
    _illegal_acts(Family.ILLEGAL_HANDLED, Figure.ILLEGAL_HANDLED, IllegalAct.handled_on),
    Source(
        Family.PENALTY,
        _texts(*_PENALTIES.values()),
        "penalty",
        _events(
            Penalty,
            _kinds(Penalty.kind, _PENALTIES),
            Penalty.decided_on,
            _party(Penalty, Penalty.party),
            case(
                (Penalty.kind == PenaltyKind.FINE, Penalty.amount_fen),
                (Penalty.kind == PenaltyKind.LICENCE, Penalty.certificates),
                else_=1,
            ),
            Penalty.party,
            _DECISION,
        ),
        _OF_PENALTY,
    ),
    Source(
        Family.ACCOUNTABILITY,
        _texts(*_ACCOUNTABILITIES.values()),
        "accountability",
        _events(
            Accountability,
            _kinds(Accountability.kind, _ACCOUNTABILITIES),
            Accountability.decided_on,
            _NOBODY,
            _ONE,
            Accountability.unit,
            func.trim(Accountability.person + " " + Accountability.reason),
        ),
        _linked(accountability_campaign, Accountability.id),
    ),
    Source(
        Family.ADMONITION,
        _texts(*_ADMONITIONS.values()),
        "admonition",
        _events(
            Admonition,
            _kinds(Admonition.kind, _ADMONITIONS),
            Admonition.decided_on,
            _party(Admonition, Admonition.unit),
            _ONE,
            Admonition.unit,
            Admonition.reason,
        ),
        _linked(admonition_campaign, Admonition.id),
    ),
    Source(
        Family.TYPICAL_CASE,
        _texts(Figure.TYPICAL_CASES),
        "typical_case",
        _events(
            TypicalCase,
            literal(Figure.TYPICAL_CASES.value),
            TypicalCase.reported_on,
            _NOBODY,
            _ONE,
            _NOBODY,
            TypicalCase.title,
        ),
        _linked(typical_case_campaign, TypicalCase.id),
    ),
    Source(
        Family.SECTOR_VISITED,
        _texts(*(f"{sector}_enterprises" for sector in VISITING)),
        "inspection",
        _visits(_SECTOR.concat("_enterprises"), _OF_ENTERPRISE, SUPERVISORY),
        _OF_VISIT,
    ),
    _fines(Family.FINED, "", _ONE),
    _fines(Family.FINED_WAN, "_wan", Penalty.amount_fen),
    _pairs(Family.MODEL, "model_enterprises", SupportPair.helper_id),
    _pairs(Family.HELPED, "helped_enterprises", SupportPair.helped_id),
    _self_plans(),
)
"""F4 first; every family once."""
