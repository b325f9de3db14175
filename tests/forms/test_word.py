"""Documents as Word files: what they say, the templates they are made by, and bad templates."""

from __future__ import annotations

import importlib.util
import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from hazard_desk.forms.word import TEMPLATES, TemplateError, draw, shipped_template
from hazard_desk.terms import Authority, DocumentKind
from tests.forms.documents import PROBLEMS, blank_wording, wording

NOTICE = DocumentKind.RECTIFICATION_NOTICE


def read(data: bytes) -> list[str]:
    """Return every paragraph, those of tables too, in their order."""
    document = Document(io.BytesIO(data))
    return ["".join(node.text or "" for node in p.iter() if node.tag.endswith("}t")) for p in _all(document)]


def _all(document: Any) -> list[Any]:
    return [node for node in document.element.body.iter() if node.tag.endswith("}p")]


def template(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("family", Authority)
def test_word_says_what_the_page_says(kind: DocumentKind, family: Authority) -> None:
    for words in (wording(kind, family), blank_wording(kind, family)):
        found = read(draw(words, shipped_template(kind)))
        wanted = [*words.title, words.number, *words.paragraphs, *words.closing]
        wanted += [part for part in (words.agency, words.date, *words.notes) if part]
        assert [text for text in found if text in wanted] == wanted
        for signature in words.signatures:
            assert signature.label in found
        assert not [text for text in found if "{" in text or "}" in text]


def test_a_refusal_and_the_certificates_are_in_the_word_file() -> None:
    words = wording(NOTICE, Authority.SUPERVISION, refused=True, refusal_note="已报告县局")
    found = read(draw(words, shipped_template(NOTICE)))
    assert "拒绝签名。已报告县局。" in found
    assert {"14052500123", "14052500124"} <= set(found)


def test_marks_of_xml_and_broken_characters_do_no_harm() -> None:
    from dataclasses import replace

    odd = "压力<0.5MPa & 温度>80℃ \x00\x0b\ud800\ufffe{{ 7*7 }} {% for x in y %}"
    words = wording(NOTICE, Authority.SUPERVISION, problems=(replace(PROBLEMS[0], description=odd),))
    found = read(draw(words, shipped_template(NOTICE)))
    assert "1. 压力<0.5MPa & 温度>80℃ {{ 7*7 }} {% for x in y %}。" in found


def test_a_template_of_the_office_has_its_own_words() -> None:
    own = template(
        "某乡安监站", "{{ 文书名称 }}（{{ 企业 }}）", "{%p for 段 in 正文 %}", "· {{ 段 }}", "{%p endfor %}"
    )
    words = wording(NOTICE, Authority.SUPERVISION)
    found = read(draw(words, own))
    assert found[:2] == ["某乡安监站", "限期整改意见书（泽州县䶮盛铸造有限公司）"]
    assert found[2:] == [f"· {text}" for text in (*words.paragraphs, *words.closing)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"not a zip", "Word 文件"),
        (b"", "Word 文件"),
        (template("{{ 企業 }}"), "企業"),
        (template("{{ 企业"), "写法"),
        (template("{% if %}"), "写法"),
        (template("{{ 企业.__class__.__mro__ }}"), "不许用"),
        (template("{{ ''.__class__ }}"), "不许用"),
        (template("{% for x in range(999999999) %}a{% endfor %}"), ""),
        (template("{{ '占满内存' * 10 ** 10 }}"), "不许用"),
        (template("{% include '/etc/passwd' %}"), ""),
    ],
)
def test_a_bad_template_is_refused_with_the_reason(bad: bytes, why: str) -> None:
    with pytest.raises(TemplateError) as refused:
        draw(wording(NOTICE, Authority.SUPERVISION), bad)
    assert why in str(refused.value)


def changed(part: bytes, old: bytes, new: bytes) -> bytes:
    """Return a template in whose text `old` is `new`, and that begins with the document type `part`."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template(old.decode()))) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in package.namelist():
            data = package.read(name)
            if name == "word/document.xml":
                data = data.replace(old, new).replace(b"?>", b"?>" + part, 1)
            made.writestr(name, data)
    return target.getvalue()


def test_a_template_that_unpacks_to_no_end_is_refused() -> None:
    with pytest.raises(TemplateError, match="大得离谱"):
        draw(wording(NOTICE, Authority.SUPERVISION), changed(b"", b"HERE", b"A" * 70 * 2**20))


def test_a_template_that_unpacks_to_more_than_it_says_does_not_fill_the_memory() -> None:
    size = 200 * 2**20
    target = io.BytesIO(template("正文"))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/more.xml", bytes(size))
    lying = target.getvalue().replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            draw(wording(NOTICE, Authority.SUPERVISION), lying)
        assert tracemalloc.get_traced_memory()[1] < 160 * 2**20
    finally:
        tracemalloc.stop()


def test_a_template_reads_no_file_of_the_computer(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("口令", "utf-8")
    entity = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
    found = draw(wording(NOTICE, Authority.SUPERVISION), changed(entity, b"HERE", b"&s;"))
    assert "口令" not in "".join(read(found))


def test_the_templates_are_those_that_the_script_makes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_templates", TEMPLATES / "make_templates.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert set(script.PARTS) == {kind.value for kind in DocumentKind}
    for kind in DocumentKind:
        script.make_template(kind.value).save(str(tmp_path / "new.docx"))
        for part in ("word/document.xml", "word/footer1.xml", "word/styles.xml"):
            assert _part(tmp_path / "new.docx", part) == _part(TEMPLATES / f"{kind.value}.docx", part), (
                "run resources/documents/make_templates.py"
            )


def _part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)
