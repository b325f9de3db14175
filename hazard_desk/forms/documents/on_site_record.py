"""现场检查记录: where, when and by whom a unit was inspected, what was found, and who signs for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.documents.contents import Contents
from hazard_desk.forms.documents.wording import (
    Entry,
    Wording,
    day,
    family_texts,
    fill,
    inspectors_sign,
    issue_date,
    numbered,
    principal_signs,
    sentence,
    title_of,
)
from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.terms import DocumentKind


def on_site_record(texts: Mapping[str, Any], contents: Contents) -> Wording:
    """Return the words of the record of a visit, or of a blank one."""
    words = family_texts(texts, contents.family)
    labels = words["labels"]

    def entry(name: str, text: str) -> Entry:
        return Entry(labels[name], text)

    said = contents.said
    return Wording(
        DocumentKind.ON_SITE_RECORD,
        title_of(words),
        contents.number,
        contents.enterprise,
        entries=(
            (entry("enterprise", contents.enterprise),),
            (entry("address", said.get("address") or contents.address),),
            (
                entry("principal", said.get("principal") or contents.principal),
                entry("post", said.get("post", "")),
            ),
            (
                entry("phone", said.get("phone") or contents.phone),
                entry("place", said.get("place", "")),
            ),
            (entry("time", _time(words, contents)),),
        ),
        paragraphs=(
            fill(
                words,
                words["opening"],
                agency=contents.agency,
                commissioned_by=contents.commissioned_by,
                inspectors="、".join(signer.name for signer in contents.signers),
                certificates="、".join(filter(None, (signer.certificate for signer in contents.signers))),
            ),
            words["findings"],
            *_findings(words, contents),
        ),
        lines=int(words["blank_lines"]) if contents.blank else 0,
        signatures=(*inspectors_sign(words, contents), principal_signs(words, contents)),
        certificate_label=words["certificate"],
        date=issue_date(words, contents),
        notes=(*words["notes"], *((words["pages_blank"],) if contents.blank else ())),
    )


def _time(words: Mapping[str, Any], contents: Contents) -> str:
    began = _moment(words, contents, contents.said.get("started_at", ""))
    ended = _moment(words, contents, contents.said.get("ended_at", ""))
    return fill(words, words["time"], start=began, end=ended)


def _moment(words: Mapping[str, Any], contents: Contents, written: str) -> str:
    moment = read_clock_time(written) if written else None
    hour, minute = (str(moment.hour), f"{moment.minute:02}") if moment else ("", "")
    return fill(words, words["moment"], date=day(contents.visited_on), hour=hour, minute=minute)


def _findings(words: Mapping[str, Any], contents: Contents) -> list[str]:
    if contents.blank:
        return []
    written = [sentence(line) for line in contents.said.get("findings", "").split("\n") if line.strip()]
    found = numbered(words, (problem.description for problem in contents.problems))
    if found:
        return [*written, words["found"], *found]
    return written or [words["none_found"]]
