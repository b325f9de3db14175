"""What the pictures of the setup and the installed window are judged by: writing is told from mere boxes."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from hazard_desk.resources import RESOURCES
from tests.windows.screen import written_rows


def page(text: str) -> Image.Image:
    drawn = Image.new("RGB", (480, 300), "#ECE9D8")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((20, 20, 460, 200), fill="white", outline="black")
    for left in (240, 350):
        pen.rectangle((left, 250, left + 90, 280), fill="#1F5FBF", outline="#0B2F66")
    font = ImageFont.truetype(str(next((RESOURCES / "fonts").glob("*Sans*"))), 15)
    pen.multiline_text((40, 40), text, fill="black", font=font, spacing=6)
    return drawn


def test_boxes_and_buttons_without_words_are_no_writing() -> None:
    assert written_rows(page("")) == 0


def test_three_lines_of_chinese_are() -> None:
    line = "隐患台正在使用，请先关闭再安装。"
    assert written_rows(page("\n".join([line] * 3))) > 35
