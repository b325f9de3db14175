"""Commands of 临时报表: tables lists what is kept, table gives one out."""

from __future__ import annotations

import argparse
import sys

from hazard_desk.command_line.answers import Answer, open_office


class _Aloud:
    """Says how far a long table is, where a person is watching."""

    def report(self, done: int, total: int, what: str = "") -> None:
        print(f"{what} {done * 100 // max(total, 1)}%", file=sys.stderr, flush=True)


def tables(request: argparse.Namespace) -> Answer:
    """List the tables that are kept, with what each asks."""
    from hazard_desk.services.ad_hoc_tables import saved_tables

    with open_office(request, to_write=False) as office:
        rows = office.ask(saved_tables)
        lines = [f"{row.name}\t{row.words}" + (f"\t（{row.wrong}）" if row.wrong else "") for row in rows]
        data = {
            "tables": [
                {
                    "name": row.name,
                    "words": row.words,
                    "note": row.note,
                    "used_on": row.used_on,
                    "problem": row.wrong,
                }
                for row in rows
            ]
        }
        return Answer(lines or ["还没有存过临时报表。"], data, office.notices)


def table(request: argparse.Namespace) -> Answer:
    """Write a kept table to a file, with the records as they are now."""
    from dataclasses import replace

    from hazard_desk.errors import UsageError
    from hazard_desk.forms.preflight import unprintable
    from hazard_desk.services.ad_hoc_tables import answer_sheet, saved_table
    from hazard_desk.services.ad_hoc_tables.saving import save_answer_sheet

    with open_office(request, to_write=False) as office:
        kept = office.ask(saved_table, request.name)
        if kept.question is None or kept.wrong:
            raise UsageError(f"“{kept.name}”现在列不出来：", "没有写文件。", kept.wrong)
        question = replace(kept.question, title=kept.question.title or kept.name)
        sheet = office.ask(answer_sheet, question)
        progress = _Aloud() if sys.stderr.isatty() and not request.json else None
        save_answer_sheet(sheet, request.out, progress)
        notices = [
            f"注意：{found.where}里的「{found.character}」没有字体能印，印出来是〓。"
            for found in unprintable(sheet)
        ]
        said = [*office.notices, *sheet.notes, *notices]
        return Answer([f"已写出 {request.out}。"], {"file": str(request.out)}, said)
