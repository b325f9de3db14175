"""F6 against an independent count of random townships; its overrides, narratives and carried figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.sheet import printed
from hazard_desk.rules.weekly_figures import Figure
from hazard_desk.services.enforcing import PenaltyFacts, remove_enforcement, save_enforcement
from hazard_desk.services.form_entries import save_entry
from hazard_desk.services.form_filling.dispatch import Slot, dispatch_slots, slot_rows
from hazard_desk.services.offices import campaign_by_name, set_handler
from hazard_desk.services.reporting import statistics
from hazard_desk.services.wording import save_wordings
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import HazardLevel, InspectionLevel, PenaltyKind, PenaltyTarget, SourceStage
from tests.services import form_desk as desk
from tests.services.form_desk import LAST_WEEK, NOW, OFFICE, THIS_WEEK
from tests.services.township import (
    CAMPAIGNS,
    FIRST_DAY,
    TODAY,
    PlainVisit,
    Township,
    count_by_hand,
    enter,
    random_township,
)

F6 = "weekly-dispatch"
SEEDS = (3, 4)
SCOPES = (None, *CAMPAIGNS)
WEEKS = (date(2026, 9, 4), date(2026, 9, 25), date(2026, 10, 23), LAST_WEEK, THIS_WEEK)
BLANK = "＿＿"


@dataclass
class PrincipalFine:
    """A fine on an enterprise's principal, which the random township knows nothing of."""

    enterprise: int
    on: date
    amount_fen: int
    campaigns: tuple[str, ...]
    removed: bool


Filled = tuple[OfficeFile, Township, list[PrincipalFine]]


def principal_fines(seed: int) -> list[PrincipalFine]:
    random = Random(seed)
    return [
        PrincipalFine(
            random.randrange(6),
            FIRST_DAY + timedelta(days=random.randint(0, (TODAY - FIRST_DAY).days)),
            random.randint(1, 2_000_000),
            tuple(name for name in CAMPAIGNS if random.random() < 0.5),
            random.random() < 0.2,
        )
        for _ in range(10)
    ]


def enter_fines(work: UnitOfWork, town: Township, fines: list[PrincipalFine]) -> Changes:
    for fine in fines:
        facts = PenaltyFacts(
            PenaltyKind.FINE,
            fine.on,
            town.ids[fine.enterprise],
            target=PenaltyTarget.PRINCIPAL,
            amount_fen=fine.amount_fen,
            campaigns=fine.campaigns,
        )
        record_id = save_enforcement(work, facts).record_id
        if fine.removed and record_id is not None:
            remove_enforcement(work, PenaltyFacts, record_id)
    return Changes("处罚")


