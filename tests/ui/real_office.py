"""A real office file under a real background, for tests that drive a page as its user does."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer

from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.terms import EnterpriseSize, RiskLevel
from ui.background import Background
from ui.office_door import OfficeDoor

OFFICE = "文水县西槽头乡人民政府"
VILLAGES = ["东街村", "西街村"]
_PATIENCE_MS = 30_000  # a machine that does other work besides may well take five seconds


def leave_garbage_to_us() -> None:
    """Collect the last test's widgets here and now, and no more by chance (see ui/garbage.py)."""
    gc.disable()
    gc.collect()


@contextmanager
def open_office(folder: Path, today: date | None = None) -> Iterator[Background]:
    """Make an office in `folder`, open it on the background's writing thread, close both at the end.

    Its days are those of the calendar, or all `today`.
    """
    door = OfficeDoor(folder)
    background = Background(door)
    try:
        wait_for(background, background.between_writes, door.create, OFFICE, VILLAGES)
        if today is not None:
            assert door._office is not None
            door._office._clock = lambda: datetime.combine(today, time(9))
        yield background
    finally:  # a background that is let go while its threads still run takes the process along
        if not background._closed:
            background.between_writes(door.close)
            background.close(stop=True)


def wait_for(
    background: Background, way: Callable[..., Any], function: Callable[..., Any], *args: Any
) -> Any:
    """Run something through the background and return its result, or raise its error."""
    said: list[tuple[str, Any]] = []
    waiting = QEventLoop()  # QTest.qWait would hold up the other threads

    def hear(how: str, what: Any) -> None:
        said.append((how, what))
        waiting.quit()

    QTimer.singleShot(_PATIENCE_MS, waiting, waiting.quit)
    way(
        function,
        *args,
        done=lambda result: hear("done", result),
        failed=lambda error: hear("failed", error),
    )
    waiting.exec()
    assert said, f"the background said nothing within {_PATIENCE_MS} ms"
    how, what = said[0]
    if how == "failed":
        raise what
    return what


def fill(background: Background) -> dict[str, int]:
    """Enter four enterprises and one visit; return the ids by name."""
    ids = {}
    for facts in (
        EnterpriseFacts(
            name="长兴木业有限公司",
            code="91350100M000100Y43",
            village="东街村",
            principal="张建国",
            principal_phone="13800000001",
            address="东街村12号",
            industries=("建筑施工",),
            risk_level=RiskLevel.RED,
            size=EnterpriseSize.SMALL,
        ),
        EnterpriseFacts(name="宏达铸造厂", village="西街村", principal="李四", risk_level=RiskLevel.BLUE),
        EnterpriseFacts(name="利民加油站", village="东街村", principal="王五", industries=("危险化学品",)),
        EnterpriseFacts(name="北山砖厂", principal="赵六"),
    ):
        ids[facts.name] = wait_for(background, background.write, save_enterprise, facts).record_id
    visit = InspectionFacts(
        enterprise_id=ids["宏达铸造厂"], inspected_on=date(2026, 1, 5), inspectors=("孙七", "周八")
    )
    wait_for(background, background.write, save_inspection, visit)
    return ids
