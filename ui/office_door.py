"""The way to the office file: opened, used and closed by the same thread, and imported by none before.

SQLAlchemy takes longer to import than the window to paint, so both the import and the opening are work for
the background's writing thread. Until the door is open it refuses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hazard_desk.errors import OfficeFileError

if TYPE_CHECKING:
    from hazard_desk.store.office_file import OfficeFile


class OfficeDoor:
    """Stands for one office folder towards the background."""

    def __init__(self, folder: Path) -> None:
        """Stand before `folder`; nothing is touched yet."""
        self.folder = folder
        self._office: OfficeFile | None = None
        self._reading = threading.Lock()

    def create(self, name: str, villages: Sequence[str]) -> list[str]:
        """Make a new office in the folder and open it; return the notices."""
        from hazard_desk.services.offices import set_up_office
        from hazard_desk.store.office_file import OfficeFile

        OfficeFile.create(self.folder, set_up_office, name, villages)
        return self.open()

    def open(self) -> list[str]:
        """Open the folder's office file and return what the user should know about it."""
        from hazard_desk.office_folder import remember_folder
        from hazard_desk.services import registry  # noqa: F401 (for the first page, while nothing waits)
        from hazard_desk.store.office_file import OfficeFile

        self._office = OfficeFile.open(self.folder)
        remember_folder(self.folder)
        return list(self._office.notices)

    def close(self) -> None:
        """Close the office file, once the query under way has been answered; harmless when closed."""
        office, self._office = self._office, None
        if office is not None:
            with self._reading:
                office.close()

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one operation in one transaction."""
        return self._open_office().run(operation, *args, **kwargs)

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer one query."""
        with self._reading:
            return self._open_office().ask(query, *args, **kwargs)

    def _open_office(self) -> OfficeFile:
        if self._office is None:
            raise OfficeFileError("台账没有打开。", "没有改动任何数据。", "请从“文件”菜单打开台账。")
        return self._office
