"""What a backup lacks: the operations after its last one, also where a restore gave their numbers out."""

from __future__ import annotations

from datetime import datetime, timedelta

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.since_backup import StepsSince, steps_since
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import Told, look


def since(office: OfficeFile, told: Told) -> StepsSince:
    return office.ask(steps_since, told.last_entry_id, told.last_entry_at, told.last_summary)


def test_what_was_done_after_a_backup_is_counted_and_the_newest_named_first(office: OfficeFile) -> None:
    office.run(save_enterprise, EnterpriseFacts(name="永和超市"))
    told = look(office.back_up("手动"))
    assert since(office, told) == StepsSince(0, ())
    for number in range(7):
        office.run(save_enterprise, EnterpriseFacts(name=f"第{number}砖厂"))
    steps = since(office, told)
    assert steps.count == 7
    assert len(steps.newest) == 5
    assert "第6砖厂" in steps.newest[0][1]


def test_of_a_backup_that_the_present_did_not_come_of_nothing_is_promised(office: OfficeFile) -> None:
    start = datetime(2090, 3, 2, 9)
    office._clock = lambda: start  # long after the office was made
    office.run(save_enterprise, EnterpriseFacts(name="永和超市"))
    # Another office's, or from before a restore: the number is there, the operation is another one.
    for at in (start - timedelta(minutes=5), start + timedelta(minutes=5), None):
        steps = since(office, Told("", 6, {}, 2, at, "新增企业「丙厂」"))
        assert steps.count is None
        assert "永和超市" in steps.newest[0][1]
    ahead = since(office, Told("", 6, {}, 99, start, "新增企业「丙厂」"))
    assert ahead.count is None
    assert ahead.ahead, "the backup knows more than the present"
    assert not steps.ahead


def test_a_backup_without_operations_lacks_them_all(office: OfficeFile) -> None:
    office.run(save_enterprise, EnterpriseFacts(name="永和超市"))
    everything = since(office, Told("", 6, {}, 0, None, ""))
    assert everything.count
    assert "永和超市" in everything.newest[0][1]
