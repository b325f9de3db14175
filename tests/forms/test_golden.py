"""Every form, filled and blank, against golden files: text and geometry of the finished PDF and workbook.

What is read is the drawn file, by another library than the one that drew it where there is one.
"""

from __future__ import annotations

import pytest

from hazard_desk.forms import pdf, xlsx
from hazard_desk.forms.catalogue import FORMS
from hazard_desk.forms.faces import FontSet
from hazard_desk.terms import Authority, DocumentKind
from tests.forms.dumps import GOLDEN, dump_pdf, dump_xlsx
from tests.forms.filled import BLANK, FILLED, SAMPLES


def test_every_form_has_a_filled_and_a_blank_sample() -> None:
    documents = {kind.value for kind in DocumentKind}
    assert set(BLANK) | documents == set(FORMS)
    assert {sheets[0].form_id for sheets in FILLED.values()} | documents == set(FORMS)
    families = {f"{kind}-{family.value}" for kind in documents for family in Authority}
    assert {f"{name}.{how}" for name in families for how in ("filled", "blank")} <= set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_pdf_is_the_golden_one(name: str, fonts: FontSet) -> None:
    drawn = dump_pdf(pdf.draw(SAMPLES[name], invariant=True, fonts=fonts))
    assert drawn == (GOLDEN / f"{name}.pdf.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_workbook_is_the_golden_one(name: str, fonts: FontSet) -> None:
    drawn = dump_xlsx(xlsx.draw(SAMPLES[name], fonts=fonts))
    assert drawn == (GOLDEN / f"{name}.xlsx.txt").read_text(encoding="utf-8")
