"""表格文字: the office's own wording of the official forms, laid over the shipped texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.shipped import load_texts
from hazard_desk.model import FormSetting, FormWording
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork

# What names parts of a form for the program, and no reader of the form ever sees.
_STRUCTURAL = frozenset({"id", "key", "form", "slots", "align", "short"})
_NAMED = 3  # so many unknown places are named in a refusal


def form_title(form_id: str) -> str:
    """Return what a form is called in lists and in the journal; an unknown one is refused."""
    return str(_shipped(form_id)["short"])


def wordings(reading: Reading, form_id: str) -> dict[str, str]:
    """Return the office's own texts of a form by their places; empty where it stands as shipped."""
    query = select(FormWording.place, FormWording.text).where(FormWording.form_id == form_id)
    rows = reading.session.execute(query.order_by(FormWording.id))
    return {row.place: row.text for row in rows}


def form_texts(reading: Reading, form_id: str) -> dict[str, Any]:
    """Return the texts of a form as the office words them.

    A wording whose place the shipped texts no longer have is passed over. An unknown form is refused.
    """
    shipped = _shipped(form_id)
    own = wordings(reading, form_id)
    texts: dict[str, Any] = _worded(shipped, "", own) if own else shipped
    return texts


def text_places(texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return every text of a form that an office may word itself, as (place, text) in their order.

    A place is the dotted path to the text, list indexes as numbers from 0: columns.7.labels.1.
    """
    return list(_places(texts, ""))


def save_wordings(work: UnitOfWork, form_id: str, texts: Mapping[str, str | None]) -> Changes:
    """Word places of a form as the office wants them; the shipped text, or None, takes its wording back.

    Places that aren't named stay as they are. Refused: an unknown form, a place that the form doesn't have.
    """
    shipped = _shipped(form_id)
    places = dict(text_places(shipped))
    query = select(FormWording).where(FormWording.form_id == form_id)
    present = {row.place: row for row in work.session.scalars(query)}
    # A wording left behind by an older form has no place any more, but may be taken back.
    unknown = [
        place
        for place, text in texts.items()
        if place not in places and not (text is None and place in present)
    ]
    if unknown:
        raise HazardDeskError(
            f"《{form_title(form_id)}》里没有这处文字：{'、'.join(unknown[:_NAMED])}。",
            "没有保存任何改动。",
            "请关闭设置窗口，重新打开后再改。",
        )
    changed = 0
    for place, text in texts.items():
        row = present.get(place)
        if text is None or text == places[place]:
            if row is None:
                continue
            work.session.delete(row)
        elif row is None:
            work.session.add(FormWording(form_id=form_id, place=place, text=text, entered_at=work.now))
        elif row.text != text:
            row.text, row.entered_at = text, work.now
        else:
            continue
        changed += 1
    return Changes(f"修改《{form_title(form_id)}》的文字 {changed} 处", counts={"wordings": changed})


def form_setting(reading: Reading, form_id: str) -> bool:
    """Return whether the optional 签字 line stands below the form's table."""
    return bool(reading.session.scalar(select(FormSetting.signatures).where(FormSetting.form_id == form_id)))


def set_signatures(work: UnitOfWork, form_id: str, on: bool) -> Changes:
    """Put the optional 签字 line below the form's table, or leave it out; an unknown form is refused."""
    title = form_title(form_id)
    setting = work.session.get(FormSetting, form_id)
    if setting is not None:
        setting.signatures = on
    elif on:
        work.session.add(FormSetting(form_id=form_id, signatures=True))
    return Changes(f"《{title}》表下{'加上' if on else '不要'}签字栏")


def _shipped(form_id: str) -> dict[str, Any]:
    try:
        return load_texts(form_id)
    except FileNotFoundError as error:
        raise UsageError(
            f"没有编号为「{form_id}」的表。", "没有改动任何数据。", "请从报表清单里选一张表。"
        ) from error


def _worded(texts: Any, place: str, own: Mapping[str, str]) -> Any:
    """Return a copy of a part of a form's texts in which the office's own stand in their places."""
    if isinstance(texts, str):
        return own.get(place, texts)
    if isinstance(texts, Mapping):
        return {
            key: part if _is_structural(key) else _worded(part, _within(place, key), own)
            for key, part in texts.items()
        }
    if isinstance(texts, list):
        return [_worded(part, _within(place, index), own) for index, part in enumerate(texts)]
    return texts


def _places(texts: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(texts, str):
        yield place, texts
    elif isinstance(texts, Mapping):
        for key, part in texts.items():
            if not _is_structural(key):
                yield from _places(part, _within(place, key))
    elif isinstance(texts, list):
        for index, part in enumerate(texts):
            yield from _places(part, _within(place, index))


def _is_structural(key: str) -> bool:
    return key in _STRUCTURAL or key.endswith("_mm")


def _within(place: str, part: str | int) -> str:
    return f"{place}.{part}" if place else str(part)
