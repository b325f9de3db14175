"""文书 as Word files: by the program's template, or the office's own copy in its folder `templates`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hazard_desk.errors import HazardDeskError, OutputError
from hazard_desk.forms.documents import Wording
from hazard_desk.services.documents.issuing import existing_document
from hazard_desk.services.form_filling.documents import issued_wording
from hazard_desk.services.form_filling.saving import save_word
from hazard_desk.store.os_errors import in_words
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import DocumentKind
from hazard_desk.whole_files import write_whole

FOLDER = "templates"


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document ready to be written: its words, and where the office's own template would lie."""

    wording: Wording
    own_template: Path


def document_word(reading: Reading, document_id: int) -> WordDocument:
    """Return an issued document for `save_document_word`; one that is gone is refused."""
    document = existing_document(reading, document_id)
    return WordDocument(issued_wording(reading, document_id), own_template(reading.folder, document.kind))


def own_template(office_folder: Path, kind: DocumentKind) -> Path:
    """Return where an office puts its own template of a kind, by the name it has in lists."""
    return office_folder / FOLDER / f"{kind.label}.docx"


def save_document_word(document: WordDocument, path: Path) -> Path:
    """Write a document as .docx, whole or not at all, and return its path.

    A template that can't be read or used is refused, naming the file.
    """
    from hazard_desk.forms import word

    def drawn() -> bytes:
        own = document.own_template
        try:
            template = own.read_bytes() if own.exists() else word.shipped_template(document.wording.kind)
            return word.draw(document.wording, template)
        except word.TemplateError as error:
            raise _unusable(own, str(error)) from error
        except OSError as error:
            raise _unusable(own, in_words(error)) from error

    return save_word(path, drawn)


def copy_template(reading: Reading, kind: DocumentKind) -> Path:
    """Put the program's template into the office's folder, unless there is one, and return its path."""
    from hazard_desk.forms import word

    path = own_template(reading.folder, kind)
    if not path.exists():
        try:
            path.parent.mkdir(exist_ok=True)
            write_whole(path, word.shipped_template(kind))
        except OSError as error:
            raise OutputError(
                f"模板写不进 {path}：{in_words(error)}。", "没有写文件。", "请检查台账文件夹和磁盘空间。"
            ) from error
    return path


def _unusable(path: Path, why: str) -> HazardDeskError:
    return HazardDeskError(
        f"Word 模板 {path} 不能用：{why}。",
        "没有写文件，台账数据没有变化。",
        "请用 Word 改好这个模板；或把它移到别处，程序就用自带的模板。",
    )
