"""Commands of 报送: file-week and filings."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from hazard_desk.command_line.answers import Answer, open_office
from hazard_desk.errors import UsageError


class _Aloud:
    """Says what is in hand where a person is watching."""

    def report(self, done: int, total: int, what: str = "") -> None:
        print(f"{done + 1}/{total} {what}", file=sys.stderr, flush=True)


def file_week(request: argparse.Namespace) -> Answer:
    """File a week, or a new version of a filed one."""
    from hazard_desk.services.filing.differences import later_filed
    from hazard_desk.services.filing.filing import correct_week
    from hazard_desk.services.filing.filing import file_week as file_it
    from hazard_desk.services.filing.papers import papers_of_week

    if request.with_later and request.correct is None:
        raise UsageError(
            "--with-later 要和 --correct 一起用。", "没有定稿。", "更正以前的周时，用它连同以后各周一起更正。"
        )
    progress = _Aloud() if sys.stderr.isatty() and not request.json else None
    week_end = request.week_ending
    with open_office(request, to_write=True) as office:
        if request.correct is None:
            changes = office.run(file_it, week_end, progress)
        else:
            also = []
            if request.with_later:
                also = [later.week_end for later in office.ask(later_filed, week_end)]
            changes = office.run(correct_week, week_end, request.correct, also, progress)
        papers = office.ask(papers_of_week, week_end)
        later = [] if request.correct is None else office.ask(later_filed, week_end)
        data: dict[str, Any] = {
            "week_end": week_end,
            "version": changes.counts["version"],
            "papers": [_paper(paper) for paper in papers],
            "warnings": changes.notices,
            "late": changes.counts["late"],
        }
        lines = [f"{changes.summary}。", *(f"  {_paper_words(paper)}" for paper in papers)]
        if changes.counts["late"]:
            lines.append(f"其中补录 {changes.counts['late']} 条。")
        lines += [f"提示：{warning}" for warning in changes.notices]
        if request.correct is not None:
            data["later"] = [
                {"week_end": one.week_end, "version": one.version, "changes": list(one.changes)}
                for one in later
            ]
        if later:
            lines.append("以后定稿的周里，这些累计数和更正后的不一样（加 --with-later 可以一起更正）：")
            lines += [f"  {one.week_end}：{'；'.join(one.changes)}" for one in later]
        return Answer(lines, data, office.notices)


def filings(request: argparse.Namespace) -> Answer:
    """List what was filed, every version, and how far each paper is."""
    from hazard_desk.services.filing import papers as kept
    from hazard_desk.services.filing import weeks
    from hazard_desk.services.filing.filing import late_counts

    with open_office(request, to_write=False) as office:
        late = office.ask(late_counts)
        rows = []
        lines = []
        for filing in office.ask(weeks.filings):
            papers = office.ask(kept.papers_of_filings, [filing.filing_id])
            rows.append(
                {
                    "week_end": filing.week_end,
                    "version": filing.version,
                    "filed_at": filing.filed_at,
                    "handler": filing.handler,
                    "reason": filing.reason,
                    "late": late.get(filing.filing_id, 0),
                    "papers": [_paper(paper) for paper in papers],
                }
            )
            said = [f"{filing.week_end} 第 {filing.version} 版", f"{filing.filed_at:%Y-%m-%d %H:%M} 定稿"]
            said += [filing.handler] if filing.handler else []
            said += [f"更正：{filing.reason}"] if filing.reason else []
            lines.append("\t".join(said))
            lines += [f"  {_paper_words(paper)}" for paper in papers]
        return Answer(lines or ["还没有定稿过。"], {"filings": rows}, office.notices)


def _paper(paper: Any) -> dict[str, Any]:
    return {
        "form": paper.form_id,
        "title": paper.title,
        "campaign": paper.campaign,
        "scope": paper.scope.label,
        "state": paper.state.label,
        "due_at": paper.due_at,
        "stamped_on": paper.stamped_on,
        "reported_on": paper.reported_on,
        "reported_to": paper.reported_to,
    }


def _paper_words(paper: Any) -> str:
    from hazard_desk.services.filing.obligations import due_words

    parts = [paper.state.label, paper.title]
    if paper.campaign and paper.campaign not in paper.title:
        parts.append(f"（{paper.campaign}）")
    if paper.reported_on:
        parts.append(f"{paper.reported_on} 报送{paper.reported_to}")
    elif paper.due_at:
        parts.append(f"{due_words(paper.due_at)}报送{paper.recipient}")
    return " ".join(parts)
