"""Why a form of cross-inspections that was asked for has nothing to tell, for whoever sees no page of it."""

from __future__ import annotations

from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.services.form_filling.choosing_pairs import chosen_pairs, chosen_round
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.store.unit_of_work import Reading


def why_empty(reading: Reading, request: FormRequest) -> str:
    """Return why a form of a round or of its pairs comes out empty, "" where it doesn't or was to."""
    about = FORMS[request.form_id].about
    if request.blank or about not in (About.ROUND, About.PAIR):
        return ""
    row = chosen_round(reading, request)
    if row is None:
        return "还没有交叉检查轮次，写出的是空白表。"
    if not row.pairs:
        return f"「{row.name}」还没有排出检查方和受检方，写出的是空白表。"
    if about is About.ROUND:
        return ""
    pairs = chosen_pairs(reading, request)
    if any(one.visits for one in pairs):
        return ""
    of = "".join(f"里{one.pair.inspector}→{one.pair.inspected}这一组" for one in pairs)
    return f"「{row.name}」{of}还没有登记检查，没有企业和隐患可填。"
