"""Draws a document (文书) as a Word file by a template.

A template may come from anywhere, so it runs in jinja's sandbox, and what it is given are plain texts.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from hazard_desk.forms.documents.wording import Wording
from hazard_desk.forms.word_parts import clean
from hazard_desk.resources import RESOURCES
from hazard_desk.terms import DocumentKind

_BLANK = "＿＿＿＿＿＿"  # to be written by hand
_LARGEST = 64 * 2**20  # bytes of all parts unpacked; a bomb has many times this
TEMPLATES = RESOURCES / "documents"


class TemplateError(ValueError):
    """A template that can't be used; the message says why, in Chinese."""


def shipped_template(kind: DocumentKind) -> bytes:
    """Return the template that comes with the program."""
    return (TEMPLATES / f"{kind.value}.docx").read_bytes()


def draw(wording: Wording, template: bytes) -> bytes:
    """Return the document as a Word file; a template that can't be used is refused with TemplateError."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    def refuse(*_: object) -> None:
        raise SecurityError("a text times a thousand million fills the memory")

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.intercepted_binops = frozenset({"*", "**"})
    environment.binop_table = dict.fromkeys(environment.intercepted_binops, refuse)
    target = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(_unpacked(template)))
        document.render(template_words(wording), environment, autoescape=True)
        document.save(target)
    except TemplateSyntaxError as error:
        raise TemplateError(f"花括号里的写法不对（{error.message}）") from error
    except UndefinedError as error:
        raise TemplateError(f"花括号里有认不出的名称（{error.message}）") from error
    except SecurityError as error:
        raise TemplateError("花括号里有不许用的写法") from error
    except (OSError, TemplateError):
        raise
    except Exception as error:  # a damaged package fails in as many ways as there are parts in it
        raise TemplateError("不是完好的 Word 文件（.docx）") from error
    return target.getvalue()


def _unpacked(template: bytes) -> bytes:
    """Return the package with its parts laid bare: who reads a packed one whole unpacks more than it says."""
    target = io.BytesIO()
    left = _LARGEST
    with zipfile.ZipFile(io.BytesIO(template)) as package, zipfile.ZipFile(target, "w") as bare:
        for name in dict.fromkeys(package.namelist()):
            with package.open(name) as part:
                data = part.read(left + 1)
            left -= len(data)
            if left < 0:
                raise TemplateError("里面的内容展开后大得离谱")
            bare.writestr(name, data)
    return target.getvalue()


def template_words(wording: Wording) -> Mapping[str, Any]:
    """Return what a template may name between its braces, by the names that it may use."""
    return {
        "标题": [clean(line) for line in wording.title],
        "文书名称": clean(wording.title[-1]),
        "编号": clean(wording.number),
        "企业": clean(wording.subject),
        "栏目": [
            clean("　　".join(f"{entry.label}{entry.text or _BLANK}" for entry in row))
            for row in wording.entries
        ],
        "抬头": clean(wording.addressee),
        "正文": [clean(text) for text in (*wording.paragraphs, *wording.closing) if text.strip()],
        "签名": [
            {
                "名称": clean(one.label),
                "说明": clean(one.said),
                "证号名称": clean(wording.certificate_label) if one.certificate is not None else "",
                "证号": clean(one.certificate or ""),
            }
            for one in wording.signatures
        ],
        "机关": clean(wording.agency),
        "日期": clean(wording.date),
        "说明": [clean(note) for note in wording.notes],
    }
