"""What is answered: for people, for programs, and where a command refused."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from hazard_desk.errors import HazardDeskError, InputRefused
from hazard_desk.office_folder import default_folder, remember_folder


class Answer:
    """What a command says: lines for people, one object for programs, notices beside either."""

    def __init__(self, lines: Sequence[str], data: dict[str, Any], notices: Sequence[str] = ()) -> None:
        """Keep the three of them."""
        self.lines = lines
        self.data = data
        self.notices = notices


def refusal(error: HazardDeskError, as_json: bool) -> Answer:
    """Return what is said of an error: for people with every problem's place, for programs as one object."""
    if isinstance(error, InputRefused):
        listed = [] if as_json else ["  " + place_words(problem) for problem in error.problems]
        data: dict[str, Any] = {"problems": [problem_data(problem) for problem in error.problems]}
        return Answer([], data, [] if as_json else [str(error), *listed])
    said = said_of(error)
    empty = {"sheet": "", "row": None, "column": "", "value": ""}
    data = {"problems": [{**empty, **said}]} if error.exit_code == 1 else {"error": said}
    return Answer([], data, [str(error)])


def said_of(error: HazardDeskError) -> dict[str, str]:
    """Return an error as programs are told it."""
    return {"message": error.what + error.meaning, "remedy": error.remedy}


def print_json(data: dict[str, Any]) -> None:
    """Print the one object of an answer."""
    print(json.dumps(data, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value)  # Decimal: the only other kind of value that is not JSON's own


def problem_data(problem: Any) -> dict[str, Any]:
    """Return a problem as programs are told it (DESIGN §8)."""
    facts = asdict(problem)
    return {name: facts[name] for name in ("sheet", "row", "column", "value", "message", "remedy")}


def place_words(problem: Any) -> str:
    """Return a problem for people: where, what, and what to do."""
    place = "".join(
        (
            f"「{problem.sheet}」" if problem.sheet else "",
            f"第 {problem.row} 行" if problem.row else "",
            f" {problem.column}" if problem.column else "",
            f"「{problem.value}」" if problem.value else "",
        )
    )
    said = problem.message.rstrip("。") + "。" + problem.remedy
    return f"{place}：{said}" if place else said


@contextlib.contextmanager
def open_office(request: argparse.Namespace, *, to_write: bool) -> Iterator[Any]:
    """Open the office that the call names, else the one used last; at the end a changed one is backed up."""
    from hazard_desk.store.office_file import OfficeFile

    folder = request.office or default_folder()
    with OfficeFile.open(folder, to_write=to_write) as office:
        if to_write:  # whoever only looks into a copy must not send tomorrow's entries there
            remember_folder(folder)
        try:
            yield office
        finally:
            if office.changed:
                _back_up(office)


def _back_up(office: Any) -> None:
    """Back up what a command changed, as the window does when it is closed."""
    try:
        office.back_up_if_changed("退出时")
    except HazardDeskError as error:  # what was entered stands, and the command has done its work
        office.notices.append(f"已保存，但没能备份：{error}")