@pytest.fixture(params=SEEDS, scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Give an office that holds a random township; nothing may be changed in it."""
    town, fines = random_township(request.param), principal_fines(request.param)
    with desk.make_office(tmp_path_factory.mktemp("township")) as office:
        office.run(enter, town)
        office.run(enter_fines, town, fines)
        yield office, town, fines


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    with desk.make_office(tmp_path) as opened:
        yield opened


def slots(office: OfficeFile, end: date, campaign: str | None = None) -> dict[str, Slot]:
    return {slot.name: slot for slot in office.ask(dispatch_slots, end, campaign)}


def said(office: OfficeFile, row: int, **wanted: Any) -> str:
    """Return the sentence of a row of F6 as it is printed."""
    return desk.one(office, F6, **wanted).cell(f"row-{row}").text


def figures(sentence: str) -> list[str]:
    return re.findall(rf"\d+(?:\.\d+)?|{BLANK}", sentence)


# ---- counted by hand ---------------------------------------------------------------------------------


def found_by(visit: PlainVisit) -> str:
    """Return which sentence tells of a visit, read off the form: 企业自查, 市本级, 县级, 交叉."""
    if visit.level is InspectionLevel.ENTERPRISE or visit.stage is SourceStage.SELF_CHECK:
        return "self"
    return {SourceStage.CITY_SUPERVISION: "city", SourceStage.CROSS: "cross"}.get(
        visit.stage or SourceStage.CITY_COUNTY, "county"
    )


def dispatch_by_hand(
    town: Township, fines: list[PrincipalFine], until: date, campaign: str | None
) -> dict[str, Any]:
    """Count rows 2 to 5 of F6 from the campaign's start to a day."""
    begins = (CAMPAIGNS[campaign] if campaign else None) or date.min

    def counted(day: date | None) -> bool:
        return day is not None and begins <= day <= until

    def belongs(campaigns: tuple[str, ...]) -> bool:
        return campaign is None or campaign in campaigns

    figures: dict[str, Any] = {}
    visits = [visit for visit in town.visits if not visit.removed and belongs(visit.campaigns)]
    for sector in ("self", "city", "county", "cross"):
        theirs = [visit for visit in visits if found_by(visit) == sector]
        if sector != "self":
            figures[f"{sector}_enterprises"] = len({v.enterprise for v in theirs if counted(v.on)})
        for name, is_major in (("general", False), ("major", True)):
            standing = [
                (visit, hazard)
                for visit in theirs
                for hazard in visit.hazards
                if not hazard.void and not hazard.removed and (hazard.level is HazardLevel.MAJOR) is is_major
            ]
            figures[f"{sector}_{name}_found"] = sum(counted(visit.on) for visit, _ in standing)
            figures[f"{sector}_{name}_rectified"] = sum(
                counted(hazard.again if hazard.failed else hazard.rectified) for _, hazard in standing
            )
    imposed = [
        event
        for event in town.events
        if event.kind == "fine" and not event.removed and belongs(event.campaigns) and counted(event.on)
    ]
    on_principals = [
        fine for fine in fines if not fine.removed and belongs(fine.campaigns) and counted(fine.on)
    ]
    f4 = count_by_hand(town, None, until, campaign)
    return figures | {
        "fined_enterprises": len({(event.enterprise, event.party) for event in imposed}),
        "fined_enterprises_wan": Decimal(sum(event.amount for event in imposed)) / Decimal(1_000_000),
        "fined_principals": len(on_principals),
        "fined_principals_wan": Decimal(sum(fine.amount_fen for fine in on_principals)) / Decimal(1_000_000),
        "ordered": f4["enterprises_ordered"],
        "suspended": f4["suspended"],
        "closed": f4["closed"],
    }


@pytest.mark.parametrize("campaign", SCOPES)
def test_every_figure_is_what_a_count_by_hand_gives(filled: Filled, campaign: str | None) -> None:
    office, town, fines = filled
    for end in WEEKS:
        known = {
            name: slot.computed
            for name, slot in slots(office, end, campaign).items()
            if slot.computed is not None
        }
        assert known == dispatch_by_hand(town, fines, end, campaign), end


@pytest.mark.parametrize("campaign", SCOPES)
def test_every_figure_opens_to_rows_from_which_it_can_be_counted_again(
    filled: Filled, campaign: str | None
) -> None:
    office = filled[0]
    end = THIS_WEEK
    for slot in office.ask(dispatch_slots, end, campaign):
        rows = office.ask(slot_rows, slot.name, end, campaign)
        assert rows == sorted(rows, key=lambda row: (row.on, row.record_id))
        assert all(row.on <= end and row.enterprise for row in rows)
        if slot.computed is None:
            assert rows == []
        elif slot.name.endswith("_wan"):
            assert Decimal(sum(row.amount_fen or 0 for row in rows)) / 1_000_000 == slot.computed
        elif slot.name.endswith("_enterprises") or slot.name in ("ordered", "suspended", "closed"):
            assert len({row.enterprise for row in rows}) == slot.computed, slot.name
        else:
            assert len(rows) == slot.computed, slot.name


def test_the_random_townships_move_every_figure() -> None:
    """Else the count by hand would prove nothing of a figure that is always 0."""
    towns = [(random_township(seed), principal_fines(seed)) for seed in SEEDS]
    weeks = [[dispatch_by_hand(town, fines, end, None) for end in WEEKS] for town, fines in towns]
    for name in weeks[0][0]:
        assert any(len({str(week[name]) for week in of_town}) > 1 for of_town in weeks), name


@pytest.mark.parametrize("campaign", SCOPES)
def test_what_others_found_and_all_fines_are_those_of_f4(filled: Filled, campaign: str | None) -> None:
    office, _, _ = filled
    for end in WEEKS:
        f4 = office.ask(statistics, end, campaign).cumulative
        f6: dict[str, Any] = {name: slot.computed for name, slot in slots(office, end, campaign).items()}
        for figure in (
            Figure.GENERAL_FOUND,
            Figure.GENERAL_RECTIFIED,
            Figure.MAJOR_FOUND,
            Figure.MAJOR_RECTIFIED,
        ):
            assert sum(f6[f"{sector}_{figure}"] for sector in ("city", "county", "cross")) == f4[figure]
        assert f6["fined_enterprises_wan"] + f6["fined_principals_wan"] == f4[Figure.FINES_WAN]


@pytest.mark.parametrize("campaign", SCOPES)
def test_the_sentences_say_the_figures_in_the_order_of_the_form(filled: Filled, campaign: str | None) -> None:
    office, town, fines = filled
    hand = {
        name: as_written(value) for name, value in dispatch_by_hand(town, fines, LAST_WEEK, campaign).items()
    }
    sheet = desk.one(office, F6, week_end=LAST_WEEK, campaign=campaign)

    def hazards(sector: str) -> list[str]:
        return [
            hand[f"{sector}_{level}_{event}"]
            for level in ("general", "major")
            for event in ("found", "rectified")
        ]

    def sentence(row: int) -> list[str]:
        return figures(sheet.cell(f"row-{row}").text)

    assert sentence(2) == [BLANK, *hazards("self"), *[BLANK] * 6]
    assert sentence(3) == [
        hand["city_enterprises"],
        *hazards("city"),
        hand["county_enterprises"],
        *hazards("county"),
    ]
    assert sentence(4) == [BLANK, BLANK, hand["cross_enterprises"], *hazards("cross")]
    assert sentence(5) == [
        hand[name]
        for name in (
            "fined_enterprises",
            "fined_enterprises_wan",
            "fined_principals",
            "fined_principals_wan",
            "ordered",
            "suspended",
            "closed",
        )
    ]


def as_written(value: int | Decimal) -> str:
    """Return a number as people write it: no trailing zeros, no exponent."""
    return format(Decimal(value).normalize(), "f")


def test_another_day_than_the_reporting_day_is_refused(office: OfficeFile) -> None:
    for ask in (
        lambda: office.ask(dispatch_slots, TODAY),
        lambda: desk.fill(office, F6, week_end=TODAY),
    ):
        with pytest.raises(UsageError, match="周日"):
            ask()


def test_an_unknown_campaign_is_refused(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="没有名为"):
        desk.fill(office, F6, campaign="没有这个行动")


def test_without_a_week_it_is_the_present_one(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    desk.visited(office, where, TODAY, desk.general("漏电"))
    assert desk.one(office, F6) == desk.one(office, F6, week_end=THIS_WEEK)
    assert figures(said(office, 3))[5:7] == ["1", "1"]
    assert figures(said(office, 3, week_end=LAST_WEEK))[5:7] == ["0", "0"]


def test_a_blank_one_has_no_figure_and_no_date(office: OfficeFile) -> None:
    desk.visited(office, desk.enterprise(office), TODAY, desk.general("漏电"))
    sheet = desk.one(office, F6, blank=True)
    for row in range(2, 6):
        assert set(figures(sheet.cell(f"row-{row}").text)) == {BLANK}
    assert desk.head(sheet)[0] == OFFICE
    assert not re.search(r"\d", desk.head(sheet)[1])


def test_the_title_names_the_campaign_asked_for(office: OfficeFile) -> None:
    desk.campaign(office, "冬季行动")
    assert desk.one(office, F6, campaign="冬季行动").title == "冬季行动周调度统计表"
    assert "冶金工贸" in desk.one(office, F6).title


# ---- what people write -------------------------------------------------------------------------------


def put(
    office: OfficeFile,
    slot: str,
    text: str,
    *,
    week: date = LAST_WEEK,
    campaign: str | None = None,
    reason: str = "",
) -> None:
    """Type into a place of F6 as the window does: an overridden figure keeps the computed one."""
    campaign_id = office.ask(_campaign_id, campaign) if campaign else None
    place = slots(office, week, campaign)[slot]
    office.run(save_entry, F6, week, campaign_id, slot, text, printed(place.computed), reason)


def _campaign_id(reading: Reading, name: str) -> int:
    return campaign_by_name(reading, name).id


def test_an_override_is_printed_and_keeps_the_computed_figure_the_reason_and_who(office: OfficeFile) -> None:
    where = desk.enterprise(office)
    desk.visited(office, where, LAST_WEEK, desk.general("漏电"))
    office.run(set_handler, "王干事")
    put(office, "county_general_found", "3", reason="县局口径")
    place = slots(office, LAST_WEEK)["county_general_found"]
    assert (place.value, place.computed) == ("3", 1)
    assert place.entry is not None
    assert (place.entry.computed, place.entry.reason, place.entry.handler) == ("1", "县局口径", "王干事")
    assert place.entry.entered_at == NOW
    assert figures(said(office, 3, week_end=LAST_WEEK))[6] == "3"
    # the computed figure goes on being reckoned behind it
    desk.visited(office, where, LAST_WEEK, desk.general("漏气"))
    place = slots(office, LAST_WEEK)["county_general_found"]
    assert (place.value, place.computed) == ("3", 2)


def test_an_override_is_of_its_week_only(office: OfficeFile) -> None:
    put(office, "county_general_found", "3", reason="县局口径")
    for other in (LAST_WEEK - timedelta(weeks=1), THIS_WEEK):
        assert slots(office, other)["county_general_found"].value == 0


def test_zero_may_be_overridden_and_emptying_gives_it_back(office: OfficeFile) -> None:
    with pytest.raises(HazardDeskError, match="原因"):
        put(office, "closed", "1")
    put(office, "closed", "1", reason="补报")
    assert figures(said(office, 5, week_end=LAST_WEEK))[-1] == "1"
    put(office, "closed", "")
    assert figures(said(office, 5, week_end=LAST_WEEK))[-1] == "0"


def test_a_figure_that_no_record_tells_stands_until_it_is_typed_anew(office: OfficeFile) -> None:
    first, second, third = LAST_WEEK - timedelta(weeks=1), LAST_WEEK, THIS_WEEK
    put(office, "self_plans", "12", week=first)
    for week in (second, third):
        place = slots(office, week)["self_plans"]
        assert (place.value, place.carried, place.entry) == ("12", "12", None)
        assert figures(said(office, 2, week_end=week))[0] == "12"
    put(office, "self_plans", "15", week=second)
    assert [figures(said(office, 2, week_end=week))[0] for week in (first, second, third)] == [
        "12",
        "15",
        "15",
    ]
    assert figures(said(office, 2, week_end=first - timedelta(weeks=1)))[0] == BLANK


def test_a_narrative_is_of_its_week_only(office: OfficeFile) -> None:
    put(office, "problems", "部分企业台账不全。")
    assert said(office, 7, week_end=LAST_WEEK) == "部分企业台账不全。"
    assert "本地区专项行动" in said(office, 7, week_end=THIS_WEEK)  # the form's own prompt
    assert slots(office, THIS_WEEK)["problems"].value is None


def test_a_narrative_keeps_its_paragraphs_and_its_braces(office: OfficeFile) -> None:
    text = "一是开会；\n二是{self_plans}检查。"
    put(office, "scheme", text)
    assert said(office, 1, week_end=LAST_WEEK).startswith(f"1. {text}\n2. ")


def test_a_campaign_has_its_own_entries(office: OfficeFile) -> None:
    for name in ("冬季行动", "春季行动"):
        desk.campaign(office, name)
    put(office, "self_plans", "12", campaign="冬季行动")
    put(office, "problems", "冬季的问题。", campaign="冬季行动")
    for other in (None, "春季行动"):
        assert slots(office, LAST_WEEK, other)["self_plans"].value is None
        assert slots(office, THIS_WEEK, other)["self_plans"].value is None
        assert slots(office, LAST_WEEK, other)["problems"].value is None
    assert slots(office, THIS_WEEK, "冬季行动")["self_plans"].value == "12"
    assert said(office, 7, week_end=LAST_WEEK, campaign="冬季行动") == "冬季的问题。"


def test_a_blank_one_shows_nothing_that_was_typed(office: OfficeFile) -> None:
    put(office, "problems", "部分企业台账不全。", week=THIS_WEEK)
    assert "台账不全" not in said(office, 7, blank=True)


def test_the_places_stand_in_the_order_of_the_form_and_are_named_by_their_sentence(
    office: OfficeFile,
) -> None:
    places = office.ask(dispatch_slots, LAST_WEEK)
    names = [place.name for place in places]
    assert names[:5] == ["scheme", "mobilisation", "features", "scheduling", "self_plans"]
    assert names[-3:] == ["publicity", "problems", "suggestions"]
    by_name = {place.name: place for place in places}
    found = by_name["self_general_found"]
    assert (found.category, found.before, found.after, found.prompt) == (
        "企业自查自改",
        "家企业制定了自查自改工作方案，发现一般问题隐患",
        "条，已整改",
        "",
    )
    assert by_name["mobilisation"].prompt.startswith("县级")
    assert [place.name for place in places if place.computed is None and not place.prompt] == [
        "self_plans",
        "model_enterprises",
        "helped_enterprises",
        "helped_general_found",
        "helped_general_rectified",
        "helped_major_found",
        "helped_major_rectified",
        "cross_counties",
        "cross_of",
    ]


def test_our_share_may_be_told_of_under_another_name(office: OfficeFile) -> None:
    office.run(save_wordings, F6, {"subject": "本乡镇"})
    assert "本乡镇共检查" in said(office, 3)
    assert "县级" not in said(office, 3)
    assert slots(office, LAST_WEEK)["mobilisation"].prompt.startswith("本乡镇")


def test_a_sentence_that_the_office_struck_is_asked_for_no_more(office: OfficeFile) -> None:
    put(office, "self_plans", "12")
    office.run(save_wordings, F6, {"rows.1.text": "已部署自查。"})
    assert said(office, 2, week_end=LAST_WEEK) == "已部署自查。"
    assert "self_plans" not in slots(office, LAST_WEEK)
