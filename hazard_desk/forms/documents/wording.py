"""The words of a document, part by part, before it is a page or a Word file; the phrases that kinds share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.documents.contents import Contents, Problem
from hazard_desk.forms.sheet import printed
from hazard_desk.terms import Authority, DocumentKind, HazardLevel

_SLOT = re.compile(r"\{([a-z_]+)\}")
_ENDS = ("。", "！", "？", "；", "：", "…")
_LEAST_SIGNERS = 2  # 检查人员（签名）×2


@dataclass(frozen=True, slots=True)
class Entry:
    """A printed label and what stands behind it; "" is written by hand."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign; `certificate` None has no 证号 beside it, `said` stands in place of a signature."""

    label: str
    certificate: str | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A whole document: what stands in each of its parts, from the top."""

    kind: DocumentKind
    title: tuple[str, ...]
    number: str
    subject: str
    entries: tuple[tuple[Entry, ...], ...] = ()
    addressee: str = ""
    paragraphs: tuple[str, ...] = ()
    lines: int = 0  # to write on, where a blank document names the problems
    closing: tuple[str, ...] = ()  # the paragraphs after the problems
    signatures: tuple[Signature, ...] = ()
    certificate_label: str = ""
    agency: str = ""  # "" where no seal is pressed
    date: str = ""
    notes: tuple[str, ...] = ()


def family_texts(texts: Mapping[str, Any], family: Authority) -> dict[str, Any]:
    """Return the texts of a document in a family: what the family words otherwise stands before the rest."""
    return {**texts, **texts["families"].get(family.value, {})}


def title_of(words: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines of the title, that of the family's heading above the document's own."""
    return tuple(line for line in (words.get("heading", ""), words["title"]) if line)


def fill(words: Mapping[str, Any], text: str, **slots: str) -> str:
    """Return a text with its slots filled; one that nothing is known for takes the blank to write on."""

    def filled(slot: re.Match[str]) -> str:
        name = slot[1]
        known = slots.get(name, "") or str(words.get("blanks", {}).get(name, ""))
        return known if name in slots or known else slot[0]

    return _SLOT.sub(filled, text)


def day(written: date | None) -> str:
    """Return a day as GB/T 9704 writes it, "" for none."""
    return printed(written)


def issue_date(words: Mapping[str, Any], contents: Contents) -> str:
    """Return the date under the agency's name, or the blanks of the form."""
    return day(contents.issued_on) or str(words["date_blank"])


def numbered(words: Mapping[str, Any], descriptions: Iterable[str]) -> list[str]:
    """Return the problems one under the other, each with its number."""
    return [
        fill(words, words["item"], number=str(number), description=sentence(text))
        for number, text in enumerate(descriptions, start=1)
    ]


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    plain = " ".join(text.split("\n")).rstrip()
    return plain if plain.endswith(_ENDS) else f"{plain}。"


def numbers(chosen: Iterable[int]) -> str:
    """Return numbers as a document lists them: 1、3."""
    return "、".join(map(str, chosen))


def majors(words: Mapping[str, Any], contents: Contents) -> str:
    """Return the sentence that says which problems are major hazards; "" where none is."""
    found = [
        at for at, problem in enumerate(contents.problems, start=1) if problem.level is HazardLevel.MAJOR
    ]
    return fill(words, words["major"], numbers=numbers(found)) if found or contents.blank else ""


def deadlines(words: Mapping[str, Any], problems: Sequence[Problem]) -> str:
    """Return until when: one date where all agree, else by the numbers of the problems, earliest first.

    Those without a deadline get a date to write on.
    """
    by_day = by_deadline(problems)
    if len(by_day) == 1:
        return fill(words, words["deadline_all"], date=day(next(iter(by_day))))
    return "；".join(
        fill(words, words["deadline_some"], numbers=numbers(at), date=day(until))
        for until, at in by_day.items()
    ) or fill(words, words["deadline_all"], date="")


def by_deadline(problems: Sequence[Problem]) -> dict[date | None, list[int]]:
    """Return the numbers of the problems by their deadline, the earliest first, those without one last."""
    found: dict[date | None, list[int]] = {}
    for at, problem in enumerate(problems, start=1):
        found.setdefault(problem.deadline, []).append(at)
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or date.min)))


def inspectors_sign(words: Mapping[str, Any], contents: Contents) -> list[Signature]:
    """Return a place to sign for each inspector with the 证号; at least two."""
    known = [signer.certificate for signer in contents.signers]
    known += [""] * (_LEAST_SIGNERS - len(known))
    return [Signature(words["signature"], certificate) for certificate in known]


def principal_signs(words: Mapping[str, Any], contents: Contents) -> Signature:
    """Return the place of the unit's principal, or that the signature was refused (安全生产法 art. 68)."""
    said = ""
    if contents.refused:
        note = sentence(contents.refusal_note) if contents.refusal_note.strip() else ""
        said = fill(words, words["refused"], note=note)
    return Signature(words["principal_signature"], said=said)
