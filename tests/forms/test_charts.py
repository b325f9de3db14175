"""Charts: every value and label is on the picture, the same in black and white, the same bytes each time."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image

from hazard_desk.forms import charts
from hazard_desk.forms.charts import DPI, draw_chart
from hazard_desk.forms.report import BarChart, Series
from hazard_desk.forms.sheet import Diagram

WIDTH, MOST = 156.0, 170.0
LONG = "泽州县䶮盛𬱖氏精密铸造机械设备制造股份有限公司南河湾村分公司"
CHART = BarChart(
    "各企业问题隐患（条）",
    ("甲厂", LONG, "丙厂"),
    (Series("一般隐患", (4, 0, 2)), Series("重大事故隐患", (1, 0, 0))),
    stacked=True,
)
GROUPED = BarChart("图", ("一般", "重大"), (Series("发现", (40, 1)), Series("已整改", (10, 0))))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float]]:
    """Give every text that is written on a picture: its words, its left end and its right end in mm."""
    seen: list[tuple[str, float, float]] = []
    write = charts._write

    def spy(pen: object, text: str, x: float, middle: float) -> None:
        seen.append((text, x, x + charts._mm(text)))
        write(pen, text, x, middle)  # type: ignore[arg-type]

    monkeypatch.setattr(charts, "_write", spy)
    return seen


def picture(drawn: Diagram) -> Image.Image:
    return Image.open(io.BytesIO(drawn.png)).convert("RGB")


def test_values_stand_at_the_bars_zero_too_and_no_label_is_cut(
    written: list[tuple[str, float, float]],
) -> None:
    draw_chart(CHART, WIDTH, MOST)
    words = [text for text, _, _ in written]
    assert "一般隐患 4　重大事故隐患 1" in words
    assert "一般隐患 0　重大事故隐患 0" in words
    assert LONG in "".join(words)
    assert all(left >= 0 and right <= WIDTH for _, left, right in written)


def test_of_bars_side_by_side_each_has_its_own_figure(written: list[tuple[str, float, float]]) -> None:
    draw_chart(GROUPED, WIDTH, MOST)
    words = [text for text, _, _ in written]
    assert words[:2] == ["发现", "已整改"], "the legend"
    assert words[2:] == ["一般", "40", "10", "重大", "1", "0"]


def test_the_bars_are_as_long_as_their_values(written: list[tuple[str, float, float]]) -> None:
    draw_chart(GROUPED, WIDTH, MOST)
    ends = {text: left for text, left, _ in written if text.isdigit()}
    start = ends["0"]
    assert (ends["40"] - start) == pytest.approx(4 * (ends["10"] - start))
    assert (ends["40"] - start) == pytest.approx(40 * (ends["1"] - start))


def test_the_series_differ_in_black_and_white(written: list[tuple[str, float, float]]) -> None:
    (drawn,) = draw_chart(GROUPED, WIDTH, MOST)
    grey = picture(drawn).convert("L")
    swatches = []
    for text, left, _ in written[:2]:
        right = round((left - charts._BESIDE_MM) / 25.4 * DPI) - 8
        box = (right - 40, round(1.9 / 25.4 * DPI), right, round(4.4 / 25.4 * DPI))
        tones = list(grey.crop(box).get_flattened_data())
        swatches.append((text, sum(tones) / len(tones), len({tone // 32 for tone in tones})))
    (_, dark, plain), (_, light, hatched) = swatches
    assert light - dark > 40, "another tone"
    assert plain == 1
    assert hatched > 1, "and hatched"


def test_the_same_chart_is_the_same_file_on_white_ground_at_print_resolution() -> None:
    (drawn,) = draw_chart(CHART, WIDTH, MOST)
    assert draw_chart(CHART, WIDTH, MOST) == (drawn,)
    assert picture(drawn).getpixel((3, 3)) == (255, 255, 255)
    assert (drawn.width, drawn.height) == picture(drawn).size
    assert drawn.width == round(WIDTH / 25.4 * DPI)
    assert drawn.words.startswith("甲厂：一般隐患 4，重大事故隐患 1；")


def test_many_labels_go_on_several_pictures_of_one_scale(
    written: list[tuple[str, float, float]],
) -> None:
    labels = tuple(f"第{number}铸造有限公司" for number in range(1, 61))
    chart = BarChart("图", labels, (Series("隐患", tuple(range(60))),))
    drawn = draw_chart(chart, WIDTH, MOST)
    assert len(drawn) == 3
    assert all(one.height / DPI * 25.4 <= MOST + 0.1 for one in drawn)
    assert [text for text, _, _ in written if text.endswith("公司")] == list(labels)
    ends = {int(text): left for text, left, _ in written if text.isdigit()}
    step = ends[1] - ends[0]
    assert all(ends[value] - ends[0] == pytest.approx(value * step) for value in range(60))


def test_a_chart_of_nothing_is_not_drawn() -> None:
    empty = BarChart("图", ("甲",), (Series("隐患", (0,)),))
    assert not empty.shows_something
    assert not BarChart("图", (), (Series("隐患", ()),)).shows_something
    with pytest.raises(ValueError, match="nothing"):
        draw_chart(empty, WIDTH, MOST)


def test_what_no_bar_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        BarChart("图", ("甲",), (Series("隐患", (-1,)),))
    with pytest.raises(ValueError, match="1 values for 2"):
        BarChart("图", ("甲", "乙"), (Series("隐患", (1,)),))


def test_a_decimal_is_written_as_the_tables_print_it(written: list[tuple[str, float, float]]) -> None:
    draw_chart(BarChart("图", ("甲",), (Series("万元", (Decimal("2.50"),)),)), WIDTH, MOST)
    assert [text for text, _, _ in written] == ["甲", "2.5"]
