"""Enterprises read from a spreadsheet, matched with the registry and written in bulk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from hazard_desk.intake.enterprises import EnterpriseIntake, EnterpriseRow
from hazard_desk.model import Enterprise, Office, Village, enterprise_industry
from hazard_desk.rules.enterprise_checks import check_enterprise
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.names import normalise_name
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.importing.batch import ImportOptions, ImportPlan, Progress
from hazard_desk.services.near_names import NearNames
from hazard_desk.services.offices import add_industry, add_village, industry_ids
from hazard_desk.services.registry import enterprise_columns, enterprise_facts, set_industries, village_ids
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import EnterpriseState

_STEP = 2000  # rows between two reports of progress
_CHUNK = 2000  # rows whose present facts are asked for at once
_FIELDS = tuple(labels(EnterpriseFacts))


class EnterpriseImport:
    """One import of enterprises: planned against the registry, then written."""

    def __init__(
        self, reading: Reading, intake: EnterpriseIntake, options: ImportOptions, plan: ImportPlan
    ) -> None:
        """Match every row with the registry; what may not be stored becomes a problem of `plan`."""
        self.plan = plan
        self._added: list[EnterpriseRow] = []
        self._updated: list[tuple[int, EnterpriseFacts]] = []
        self._other_industries: set[int] = set()  # of those to be updated
        self._reading = reading
        self._options = options
        if options.campaign:
            plan.notices.append("企业不归入专项行动，“专项行动”选项没有用到。")
        self._names: dict[str, list[int]] = {}
        self._codes: dict[str, int] = {}
        self._said: dict[int, tuple[str, str]] = {}
        self._rows: dict[int, EnterpriseRow] = {}  # which row means which enterprise of the registry
        self._refused = {(p.sheet, p.row, p.message) for p in plan.problems}
        query = select(Enterprise.id, Enterprise.normalised_name, Enterprise.code, Enterprise.name)
        for row_id, normalised, code, name in reading.session.execute(
            query.where(Enterprise.deleted_at.is_(None))
        ):
            self._names.setdefault(normalised, []).append(row_id)
            self._said[row_id] = (name, code)
            if code:
                self._codes[code] = row_id
        self._villages = village_ids(reading)
        self._industries = industry_ids(reading)
        self._village_names = {
            comparable(name): name
            for name in reading.session.scalars(select(Village.name).where(Village.deleted_at.is_(None)))
        }
        self._near_villages = NearNames(self._village_names, cutoff=0.3)
        for start in range(0, len(intake.rows), _CHUNK):
            rows = intake.rows[start : start + _CHUNK]
            found = [self._find(row) for row in rows]
            present: dict[int, EnterpriseFacts] = {}
            if options.update:
                present = enterprise_facts(
                    reading, list({known for _, _, known in found if known is not None})
                )
            for row, (by_code, by_name, known) in zip(rows, found, strict=True):
                self._match(row, by_code, by_name, known, present)
        plan.added, plan.updated = len(self._added), len(self._updated)

    # ---- planning ---------------------------------------------------------------------------------

    def _find(self, row: EnterpriseRow) -> tuple[int | None, list[int], int | None]:
        """Return the enterprise of the row's code, those of its name, and the one that is meant."""
        facts = row.facts
        by_name = self._names.get(normalise_name(facts.name), []) if self._names else []
        by_code = self._codes.get(facts.code) if facts.code and self._codes else None
        return by_code, by_name, by_code or next(iter(by_name), None)

    def _match(
        self,
        row: EnterpriseRow,
        by_code: int | None,
        by_name: list[int],
        known: int | None,
        present: dict[int, EnterpriseFacts],
    ) -> None:
        facts = row.facts
        if facts.village and self._villages and comparable(facts.village) not in self._villages:
            self._refuse(row, self._unknown_village(facts.village))
        if known is None:
            self._added.append(row)
            return
        name, code = self._said[known]
        first = self._rows.setdefault(known, row)
        if by_code is not None and by_name and by_code not in by_name:
            other = self._said[by_name[0]][0]
            self._refuse(
                row,
                Refusal(
                    "code", f"代码已登记在「{name}」名下，名称却与「{other}」相同。", "请核对代码和名称。"
                ),
            )
        elif by_code is None and facts.code and code:
            self._refuse(
                row,
                Refusal("code", f"档案里的「{name}」代码是 {code}，与表中不同。", "请核对代码，改成一致。"),
            )
        elif by_code is None and len(by_name) > 1:
            message = f"档案里有 {len(by_name)} 家都叫「{name}」，分不清是哪一家。"
            self._refuse(row, Refusal("name", message, "请填写统一社会信用代码。"))
        elif first is not row:
            message = f"与工作表“{first.sheet}”第{first.row}行是同一家企业（「{name}」）。"
            self._refuse(row, Refusal("name", message, "请核对，同一家只留一行。"))
        elif not self._options.update:
            same = "代码相同" if by_code is not None else "名称相同"
            self._refuse(
                row,
                Refusal(
                    "code" if by_code is not None else "name",
                    f"档案里已有「{name}」（{same}）。",
                    "要用表中的内容更新它，请选“更新已有的”（--update）；否则请删去这一行。",
                ),
                update_helps=True,
            )
        else:
            self._plan_update(row, known, present[known])

    def _plan_update(self, row: EnterpriseRow, known: int, present: EnterpriseFacts) -> None:
        given = {name: getattr(row.facts, name) for name in _FIELDS if row.given(name)}
        if present.code and given.get("code") == "":
            del given["code"]
        merged = replace(present, **given)
        if merged.code:
            merged.no_code_reason = ""
        if comparable(merged.village) == comparable(present.village):
            merged.village = present.village
        if self._same_industries(merged.industries, present.industries):
            merged.industries = present.industries
        if merged == present:
            self.plan.unchanged += 1
            return
        for refusal in check_enterprise(merged, self._reading.today):
            self._refuse(row, refusal)
        self._updated.append((known, merged))
        if merged.industries != present.industries:
            self._other_industries.add(known)

    def _same_industries(self, some: tuple[str, ...], others: tuple[str, ...]) -> bool:
        """Compare industries by what they mean: the list has other wordings for many."""
        known = self._industries
        return {known.get(comparable(name), name) for name in some} == {
            known.get(comparable(name), name) for name in others
        }

    def _unknown_village(self, village: str) -> Refusal:
        near = self._near_villages.nearest(comparable(village))
        hint = f"是不是「{self._village_names[near]}」？" if near else ""
        return Refusal(
            "village", "本单位没有这个村（社区）。", hint + "请改成已有的村名，或先在程序里添加这个村。"
        )

    def _refuse(self, row: EnterpriseRow, refusal: Refusal, *, update_helps: bool = False) -> None:
        said = (row.sheet, row.row, refusal.message)
        if said not in self._refused:  # the reading may have said it
            self._refused.add(said)
            self.plan.problems.append(replace(row.problem(refusal), update_helps=update_helps))

    # ---- writing ----------------------------------------------------------------------------------

    def write(self, work: UnitOfWork, progress: Progress) -> None:
        """Write what was planned."""
        total = len(self._added) + len(self._updated)
        self._make_villages(work)
        trades = self._make_industries(work)
        township = work.session.scalar(select(Office.township)) or ""
        rows: list[dict[str, Any]] = []
        for done, row in enumerate(self._added):
            if done % _STEP == 0:
                progress(done, total)
            facts = row.facts
            columns = enterprise_columns(facts)
            columns["township"] = facts.township or township
            columns["village_id"] = self._villages.get(comparable(facts.village)) if facts.village else None
            columns["state"] = EnterpriseState.IN_OPERATION
            columns["entered_at"] = work.now
            rows.append(columns)
        ids = work.add_many(Enterprise, rows)
        links = [
            {"enterprise_id": row_id, "industry_id": industry}
            for row_id, row in zip(ids, self._added, strict=True)
            for industry in {trades[name] for name in row.facts.industries}
        ]
        work.add_owned(enterprise_industry, links)
        changed: list[dict[str, Any]] = []
        for done, (row_id, facts) in enumerate(self._updated):
            if done % 100 == 0:
                progress(len(self._added) + done, total)
                self._change(work, changed)
            columns = enterprise_columns(facts)
            columns["id"] = row_id
            columns["village_id"] = self._villages.get(comparable(facts.village)) if facts.village else None
            changed.append(columns)
            if row_id in self._other_industries:
                set_industries(work, row_id, facts.industries)
        self._change(work, changed)
        progress(total, total)

    def _change(self, work: UnitOfWork, changed: list[dict[str, Any]]) -> None:
        """Write the enterprises' own rows and empty the list."""
        if changed:
            work.session.execute(update(Enterprise), changed)
            changed.clear()

    def _make_villages(self, work: UnitOfWork) -> None:
        wanted = dict.fromkeys(
            facts.village
            for facts in (*(row.facts for row in self._added), *(facts for _, facts in self._updated))
            if facts.village and comparable(facts.village) not in self._villages
        )
        for name in wanted:
            if comparable(name) not in self._villages:
                self._villages[comparable(name)] = add_village(work, name)
        if wanted:
            self.plan.notices.append(f"新建了 {len(wanted)} 个村（社区）：{'、'.join(wanted)}。")

    def _make_industries(self, work: UnitOfWork) -> dict[str, int]:
        known = industry_ids(work)
        new, found = [], {}
        for name in dict.fromkeys(name for row in self._added for name in row.facts.industries):
            key = comparable(name)
            if key not in known:
                known[key] = add_industry(work, name)
                new.append(name)
            found[name] = known[key]
        if new:
            self.plan.notices.append(f"行业分类里新增了：{'、'.join(new)}。")
        return found
