"""A batch of sheets out: looked over first, then drawn for the printer or saved, in one file or many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hazard_desk.errors import Cancelled, OutputError
from hazard_desk.forms.catalogue import FORMS
from hazard_desk.progress import Progress
from hazard_desk.services.form_filling.batches import Batch, Entry
from hazard_desk.services.form_filling.file_names import file_names
from hazard_desk.services.form_filling.saving import save_sheets


@dataclass(frozen=True, slots=True)
class UnprintablePlace:
    """A character that would print as 〓: of which enterprise or visit, on which form, where."""

    name: str
    form: str
    where: str
    character: str


def unprintable_places(batch: Batch, progress: Progress | None = None) -> list[UnprintablePlace]:
    """Return every character of the batch that no face can print, in the order of the sheets."""
    from hazard_desk.forms.preflight import unprintable

    found = []
    tell = _teller(batch.entries, progress)
    done = 0
    for entry in batch.entries:
        for sheet in entry.sheets:
            tell(done)
            done += 1
            found += [
                UnprintablePlace(entry.name, FORMS[sheet.form_id].short, flaw.where, flaw.character)
                for flaw in unprintable(sheet)
            ]
    return found


def draw_batch(batch: Batch, progress: Progress | None = None) -> bytes:
    """Return the whole batch as one PDF with bookmarks, for printing."""
    from hazard_desk.forms.pdf import draw

    try:
        return draw(batch.sheets, before_each=_teller(batch.entries, progress))
    except Cancelled as error:
        raise Cancelled("已取消。", "没有打印，台账数据没有变化。") from error


def files_in_the_way(batch: Batch, folder: Path, ending: str) -> list[str]:
    """Return the names of files in a folder that a file each would replace."""
    names = file_names((entry.name for entry in batch.entries), ending)
    # Not Path.exists, which raises where a share or a stick has gone: saving will say so in words.
    return [name for name in names if os.path.exists(folder / name)]


def save_batch(
    batch: Batch, target: Path, one_file: bool, ending: str, progress: Progress | None = None
) -> list[Path]:
    """Save the batch and return the files written: `target` itself, or a file each in the folder `target`.

    `ending` is .pdf or .xlsx. Every file is written whole or not at all. Of a file each, those finished
    stay when the user stops the work (Cancelled) or one can't be written (OutputError); it says how many.
    """
    if one_file:
        path = target if target.suffix.lower() == ending else target.with_name(target.name + ending)
        try:
            save_sheets(batch.sheets, path, _teller(batch.entries, progress))
        except Cancelled as error:
            raise Cancelled("已取消。", "没有写文件，台账数据没有变化。") from error
        return [path]
    return _save_each(batch, target, ending, progress)


def _save_each(batch: Batch, folder: Path, ending: str, progress: Progress | None) -> list[Path]:
    tell = _teller(batch.entries, progress)
    saved: list[Path] = []
    before = 0
    names = file_names((entry.name for entry in batch.entries), ending)
    for name, entry in zip(names, batch.entries, strict=True):
        so_far = f"{len(saved)} 个文件已经存好，还有 {len(names) - len(saved)} 个没有存。"
        try:
            save_sheets(entry.sheets, folder / name, lambda done, before=before: tell(before + done))  # type: ignore[misc]
        except Cancelled as error:
            if not saved:
                raise Cancelled("已取消。", "没有写文件，台账数据没有变化。") from error
            raise Cancelled(f"已取消：{so_far}", "存好的文件都是完整的，台账数据没有变化。") from error
        except OutputError as error:
            raise OutputError(error.what + so_far, error.meaning, error.remedy) from error
        saved.append(folder / name)
        before += len(entry.sheets)
    return saved


def _teller(entries: Iterable[Entry], progress: Progress | None) -> Callable[[int], None]:
    """Return what hears of every sheet before it is drawn, and tells whose it is."""
    if progress is None:
        return lambda _done: None
    names = [entry.name for entry in entries for _ in entry.sheets]
    return lambda done: progress.report(done, len(names), names[done])
