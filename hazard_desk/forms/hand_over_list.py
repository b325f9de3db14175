"""换人交接清单 (domain §5.1): what is open on the day on which the ledger passes to another handler.

The program lists; what was only said aloud is for the one who hands over to write. No document prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hazard_desk.forms.report import Report, Signature
from hazard_desk.forms.report_writing import ReportWriter
from hazard_desk.forms.sheet import Content, printed

FORM_ID = "hand-over-list"
MOST_ROWS = 200
"""So many of one kind are listed; of more the most pressing: the screen has lists of all."""
_BLANK_ROWS = 5
_PASSWORD = {True: "password_set", False: "password_none", None: "unreadable"}


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One thing that is open: whose, what, by when, who answers for it."""

    subject: str
    text: str
    day: date | None
    person: str


@dataclass(frozen=True, slots=True)
class OpenKind:
    """All that is open of one kind (a key of the texts' groups), the most pressing first."""

    key: str
    lines: tuple[OpenLine, ...]
    late: int = 0
    this_month: int = 0


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """All that the list tells. `lists` are counts by the key of their words; a password is never told."""

    office: str
    handler: str
    today: date
    kinds: tuple[OpenKind, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    leaders: tuple[tuple[str, str, int, int, int], ...] = ()  # name, post, asked, done, short
    own: tuple[tuple[str, int, int, int], ...] = ()  # key, asked, done, short
    templates: tuple[tuple[str, date | None], ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()  # what, shipped, now
    folder: str = ""
    backups: str = ""
    backup_count: int = 0
    last_backup: str = ""
    second_place: str = ""
    second_last: str = ""
    has_password: bool | None = False  # None: what was set can't be read
    since: date | None = None
    operations: int = 0
    done: tuple[tuple[str, int, int, int], ...] = ()  # what, entered, changed, removed


def hand_over_list(
    texts: Mapping[str, Any], facts: HandOverFacts | None = None, *, filled_on: date | None = None
) -> Report:
    """Return the list, or a blank one to be filled in by hand."""
    return _Writer(texts, facts).report(filled_on)


class _Writer(ReportWriter):
    """Writes the list part by part."""

    stubs = ("summary", "own", "kept", "done")

    def __init__(self, texts: Mapping[str, Any], facts: HandOverFacts | None) -> None:
        super().__init__(texts)
        self.facts = facts

    def report(self, filled_on: date | None) -> Report:
        facts, texts = self.facts, self.texts
        self.say(
            self.words["opening"],
            today=printed(facts.today) if facts else "",
            office=facts.office if facts else "",
        )
        self._open()
        self._quotas()
        self._office()
        self._kept()
        self._done()
        before = len(self.parts)
        self.heading("others")
        self.open("others")
        self.heading("signed")
        for line in texts["signers"]:
            self.say(line)
        return Report(
            form_id=texts["id"],
            title=(texts["title"],),
            parts=tuple(self.parts),
            closing=len(self.parts) - before,  # what is signed stands on the same page
            signature=Signature(
                self.words["signed_by"],
                facts.office if facts else "",
                (printed(filled_on) if facts else "") or texts["date_blank"],
            ),
        )

    # -- parts ---------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.heading("open")
        facts, groups = self.facts, self.texts["groups"]
        known = {kind.key: kind for kind in facts.kinds} if facts else {}

        def counts(key: str) -> tuple[Content, ...]:
            kind = known.get(key)
            if facts is None:
                return (None, None, None)
            return (len(kind.lines), kind.late, kind.this_month) if kind else (0, 0, 0)

        self.table("summary", [(words, *counts(key)) for key, words in groups.items()])
        if facts is None:
            return
        if not facts.kinds:
            self.say(self.words["no_open"])
        if facts.lists:
            told = [self.fill(self.texts["lists"][key], count=str(count)) for key, count in facts.lists]
            self.say(self.words["long_lists"], lists="、".join(told))
        for key, words in groups.items():
            if key in known:
                self._kind(words, known[key])

    def _kind(self, words: str, kind: OpenKind) -> None:
        self.subheading(words)
        shown = kind.lines[:MOST_ROWS]
        if len(shown) < len(kind.lines):
            self.say(self.words["cut"], shown=str(len(shown)), left=str(len(kind.lines) - len(shown)))
        self.table(
            "rows",
            [
                (number, line.subject, line.text, line.day, line.person)
                for number, line in enumerate(shown, start=1)
            ],
        )

    def _quotas(self) -> None:
        self.heading("quotas")
        facts = self.facts
        self._rows("quotas", facts.leaders if facts else None, self.words["no_quotas"], columns=5)
        own = {key: tuple(rest) for key, *rest in facts.own} if facts else {}
        self.table("own", [(words, *own.get(key, (None,) * 3)) for key, words in self.texts["own"].items()])

    def _office(self) -> None:
        self.heading("office")
        facts = self.facts
        if facts is None or facts.templates:
            self.say(self.words["templates"])
        templates = [(number, *row) for number, row in enumerate(facts.templates, start=1)] if facts else None
        self._rows("templates", templates, self.words["no_templates"], columns=3)
        if facts is None or facts.settings:
            self.say(self.words["settings"])
        self._rows("settings", facts.settings if facts else None, self.words["no_settings"], columns=3)

    def _kept(self) -> None:
        self.heading("kept")
        facts, words = self.facts, self.words
        told: dict[str, Content] = {}
        if facts is not None:
            told = {
                "folder": facts.folder,
                "backups": facts.backups,
                "backup_count": str(facts.backup_count),
                "last_backup": facts.last_backup or words["none"],
                "second_place": facts.second_place
                or words["unreadable" if facts.has_password is None else "not_set"],
                "second_last": facts.second_last or words["none"],
                "password": words[_PASSWORD[facts.has_password]],
            }
        self.table("kept", [(label, told.get(key)) for key, label in self.texts["kept"].items()])

    def _done(self) -> None:
        self.heading("done")
        facts = self.facts
        slots = {}
        if facts is not None:
            slots = {
                "since": printed(facts.since),
                "today": printed(facts.today),
                "handler": facts.handler,
                "operations": str(facts.operations),
            }
        key = "done"
        if facts is not None and not facts.done:
            key = "done_only" if facts.operations else "done_nothing"
        self.say(self.words[key], **slots)
        if facts is None:
            self._rows("done", None, "", columns=4)
        elif facts.done:
            self.table("done", facts.done, without_empty=True)

    # -- how -----------------------------------------------------------------------------------------

    def _rows(self, key: str, rows: Sequence[tuple[Content, ...]] | None, none: str, *, columns: int) -> None:
        """Add a table, a blank one, or the words that there is nothing to list."""
        if rows is None:
            self.table(key, [(None,) * columns] * _BLANK_ROWS)
        elif rows:
            self.table(key, rows)
        else:
            self.say(none)
