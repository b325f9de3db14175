"""Commands that count and print: stats, forms, export, assign-round."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from hazard_desk.command_line.answers import Answer, open_office


def stats(request: argparse.Namespace) -> Answer:
    """Tell the figures of a week."""
    from hazard_desk.services.reporting import current_week_end, statistics

    with open_office(request, to_write=False) as office:
        week_end = request.week_ending or office.ask(current_week_end)
        counted = office.ask(statistics, week_end, request.campaign)
        return Answer(_stats_lines(counted), _stats_data(counted), office.notices)


def _stats_data(counted: Any) -> dict[str, Any]:
    coverage = counted.coverage
    return {
        "period": {"start": counted.week_period.start, "end": counted.week_period.end},
        "filed": counted.filed,
        "late": counted.late,
        "week": {figure.value: value for figure, value in counted.week.items()},
        "cumulative": {figure.value: value for figure, value in counted.cumulative.items()},
        "coverage": {
            "in_operation": coverage.in_operation,
            "inspected": coverage.inspected,
            "not_inspected": coverage.not_inspected,
            "rate": coverage.rate,
        },
        "quotas": [
            {
                "person": row.person,
                "post": row.post.label,
                "target": row.target,
                "outings": row.outings,
                "visits": row.visits,
                "shortfall": row.shortfall,
            }
            for row in counted.quotas
        ],
        "version": counted.version,
    }


def _stats_lines(counted: Any) -> list[str]:
    from hazard_desk.forms.shipped import load_texts

    period, coverage = counted.week_period, counted.coverage
    said = f"{period.start} 至 {period.end}"
    if counted.filed:
        said += f"（已定稿，第 {counted.version} 版）"
    if counted.late:
        said += f"，其中补录 {counted.late} 条"
    lines = [said, "\t本周\t累计"]
    labels = {
        column["key"]: "·".join(column["labels"]).replace("\n", "")
        for column in load_texts("weekly-statistics")["columns"]
    }
    for figure, value in counted.week.items():
        lines.append(f"{labels[figure.value]}\t{value}\t{counted.cumulative[figure]}")
    if counted.opening_as_of is not None:
        lines.append(f"累计含期初数（截至 {counted.opening_as_of}）")
    rate = "—" if coverage.rate is None else f"{coverage.rate:.1%}"
    lines.append(f"在营 {coverage.in_operation} 家，已检查 {coverage.inspected} 家，覆盖率 {rate}")
    for row in counted.quotas:
        lines.append(
            f"{row.person}（{row.post.label}）本月 {row.outings} 次 {row.visits} 家次，应 {row.target} 次"
        )
    return lines


def forms(_request: argparse.Namespace) -> Answer:
    """List the forms."""
    from hazard_desk.forms.catalogue import FORMS

    rows = [{"id": form.id, "number": form.number, "title": form.title} for form in FORMS.values()]
    return Answer([f"{row['id']}\t{row['number']}\t{row['title']}" for row in rows], {"forms": rows})


def export(request: argparse.Namespace) -> Answer:
    """Write a form to a file."""
    from hazard_desk.forms.preflight import unprintable
    from hazard_desk.forms.supervision import Mood
    from hazard_desk.forms.weekly_statistics import Scope
    from hazard_desk.services.documents import document_numbered
    from hazard_desk.services.filing.kept_files import kept_as_filed, save_kept
    from hazard_desk.services.form_filling import FormRequest, form_sheets, save_sheets
    from hazard_desk.services.form_filling.batches import without_visit
    from hazard_desk.services.form_filling.choosing_pairs import pair_called
    from hazard_desk.services.form_filling.emptiness import why_empty
    from hazard_desk.services.form_filling.ranking import ranked_called
    from hazard_desk.services.form_filling.reports import requested_report, save_report_word
    from hazard_desk.services.form_filling.request import enterprise_called, inspection_numbered

    with open_office(request, to_write=False) as office:
        wanted = FormRequest(
            request.form,
            week_end=request.week_ending,
            campaign=request.campaign,
            scope=Scope.CUMULATIVE if request.cumulative else Scope.WEEK,
            enterprises=_each_once(office.ask(enterprise_called, named) for named in request.enterprise),
            inspections=_each_once(office.ask(inspection_numbered, named) for named in request.inspection),
            round_name=request.round,
            pair_id=None if request.pair is None else office.ask(pair_called, request.pair, request.round),
            documents=_each_once(office.ask(document_numbered, named) for named in request.document),
            mood=Mood.from_label(request.half or "") or Mood.CLOSED_LOOP,
            blank=request.blank,
            photos=request.photos,
            ranked=ranked_called(request.ranked),
        )
        if kept := office.ask(kept_as_filed, wanted, request.out.suffix.lower()):
            save_kept(kept.data, request.out)
            said = f"注意：{kept.week_end} 一周已定稿（第 {kept.version} 版），写出的是定稿时保存的文件。"
            return Answer([f"已写出 {request.out}。"], {"file": str(request.out)}, [*office.notices, said])
        sheets = office.ask(form_sheets, wanted)
        notices = [
            f"注意：{_whose(sheet)}{found.where}里的「{found.character}」没有字体能印，印出来是〓。"
            for sheet in sheets
            for found in unprintable(sheet)
        ]
        if empty := office.ask(why_empty, wanted):
            notices.append(f"注意：{empty}")
        if wanted.of_visits:
            left_out = office.ask(without_visit, wanted.enterprises)
            notices += [f"注意：「{name}」还没有检查记录，没有它的表。" for name in left_out]
        if request.out.suffix.lower() == ".docx":
            save_report_word(office.ask(requested_report, wanted), request.out)
        else:
            save_sheets(sheets, request.out)
        return Answer([f"已写出 {request.out}。"], {"file": str(request.out)}, [*office.notices, *notices])


def _each_once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))


def _whose(sheet: Any) -> str:
    return f"「{sheet.subject}」的" if sheet.subject else ""


def assign_round(request: argparse.Namespace) -> Answer:
    """Draw a round of 交叉检查."""
    from hazard_desk.services.assigning import assign_round, write_arrangement

    drawn = assign_round(request.file, request.previous, request.seed)
    lines = [f"{inspector} → {inspected}" for inspector, inspected in drawn.pairs]
    lines += [f"没能做到：{wish.text}。{wish.why}" for wish in drawn.broken]
    lines.append(f"共 {len(drawn.pairs)} 组，种子 {drawn.seed}。")
    if request.out is not None:
        write_arrangement(drawn, request.out)
        lines.append(f"已写出 {request.out}。")
    broken = [
        {
            "wish": wish.wish.value,
            "pairs": wish.pairs,
            "round": wish.round,
            "message": f"{wish.text}。{wish.why}",
        }
        for wish in drawn.broken
    ]
    data: dict[str, Any] = {"pairs": drawn.pairs, "broken": broken, "seed": drawn.seed}
    notices = list(drawn.notices)
    if not drawn.proven:  # for a program that reads no notices
        data["proven"] = False
        notices.append("没有算完：这是找到的最好的一种，不能证明没有更好的。")
    return Answer(lines, data, notices)
