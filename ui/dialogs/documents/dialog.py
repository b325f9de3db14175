"""文书: the documents of a visit, of hazards or of an enterprise, or the register of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from hazard_desk.terms import DocumentKind
from ui.dialogs.documents.form import DocumentForm
from ui.dialogs.documents.preview import DocumentPreview, ask_file, say_saved
from ui.dialogs.documents.refusal import RefusalDialog
from ui.dialogs.documents.tools import DocumentTools
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.messages import Kind, Message, Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.widgets.check_list import FilterButton, Option

if TYPE_CHECKING:
    from hazard_desk.services.documents import DocumentRecord, DocumentRow, Draft
    from hazard_desk.services.documents.word_files import WordDocument
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_COLUMNS = (
    Column("name", "文书", width=116),
    Column("number", "编号", width=216),
    Column("issued_on", "日期", width=86),
    Column("enterprise", "企业", width=120),
    Column("hazards", "隐患", width=52, align=Align.RIGHT, tooltip=lambda _row: "写了几条隐患"),
    Column("state", "签收", width=52, tooltip=lambda row: "被检查单位拒绝签名" if row.refused else ""),
)
_OF_ONE = tuple(column for column in _COLUMNS if column.key != "enterprise")
_SIZES, _SIZES_OF_REGISTER = [600, 740], [720, 620]
_NARROWEST_LIST, _NARROWEST_FORM = 280, 590
_WORD = "Word 文档 (*.docx)"


class DocumentDesk(ListBesideForm):
    """The documents, the newest first; each kind has its form."""

    what, noun = "文书", "documents"
    concerned_by = frozenset(
        {"document", "document_hazard", "office", "hazard", "recheck", "inspection", "enterprise", "setting"}
    )
    stretched = "number"
    searched = ("enterprise", "name")
    search_hint = "查找编号、企业、文书名称"
    deed = "开具"

    def __init__(
        self,
        background: Background,
        preferences: Preferences,
        inspection_id: int | None,
        hazard_ids: Sequence[int],
        enterprise_id: int | None,
    ) -> None:
        """Build it empty; the ids narrow it to a visit, to hazards or to an enterprise."""
        from hazard_desk.services.documents.facts import every_said

        self._about = (inspection_id, tuple(hazard_ids), enterprise_id)
        self._where = f"{inspection_id or ''}/{'-'.join(map(str, hazard_ids))}/{enterprise_id or ''}"
        self._offers: dict[DocumentKind, str] = {}
        self._names = {kind: kind.label for kind in DocumentKind}  # until the office's family is known
        self._kind: DocumentKind | None = None  # of the draft begun last
        self._record: DocumentRecord | None = None
        self._preferences = preferences
        of_one = inspection_id is not None or bool(hazard_ids) or enterprise_id is not None
        self.noun = "documents" if of_one else "documents-register"  # columns of its own to remember
        super().__init__(background, _OF_ONE if of_one else _COLUMNS, preferences)
        self.entry = {kind: DocumentForm(preferences.drafts, kind, every_said(kind)) for kind in DocumentKind}
        for kind, form in self.entry.items():
            self.add_form(form)
            form.numbers_wanted.connect(partial(self._propose, kind))
            form.parent_chosen.connect(partial(self._follow, kind))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.new_button.setText("开具…")
        self.filter = FilterButton("文书", self._filter_options)
        self.filter.changed.connect(self._show_found)
        self.head.insertWidget(1, self.filter)
        self.forms.setMinimumWidth(_NARROWEST_FORM)  # at 150 % a small screen has no more
        self.left.setMinimumWidth(_NARROWEST_LIST)
        for splitter in self.findChildren(QSplitter):
            splitter.setSizes(_SIZES if of_one else _SIZES_OF_REGISTER)

    def _make_right(self) -> QWidget:
        self.tools = DocumentTools()
        self.tools.hide()
        self.tools.preview_wanted.connect(self.preview)
        self.tools.word_wanted.connect(self.save_word)
        self.tools.refusal_wanted.connect(self.open_refusal)
        self.tools.renewal_wanted.connect(self.renew)
        self.tools.wording_wanted.connect(self.open_wording)
        self.tools.template_wanted.connect(self.open_template)
        return self.above_forms(self.tools, self._show_tools)

    # ---- the list --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read who may sign and what may be issued here, then the list."""
        from hazard_desk.services.documents import document_lines, kind_names, offered_kinds
        from hazard_desk.services.offices import people

        inspection_id, hazard_ids, enterprise_id = self._about
        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(people, done=self._suggest, key="documents/people")
        read(kind_names, done=self._names.update, key="documents/names")
        read(
            offered_kinds,
            inspection_id,
            hazard_ids,
            enterprise_id,
            done=self._take_offers,
            key="documents/offers",
        )
        if inspection_id is not None or hazard_ids:
            enterprise_id = None  # the visit or the hazards alone say which
        read(
            document_lines,
            enterprise_id,
            inspection_id,
            hazard_ids,
            done=self.show_rows,
            key="documents/list",
        )

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; what stands in the form is read anew where it wasn't touched."""
        super().show_rows(rows)
        row = self._row
        if row is not None and self.form is not None and not self.form.is_changed:
            self._row = self._rows[row.id]
            self.show_record(self._row)

    def _suggest(self, people: Sequence[Any]) -> None:
        for form in self.entry.values():
            form.signers.suggest([person.name for person in people])

    def _take_offers(self, offers: dict[DocumentKind, str]) -> None:
        self._offers = offers

    def name_of(self, row: Any) -> str:
        """Return the name and number."""
        return f"{row.name} {row.number}"

    def kept(self, row: DocumentRow) -> bool:
        """Tell whether the kind is among those chosen."""
        chosen = self.filter.chosen()
        return not chosen or row.name in chosen

    def let_through(self, _row: DocumentRow) -> None:
        """Show all kinds."""
        self.filter.set_chosen(())

    def _filter_options(self) -> list[Option]:
        found = Counter(row.name for row in self._rows.values())
        return [Option(name, name, number) for name, number in found.items()]

    # ---- issuing -----------------------------------------------------------------------------------------

    def new_record(self) -> None:
        """Offer the kinds: those that can't be issued here are grey and say why."""
        self.fill_menu()
        self.menu.popup(self.new_button.mapToGlobal(QPoint(0, self.new_button.height())))
        able = [action for action in self.menu.actions() if action.isEnabled() and not action.menu()]
        if able:
            self.menu.setActiveAction(able[0])

    def fill_menu(self) -> None:
        """Fill the menu of kinds, and of blank ones to be written by hand."""
        self.menu.clear()
        for kind, why_not in self._offers.items():
            name = self._names[kind]
            words = name if not why_not else f"{name}　（{why_not}）"
            action = self.menu.addAction(words, partial(self.begin, kind))
            action.setEnabled(not why_not)
            action.setToolTip(why_not or f"按台账填好{name}")
        self.menu.addSeparator()
        blank = self.menu.addMenu("空白文书，带去手填")
        for kind in DocumentKind:
            blank.addAction(self._names[kind], partial(self.preview_blank, kind))

    def begin(self, kind: DocumentKind) -> None:
        """Begin a document of this kind, filled in as far as the records can."""
        from hazard_desk.services.documents import draft_document

        self.put_aside()
        self._row = None
        self.table.clearSelection()
        self._kind = kind
        self.background.read(
            draft_document,
            kind,
            *self._about,
            done=partial(self._show_draft, kind),
            failed=self.messages.show_error,
            key="documents/draft",
            owner=self,
        )

    def _show_draft(self, kind: DocumentKind, draft: Draft) -> None:
        form = self.entry[kind]
        self.show_form(form)
        form.begin_draft(draft, f"documents/{self._where}/{kind.value}/new")
        for notice in draft.notices:
            self.messages.say(Message(notice, "", "在 工具 → 单位设置 里填写。", Kind.WARNING))

    def begin_new(self) -> None:
        """Begin anew the kind begun last."""
        if self._kind is not None:
            self.begin(self._kind)

    def _go_back(self, row: Any) -> None:
        if row is None:
            self.begin_new()
        else:
            super()._go_back(row)

    def _propose(self, kind: DocumentKind, year: int, parent_id: int | None) -> None:
        from hazard_desk.services.documents import proposed_numbers

        self.background.read(
            proposed_numbers,
            kind,
            year,
            parent_id,
            done=self.entry[kind].show_numbers,
            key="documents/numbers",
            owner=self,
        )

    def _follow(self, kind: DocumentKind, parent_id: int) -> None:
        from hazard_desk.services.documents import draft_document

        self.background.read(
            draft_document,
            kind,
            *self._about,
            parent_id,
            done=self.entry[kind].offer_hazards,
            failed=self.messages.show_error,
            key="documents/draft",
            owner=self,
        )

    # ---- the form ----------------------------------------------------------------------------------------

    def show_record(self, row: DocumentRow) -> None:
        """Read one document and show it."""
        from hazard_desk.services.documents import document_record

        form = self.entry[row.kind]

        def show(record: DocumentRecord) -> None:
            self._record = record
            form.show_issued(record, key=f"documents/{row.id}")
            self.show_form(form)
            self._show_tools()

        self.read_record(row, show, document_record, row.id)

    def show_form(self, form: EntryForm) -> None:
        """Bring this form into sight, under what can be done with an issued document."""
        super().show_form(form)
        self._show_tools()

    def _show_tools(self) -> None:
        self.tools.setVisible(self.form is not None and self._row is not None)
        if self._row is not None:
            self.tools.show_for(self._row.kind, self._row.refused)

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Issue the document, or change the one in sight."""
        from hazard_desk.services.documents import change_document, issue_document

        assert isinstance(form, DocumentForm)
        facts = form.facts()
        return (issue_document, facts) if row is None else (change_document, row.id, facts)

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the document."""
        from hazard_desk.services.documents import remove_document

        return remove_document, row.id

    def _saved(self, form: EntryForm, changes: Changes, then_new: bool) -> None:
        super()._saved(form, changes, then_new)
        for notice in changes.notices:
            self.messages.say(Message(f"已保存：{changes.summary}。", notice, kind=Kind.WARNING))

    # ---- what is done with an issued document --------------------------------------------------------------

    def _settled(self) -> bool:
        """Tell whether the document in sight is as it is stored; if not, say that it must be saved first."""
        if self._row is None or self.form is None:
            return False
        if self.form.is_changed:
            self.messages.say(
                Message(
                    "这份文书改过还没有保存。",
                    "打印和导出用的是已保存的内容。",
                    "请先按 Ctrl+S 保存。",
                    Kind.WARNING,
                )
            )
            return False
        return True

    def preview(self) -> None:
        """Show the document in sight as it will print."""
        from hazard_desk.services.form_filling import FormRequest

        if self._settled():
            request = FormRequest(self._row.kind.value, documents=(self._row.id,))
            self._open_preview(self._stem(), request)

    def preview_blank(self, kind: DocumentKind) -> None:
        """Show a blank document to be written by hand."""
        from hazard_desk.services.form_filling import FormRequest

        self._open_preview(f"{self._names[kind]}（空白）", FormRequest(kind.value, blank=True))

    def _open_preview(self, title: str, request: Any) -> None:
        dialog = DocumentPreview(self.background, self._preferences, title, self.window())
        dialog.open_request(request)

    def _stem(self) -> str:
        return f"{self._row.name} {self._row.number} {self._row.enterprise}"

    def save_word(self) -> None:
        """Save the document in sight as a Word file."""
        from hazard_desk.services.documents.word_files import document_word

        if self._settled():
            stem = self._stem()
            self.background.read(
                document_word,
                self._row.id,
                done=lambda document: ask_file(
                    self.background, self, "存为 Word", _WORD, stem, partial(self._save_word_to, document)
                ),
                failed=self.messages.show_error,
                owner=self,
            )

    def _save_word_to(self, document: WordDocument, path: Path) -> None:
        from hazard_desk.services.documents.word_files import save_document_word

        self.background.work(
            save_document_word,
            document,
            path,
            done=lambda saved: say_saved(self.messages, saved),
            failed=self.messages.show_error,
            owner=self,
            what="正在保存",
        )

    def open_refusal(self) -> None:
        """Ask whether and how the unit refused to sign."""
        if not self._settled() or self._record is None:
            return
        record = self._record
        dialog = RefusalDialog(self.name_of(self._row), record.refused, record.refusal_note, self.window())
        dialog.decided.connect(partial(self._record_refusal, record.id))
        dialog.open()
        dialog.note.setFocus()

    def _record_refusal(self, document_id: int, refused: bool, note: str) -> None:
        from hazard_desk.services.documents import record_refusal

        self._write(record_refusal, document_id, refused, note)

    def renew(self) -> None:
        """Let the document in sight say what the records say today."""
        from hazard_desk.services.documents import renew_document

        if self._settled():
            self._write(renew_document, self._row.id)

    def _write(self, operation: Any, *arguments: Any) -> None:
        self.background.write(
            operation,
            *arguments,
            done=lambda changes: self._say(Message(f"{changes.summary}。", kind=Kind.SUCCESS)),
            failed=self.messages.show_error,
            owner=self,
        )

    def open_wording(self) -> None:
        """Open the texts of this kind of document."""
        from ui.dialogs.form_wording import FormWordingDialog

        if self._row is not None:
            kind = self._row.kind.value
            FormWordingDialog(self.background, self.messages, kind, self.window()).open()

    def open_template(self) -> None:
        """Put the Word template where the office may change it, and open it."""
        from hazard_desk.services.documents.word_files import copy_template

        if self._row is not None:
            self.background.read(
                copy_template,
                self._row.kind,
                done=self._tell_template,
                failed=self.messages.show_error,
                owner=self,
            )

    def _tell_template(self, path: Path) -> None:
        self.messages.say(
            Message(
                f"Word 模板在 {path}。",
                "只影响存为 Word 的样子，打印和 PDF 不变。",
                "改好保存即可；不想要了，删掉这个文件就恢复自带的模板。",
                Kind.INFO,
            ),
            "打开文件夹",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )


class DocumentsDialog(DeskDialog):
    """The documents of a visit, of hazards or of an enterprise; without any, the office's 文书登记簿."""

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None = None,
        *,
        inspection_id: int | None = None,
        hazard_ids: Sequence[int] = (),
        enterprise_id: int | None = None,
    ) -> None:
        """Build it empty; it reads when shown. The ids say what documents are issued of."""
        super().__init__(background, messages, parent)
        narrowed = inspection_id is not None or bool(hazard_ids) or enterprise_id is not None
        self.setWindowTitle("文书" if narrowed else "文书登记簿")
        self.documents = DocumentDesk(background, self.preferences, inspection_id, hazard_ids, enterprise_id)
        self.add_desk(self.documents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.documents)
