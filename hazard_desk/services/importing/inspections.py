"""Inspections read from a spreadsheet, tied to the registry and written in bulk."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.intake.inspections import InspectionEntry, InspectionIntake
from hazard_desk.model import Enterprise, Hazard, Inspection, Inspector, Recheck, inspection_campaign
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.rules.inspection_checks import check_inspection, missing_in_inspection
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, Progress
from hazard_desk.services.inspecting.columns import (
    hazard_columns,
    inspection_columns,
    inspector_rows,
    next_number,
    person_ids,
    recheck_columns,
    team_key,
)
from hazard_desk.services.inspecting.facts import Overtaken, overtaken, visit_facts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.near_names import NearNames
from hazard_desk.services.offices import add_campaign, campaigns
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import RecheckResult

_STEP = 1000  # inspections between two reports of progress
_CHUNK = 2000  # inspections whose present facts are asked for at once


class InspectionImport:
    """One import of inspections: each tied to its enterprise, planned, then written."""

    def __init__(
        self, reading: Reading, intake: InspectionIntake, options: ImportOptions, plan: ImportPlan
    ) -> None:
        """Match every inspection with the office file; what may not be stored becomes a problem."""
        self.plan = plan
        self._reading = reading
        self._options = options
        self._added: list[InspectionFacts] = []
        self._updated: list[tuple[int, InspectionFacts]] = []
        # Of this file: visits to be added, and where in `_updated` a stored one stands.
        self._new_visits: dict[tuple[int, date, str], int] = {}
        self._merged: dict[int, int] = {}
        self._registry = _Registry(reading)
        self._numbers: dict[str, int] = {}
        self._visits: dict[tuple[int, date, str], int] = {}
        query = select(
            Inspection.id,
            Inspection.number,
            Inspection.enterprise_id,
            Inspection.inspected_on,
            Inspection.team_key,
        ).where(Inspection.deleted_at.is_(None))
        for row_id, number, enterprise_id, day, team in reading.session.execute(query):
            self._numbers[number] = row_id
            self._visits[(enterprise_id, day, team)] = row_id
        missing: Counter[str] = Counter()
        self._present: dict[int, InspectionFacts] = {}
        self._overtaken: dict[int, Overtaken] = {}
        self._kept = 0  # hazards of which the sheet tells what steps have overtaken
        for start in range(0, len(intake.inspections), _CHUNK):
            entries = intake.inspections[start : start + _CHUNK]
            tied = [self._tie(entry) for entry in entries]
            if options.update:
                ids = list({known for _, known in tied if known is not None})
                self._present = visit_facts(reading, ids)
                self._overtaken = overtaken(reading, ids)
            for entry, (facts, known) in zip(entries, tied, strict=True):
                self._match(entry, facts, known)
                missing.update(missing_in_inspection(entry.facts).values())
        plan.added, plan.updated = len(self._added), len(self._updated)
        plan.hazards = sum(len(facts.hazards) for facts in self._added)
        if self._kept:
            plan.notices.append(
                f"有 {self._kept} 条隐患，台账里已办理延期、回查不合格或挂牌督办，表中写的还是以前的"
                "期限、整改完成时间或整改方式，没有用它覆盖台账。"
            )
        if missing:
            listed = "、".join(f"{label} {count} 处" for label, count in missing.items())
            plan.notices.append(f"导入后还缺：{listed}。不影响导入，可在检查记录里补填。")

    # ---- planning ---------------------------------------------------------------------------------

    def _tie(self, entry: InspectionEntry) -> tuple[InspectionFacts, int | None]:
        """Return the facts with their enterprise, and which visit of the office file they tell of."""
        enterprise_id = self._registry.find(entry, self._refuse)
        facts = replace(entry.facts, enterprise_id=enterprise_id)
        if self._options.campaign and self._options.campaign not in facts.campaigns:
            facts.campaigns = (*facts.campaigns, self._options.campaign)
        if enterprise_id is None or facts.inspected_on is None:
            return facts, None
        if facts.number:
            return facts, self._numbers.get(facts.number)
        return facts, self._visits.get((enterprise_id, facts.inspected_on, team_key(facts.inspectors)))

    def _match(self, entry: InspectionEntry, facts: InspectionFacts, known: int | None) -> None:
        if facts.enterprise_id is None or facts.inspected_on is None:
            return  # said already why
        visit = facts.enterprise_id, facts.inspected_on, team_key(facts.inspectors)
        same = None if facts.number else self._new_visits.get(visit)
        if known is None and same is not None:  # one row named it by code, another by name
            self._added[same] = merged_inspection(self._added[same], facts)
        elif known is None:
            self._new_visits.setdefault(visit, len(self._added))
            self._added.append(facts)
        elif not self._options.update:
            what = (
                f"检查编号「{facts.number}」已经登记过。"
                if facts.number
                else "这次检查（同一企业、日期和人员）已经登记过。"
            )
            remedy = "要用表中的内容更新它，请选“更新已有的”（--update）；否则请删去这些行。"
            refusal = Refusal("number" if facts.number else "inspected_on", what, remedy)
            self._refuse(entry, refusal, update_helps=True)
        else:
            self._plan_update(entry, known, facts)

    def _plan_update(self, entry: InspectionEntry, known: int, facts: InspectionFacts) -> None:
        earlier = self._merged.get(known)
        present = self._present[known] if earlier is None else self._updated[earlier][1]
        if present.enterprise_id != facts.enterprise_id:
            self._refuse(
                entry,
                Refusal(
                    "enterprise", f"检查编号「{facts.number}」登记的是另一家企业。", "请核对编号和企业名称。"
                ),
            )
            return
        facts, kept = _without_overtaken(facts, present, self._overtaken.get(known, Overtaken()))
        self._kept += kept
        merged = merged_inspection(present, facts)
        if merged == present:
            self.plan.unchanged += 1
            return
        for refusal in check_inspection(merged, self._reading.today):
            self._refuse(entry, Refusal("number", refusal.message, refusal.remedy))
        if earlier is None:
            self._merged[known] = len(self._updated)
            self._updated.append((known, merged))
        else:
            self._updated[earlier] = (known, merged)

    def _refuse(self, entry: InspectionEntry, refusal: Refusal, *, update_helps: bool = False) -> None:
        self.plan.problems.append(replace(entry.problem(refusal), update_helps=update_helps))

    # ---- writing ----------------------------------------------------------------------------------

    def write(self, work: UnitOfWork, progress: Progress) -> None:
        """Write what was planned."""
        total = len(self._added) + len(self._updated)
        campaign_ids = self._make_campaigns(work)
        known_people = person_ids(work)
        numbers = _Numbers(work, {facts.number for facts in self._added})
        inspections: list[dict[str, Any]] = []
        for done, facts in enumerate(self._added):
            if done % _STEP == 0:
                progress(done, total)
            columns = inspection_columns(facts)
            assert facts.inspected_on is not None
            columns["number"] = facts.number or numbers.next(facts.inspected_on.year)
            columns["entered_at"] = work.now
            inspections.append(columns)
        ids = work.add_many(Inspection, inspections)
        inspectors: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        hazards: list[dict[str, Any]] = []
        found: list[HazardFacts] = []
        for inspection_id, facts in zip(ids, self._added, strict=True):
            inspectors.extend(inspector_rows(inspection_id, facts.inspectors, known_people))
            links.extend(
                {"inspection_id": inspection_id, "campaign_id": campaign_ids[name]}
                for name in set(facts.campaigns)
            )
            for position, hazard in enumerate(facts.hazards):
                columns = hazard_columns(hazard)
                columns["inspection_id"], columns["position"] = inspection_id, position
                columns["entered_at"] = work.now
                columns["rectified_entered_at"] = work.now if columns["rectified_on"] else None
                columns["failed_rechecks"] = int(hazard.recheck_result is RecheckResult.FAILED)
                hazards.append(columns)
                found.append(hazard)
        work.add_owned(Inspector, inspectors)
        work.add_owned(inspection_campaign, links)
        hazard_ids = work.add_many(Hazard, hazards)
        rechecks = [
            {**recheck, "hazard_id": hazard_id, "entered_at": work.now}
            for hazard_id, hazard in zip(hazard_ids, found, strict=True)
            if (recheck := recheck_columns(hazard)) is not None
        ]
        work.add_many(Recheck, rechecks)
        for done, (inspection_id, facts) in enumerate(self._updated):
            progress(len(self._added) + done, total)
            save_inspection(work, facts, inspection_id)
        progress(total, total)

    def _make_campaigns(self, work: UnitOfWork) -> dict[str, int]:
        known = {choice.name: choice.id for choice in campaigns(work)}
        wanted = dict.fromkeys(
            name
            for facts in (*self._added, *(facts for _, facts in self._updated))
            for name in facts.campaigns
        )
        new = [name for name in wanted if name not in known]
        for name in new:
            known[name] = add_campaign(work, name)
        if new:
            self.plan.notices.append(f"新建了专项行动：{'、'.join(new)}。起止日期请在程序里补上。")
        return known


class _Registry:
    """The enterprises by code and by normalised name."""

    def __init__(self, reading: Reading) -> None:
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._said: dict[int, tuple[str, str, str]] = {}
        query = select(Enterprise.id, Enterprise.code, Enterprise.normalised_name, Enterprise.name)
        for row_id, code, normalised, name in reading.session.execute(
            query.where(Enterprise.deleted_at.is_(None))
        ):
            if code:
                self._by_code[code] = row_id
            self._by_name.setdefault(normalised, []).append(row_id)
            self._said[row_id] = (name, code, normalised)
        self._near = NearNames(self._by_name, cutoff=0.6)

    def find(self, entry: InspectionEntry, refuse: Any) -> int | None:
        """Return the enterprise meant: by code, else by name; a contradiction or a stranger is refused."""
        if not entry.enterprise and not entry.code:
            return None  # the intake has said so
        normalised = normalise_name(entry.enterprise)
        by_code = self._by_code.get(entry.code) if entry.code else None
        if by_code is not None:
            name, _, registered = self._said[by_code]
            if normalised and normalised != registered:
                refuse(
                    entry,
                    Refusal(
                        "enterprise",
                        f"代码 {entry.code} 在档案里是「{name}」，与名称不符。",
                        "请核对名称和代码。",
                    ),
                )
                return None
            return by_code
        same = self._by_name.get(normalised, []) if normalised else []
        if len(same) > 1:
            message = f"档案里有 {len(same)} 家都叫「{entry.enterprise}」，分不清是哪一家。"
            refuse(entry, Refusal("enterprise", message, "请填写统一社会信用代码。"))
            return None
        if same:
            name, code, _ = self._said[same[0]]
            if entry.code and code:
                refuse(
                    entry,
                    Refusal("code", f"档案里「{name}」的代码是 {code}，与表中不同。", "请核对名称和代码。"),
                )
                return None
            return same[0]
        near = self._near.nearest(normalised)
        hint = f"是不是「{self._said[self._by_name[near][0]][0]}」？" if near else ""
        refuse(
            entry,
            Refusal(
                "enterprise" if entry.enterprise else "code",
                "企业档案里没有这家企业。",
                hint + "请先把它登记到企业档案，或改正名称、代码。",
            ),
        )
        return None


class _Numbers:
    """Gives out the next free 检查编号 of each year."""

    def __init__(self, work: UnitOfWork, taken: set[str]) -> None:
        self._work = work
        self._taken = taken  # by rows of the same file that bring their own
        self._next: dict[int, int] = {}

    def next(self, year: int) -> str:
        """Return the next number of `year`."""
        if year not in self._next:
            self._next[year] = int(next_number(self._work, year).rpartition("-")[2])
        while (number := f"{year}-{self._next[year]:04d}") in self._taken:
            self._next[year] += 1
        self._next[year] += 1
        return number


def merged_inspection(present: InspectionFacts, new: InspectionFacts) -> InspectionFacts:
    """Return the stored facts with what the sheet gives put over them.

    Hazards are the same when their descriptions are, the second of one text being the second of it in
    the sheet; others of the sheet are added, none is removed.
    """
    merged = replace(
        present,
        inspected_on=new.inspected_on or present.inspected_on,
        level=new.level or present.level,
        stage=new.stage or present.stage,
        inspectors=new.inspectors or present.inspectors,
        mode=new.mode or present.mode,
        experts=new.experts or present.experts,
        content=new.content or present.content,
        inspecting_unit=new.inspecting_unit or present.inspecting_unit,
        campaigns=tuple(dict.fromkeys((*present.campaigns, *new.campaigns))),
        note=new.note or present.note,
        hazards=list(present.hazards),
    )
    for hazard, index in zip(new.hazards, _same_hazards(present, new), strict=True):
        if index is None:
            merged.hazards.append(hazard)
        else:
            merged.hazards[index] = _merged_hazard(merged.hazards[index], hazard)
    return merged


def _same_hazards(present: InspectionFacts, new: InspectionFacts) -> list[int | None]:
    """Return for each hazard of `new` where it stands in `present`: the n-th of a text is the n-th of it."""
    places: dict[str, list[int]] = {}
    for index, hazard in enumerate(present.hazards):
        places.setdefault(comparable(hazard.description), []).append(index)
    waiting = {text: iter(indexes) for text, indexes in places.items()}
    return [next(waiting.get(comparable(hazard.description), iter(())), None) for hazard in new.hazards]


def _without_overtaken(
    facts: InspectionFacts, present: InspectionFacts, known: Overtaken
) -> tuple[InspectionFacts, int]:
    """Leave out what steps have overtaken, and say how often that changed more than a retold failure.

    A failed recheck told again would count again; an old deadline would take an 延期 back.
    """
    hazards, kept = [], 0
    for hazard, index in zip(facts.hazards, _same_hazards(present, facts), strict=True):
        stored = None if index is None else present.hazards[index]
        if stored is None or stored.id is None:
            hazards.append(hazard)
            continue
        told = (stored.id, hazard.rechecked_on, hazard.rechecked_by)
        retold = hazard.recheck_result is RecheckResult.FAILED and told in known.failed
        if retold:
            hazard = replace(hazard, rechecked_on=None, rechecked_by="", recheck_result=None)
        old: dict[str, Any] = {
            name: empty
            for name, empty in (("deadline", None), ("remedy", None))
            if (stored.id, name, getattr(hazard, name)) in known.values
        }
        withdrawn = (stored.id, "rectified_on", hazard.rectified_on) in known.values
        if withdrawn and hazard.recheck_result is None:  # else it was put right again on the same day
            old["rectified_on"] = None
            if (stored.id, "rectification_note", hazard.rectification_note) in known.values:
                old["rectification_note"] = ""
        kept += not retold and any(
            getattr(hazard, name) not in (None, "", getattr(stored, name)) for name in old
        )
        hazards.append(replace(hazard, **old))
    return replace(facts, hazards=hazards), kept


def _merged_hazard(present: HazardFacts, new: HazardFacts) -> HazardFacts:
    given = {
        item.name: value
        for item in fields(HazardFacts)
        if item.name != "id" and (value := getattr(new, item.name)) not in (None, "")
    }
    if new.basis and new.basis != present.basis:
        given["criterion_id"] = None  # another text quotes another item, or none
    return replace(present, **given)
