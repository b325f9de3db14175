"""Sample calls of the operations on records: the registry, visits, hazards, files, criteria, documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hazard_desk.rules.facts import (
    CriterionFacts,
    StandardFacts,
)
from hazard_desk.services.attaching import (
    Given,
    Owner,
    attach,
    attach_kept,
    describe_attachment,
    detach,
    kept_files,
    reorder,
    set_kind,
)
from hazard_desk.services.criteria import (
    add_shipped_standards,
    remove_criterion,
    remove_standard,
    save_criterion,
    save_standard,
)
from hazard_desk.services.documents import (
    change_document,
    document_record,
    draft_document,
    issue_document,
    record_refusal,
    remove_document,
    renew_document,
)
from hazard_desk.services.following_up.dossier import DossierFacts, save_dossier
from hazard_desk.services.following_up.moving import RecheckItem, Step, make_move, recheck_items
from hazard_desk.services.importing.batch import ImportOptions, import_records, read_file
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.offices import change_office, office_row
from hazard_desk.services.registry import change_state, enterprise_record, remove_enterprise, save_enterprise
from hazard_desk.store.changes import Changes
from hazard_desk.terms import (
    AttachmentKind,
    DocumentKind,
    EnterpriseState,
    HazardLevel,
    Move,
)
from tests.intake.sheets import xlsx
from tests.photo_samples import jpeg
from tests.services.journal.operation_desk import TODAY, Call, OperationDesk

F4 = "weekly-statistics"
DAY = date(2026, 11, 18)


# ---- the registry, visits, hazards ----------------------------------------------------------------------


def saved_enterprise(desk: OperationDesk) -> Call:
    known = desk.enterprise(industries=("工贸",))
    facts = desk.office.ask(enterprise_record, known).facts
    changed = replace(facts, principal="赵六", industries=("危险化学品",), registered_capital_fen=1_250_000)
    return desk.call(save_enterprise, changed, known)


def changed_state(desk: OperationDesk) -> Call:
    return desk.call(change_state, desk.enterprise(), EnterpriseState.SUSPENDED, DAY, "检修")


def saved_visit(desk: OperationDesk) -> Call:
    known = desk.visit(hazards=3)
    facts = desk.office.ask(inspection_record, known).facts
    facts.hazards = [
        facts.hazards[2],
        replace(facts.hazards[0], description="改写", rectified_on=date(2026, 11, 23)),
    ]
    facts.inspectors = ("王五", "张三")
    return desk.call(save_inspection, facts, known)


def removed_visit(desk: OperationDesk) -> Call:
    return desk.call(remove_inspection, desk.visit(hazards=2))


def moved(desk: OperationDesk) -> Call:
    step = Step(Move.RECTIFY, date(2026, 11, 24), "赵六", "已清理", rectified_on=date(2026, 11, 24))
    return desk.call(make_move, [desk.hazard(), desk.hazard()], step, [Given("改后.jpg", jpeg())])


def rechecked(desk: OperationDesk) -> Call:
    known = desk.hazard()
    call = moved(desk)
    desk.office.run(make_move, [known], call.args[1])
    return desk.call(recheck_items, [RecheckItem(known, False, TODAY, "张三", "没改", date(2026, 12, 9))])


def saved_dossier(desk: OperationDesk) -> Call:
    facts = DossierFacts(
        level=HazardLevel.MAJOR,
        basis="判定标准",
        measures="停用",
        responsible="赵六",
        deadline=date(2026, 12, 10),
        funds_fen=5_000_000,
        contingency_plan="撤人断电",
    )
    return desk.call(save_dossier, desk.hazard(), facts)


def imported(desk: OperationDesk) -> Call:
    head = ("单位名称", "所属村（社区）", "行业分类")
    rows = [(desk.name("引入厂"), "马村", "工贸") for _ in range(3)]
    path = desk.file("企业.xlsx")
    xlsx(path, head, *rows)
    return desk.call(
        import_records, "enterprises", read_file("enterprises", path, TODAY), ImportOptions(), path.name
    )


# ---- attachments ---------------------------------------------------------------------------------------


def attached(desk: OperationDesk) -> Call:
    owner = Owner("hazard", desk.hazard())
    return desk.call(attach, owner, [Given("现场.jpg", jpeg())], AttachmentKind.PROBLEM)


def kept_attached(desk: OperationDesk) -> Call:
    owner, files = Owner("enterprise", desk.enterprise()), [Given("执照.jpg", jpeg(width=333))]
    stored: list[Any] = []

    def keep(work: Any) -> Any:
        stored.extend(kept_files(work, files))
        return Changes("")

    desk.office.run(keep)
    return desk.call(attach_kept, owner, stored, AttachmentKind.OTHER)


def _links(desk: OperationDesk) -> tuple[Owner, list[int]]:
    owner = Owner("enterprise", desk.enterprise())
    files = [Given(f"{word}.jpg", jpeg(width=200 + len(word) + ord(word[0]) % 50)) for word in ("一", "二")]
    desk.office.run(attach, owner, files, AttachmentKind.SCENE)
    return owner, desk.ids("attachment_link", enterprise_id=owner.id)


def described(desk: OperationDesk) -> Call:
    return desk.call(describe_attachment, _links(desk)[1][0], AttachmentKind.PROBLEM, "门前")


def kind_set(desk: OperationDesk) -> Call:
    return desk.call(set_kind, _links(desk)[1], AttachmentKind.RECTIFIED)


def reordered(desk: OperationDesk) -> Call:
    owner, links = _links(desk)
    return desk.call(reorder, owner, links[::-1])


def detached(desk: OperationDesk) -> Call:
    return desk.call(detach, _links(desk)[1])


# ---- criteria, documents ------------------------------------------------------------------------------


def shipped_standards(desk: OperationDesk) -> Call:
    known = desk.ids("criterion_standard", deleted_at=None)[0]  # under its number it is no longer known
    desk.office.run(save_standard, StandardFacts(name="另一部", document_number=desk.name("令")), known)
    return desk.call(add_shipped_standards)


def _standard(desk: OperationDesk) -> int:
    return desk.made(
        save_standard, StandardFacts(name=desk.name("判定标准"), document_number=desk.name("令"))
    )


def _criterion(desk: OperationDesk, standard: int) -> int:
    return desk.made(save_criterion, CriterionFacts(standard, "第三条", desk.name("项"), text="未设置"))


def saved_standard(desk: OperationDesk) -> Call:
    return desk.call(save_standard, StandardFacts(name="改名标准", effective_from=DAY), _standard(desk))


def removed_standard(desk: OperationDesk) -> Call:
    standard = _standard(desk)
    _criterion(desk, standard)
    return desk.call(remove_standard, standard)


def saved_criterion(desk: OperationDesk) -> Call:
    standard = _standard(desk)
    changed = CriterionFacts(standard, "第四条", "（一）", text="改写")
    return desk.call(save_criterion, changed, _criterion(desk, standard))


def removed_criterion(desk: OperationDesk) -> Call:
    return desk.call(remove_criterion, _criterion(desk, _standard(desk)))


def _draft(desk: OperationDesk) -> Any:
    desk.office.run(change_office, replace(desk.office.ask(office_row), short_name="西槽头"))
    return desk.office.ask(draft_document, DocumentKind.ON_SITE_RECORD, inspection_id=desk.visit(2)).facts


def issued(desk: OperationDesk) -> Call:
    return desk.call(issue_document, _draft(desk))


def _document(desk: OperationDesk) -> int:
    return desk.made(issue_document, _draft(desk))


def changed_document(desk: OperationDesk) -> Call:
    known = _document(desk)
    facts = desk.office.ask(document_record, known).facts
    return desk.call(
        change_document, known, replace(facts, signers="王五、李四", hazard_ids=facts.hazard_ids[:1])
    )


def renewed_document(desk: OperationDesk) -> Call:
    known = _document(desk)
    desk.office.run(change_office, replace(desk.office.ask(office_row), phone=desk.name("0358")))
    visit = desk.office.ask(document_record, known).facts.inspection_id
    facts = desk.office.ask(inspection_record, visit).facts
    enterprise = desk.office.ask(enterprise_record, facts.enterprise_id).facts
    desk.office.run(save_enterprise, replace(enterprise, principal=desk.name("赵")), facts.enterprise_id)
    return desk.call(renew_document, known)


def refusal_recorded(desk: OperationDesk) -> Call:
    return desk.call(record_refusal, _document(desk), True, "拒绝签字，已录像")


def removed_document(desk: OperationDesk) -> Call:
    return desk.call(remove_document, _document(desk))


SAMPLES: dict[str, Any] = {
    "attaching.attach": attached,
    "attaching.attach_kept": kept_attached,
    "attaching.describe_attachment": described,
    "attaching.detach": detached,
    "attaching.reorder": reordered,
    "attaching.set_kind": kind_set,
    "criteria.add_shipped_standards": shipped_standards,
    "criteria.remove_criterion": removed_criterion,
    "criteria.remove_standard": removed_standard,
    "criteria.save_criterion": saved_criterion,
    "criteria.save_standard": saved_standard,
    "documents.issuing.change_document": changed_document,
    "documents.issuing.issue_document": issued,
    "documents.issuing.record_refusal": refusal_recorded,
    "documents.issuing.remove_document": removed_document,
    "documents.issuing.renew_document": renewed_document,
    "following_up.dossier.save_dossier": saved_dossier,
    "following_up.moving.make_move": moved,
    "following_up.moving.recheck_items": rechecked,
    "importing.batch.import_records": imported,
    "inspecting.saving.remove_inspection": removed_visit,
    "inspecting.saving.save_inspection": saved_visit,
    "registry.change_state": changed_state,
    "registry.remove_enterprise": lambda desk: desk.call(remove_enterprise, desk.enterprise()),
    "registry.save_enterprise": saved_enterprise,
}
