"""判定标准 read from a spreadsheet, laid over those of the office file and written."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from hazard_desk.intake.criteria import CriteriaIntake, CriterionEntry, StandardEntry
from hazard_desk.model import Criterion, CriterionStandard
from hazard_desk.rules.facts import CriterionFacts, StandardFacts
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.criteria import SUMMARY_MARK, remove_criterion, save_criterion, save_standard
from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, Progress
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

_UPDATE = "要用表中的内容更新它，请选“更新已有的”（--update）；否则请删去这一行。"
_ITEM_FIELDS = ("heading", "text", "keywords")
_STANDARD_FIELDS = ("name", "document_number", "effective_from", "effective_to")


class CriteriaImport:
    """One import of 判定标准: each standard tied to the one there is, planned, then written."""

    def __init__(
        self, reading: Reading, intake: CriteriaIntake, options: ImportOptions, plan: ImportPlan
    ) -> None:
        """Match every standard and item with the office file; what may not be stored becomes a problem."""
        self.plan = plan
        self._options = options
        self._planned: list[tuple[int | None, StandardFacts | None, list[_Item]]] = []
        self._emptied: list[int] = []  # items that stood for an article whose own items come now
        known = list(
            reading.session.scalars(select(CriterionStandard).where(CriterionStandard.deleted_at.is_(None)))
        )
        for entry in intake.standards:
            self._match(reading, entry, _same_standard(entry.facts, known))
        if self._emptied:
            plan.notices.append(f"条文已按项录入的 {len(self._emptied)} 条，原来留空的一行移入回收站。")

    def _match(self, reading: Reading, entry: StandardEntry, standard: CriterionStandard | None) -> None:
        if standard is None:
            if not entry.facts.name:
                self._refuse(
                    entry.items[0], "name", "没有填写标准名称，文号也没有登记过。", "请填写标准名称。"
                )
                return
            items = [_Item(None, item.facts) for item in entry.items]
            self.plan.added += len(items)
            self._planned.append((None, entry.facts, items))
            return
        present = StandardFacts(**{name: getattr(standard, name) for name in StandardFacts.__slots__})
        facts = replace(present)
        for name in _STANDARD_FIELDS:
            given, known = getattr(entry.facts, name), getattr(present, name)
            if given and known and given != known and not self._options.update:
                self._refuse(entry.items[0], name, "与已登记的这部标准不同。", _UPDATE, update_helps=True)
            elif given:
                setattr(facts, name, given)
        kept = {
            (one.article, one.item): one
            for one in reading.session.scalars(
                select(Criterion).where(Criterion.standard_id == standard.id, Criterion.deleted_at.is_(None))
            )
        }
        items = [
            planned
            for item in entry.items
            if (planned := self._match_item(item, kept.get((item.facts.article, item.facts.item))))
        ]
        split = {item.facts.article for item in items if item.facts.item}
        self._emptied += [
            one.id for (article, number), one in kept.items() if article in split and not number + one.text
        ]
        self._planned.append((standard.id, facts if facts != present else None, items))

    def _match_item(self, entry: CriterionEntry, present: Criterion | None) -> _Item | None:
        facts = entry.facts
        if present is None:
            self.plan.added += 1
            return _Item(None, facts)
        merged = replace(facts, standard_id=present.standard_id)
        for name in _ITEM_FIELDS:
            given, known = getattr(facts, name), getattr(present, name)
            if not given:
                setattr(merged, name, known)
            elif (
                name == "text"
                and given != known
                and known
                and not known.startswith(SUMMARY_MARK)
                and not self._options.update
            ):
                message = f"{facts.article}{facts.item}已经登记，内容不同。"
                self._refuse(entry, name, message, _UPDATE, update_helps=True)
                return None
        if all(getattr(merged, name) == getattr(present, name) for name in _ITEM_FIELDS):
            self.plan.unchanged += 1
            return None
        self.plan.updated += 1
        return _Item(present.id, merged)

    def _refuse(
        self, entry: CriterionEntry, name: str, message: str, remedy: str, *, update_helps: bool = False
    ) -> None:
        problem = entry.problem(Refusal(name, message, remedy))
        self.plan.problems.append(replace(problem, update_helps=update_helps))

    def write(self, work: UnitOfWork, progress: Progress) -> None:
        """Write what was planned."""
        total = sum(len(items) for _, _, items in self._planned)
        done = 0
        for standard_id, facts, items in self._planned:
            if facts is not None:
                standard_id = save_standard(work, facts, standard_id).record_id
            for item in items:
                progress(done, total)
                save_criterion(work, replace(item.facts, standard_id=standard_id), item.id)
                done += 1
        for criterion_id in self._emptied:
            remove_criterion(work, criterion_id)
        progress(total, total)


class _Item:
    """An item to be written: over the stored one of this id, or as a new one."""

    __slots__ = ("facts", "id")

    def __init__(self, criterion_id: int | None, facts: CriterionFacts) -> None:
        self.id = criterion_id
        self.facts = facts


def _same_standard(facts: StandardFacts, known: list[CriterionStandard]) -> CriterionStandard | None:
    """Return the stored standard of this 文号; without one, that of this name."""
    for one in known:
        if facts.document_number and one.document_number == facts.document_number:
            return one
    if facts.document_number:
        return None
    wanted = normalise_name(facts.name)
    return next((one for one in known if normalise_name(one.name) == wanted), None)
