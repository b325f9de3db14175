"""附件 in the window: dropped, pasted, chosen; described, ordered, removed and back; looked at by keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.attaching import AttachmentRow, Given, Owner, attach, attachments_of
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.terms import AttachmentKind, HazardLevel
from tests.photo_samples import corners, jpeg, saved, scene
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import ALT, CTRL, KEY
from tests.ui.real_office import fill, wait_for
from ui.background import Background
from ui.dialogs.attachment_viewer import AttachmentViewer
from ui.dialogs.attachments import AttachmentsDialog
from ui.dialogs.documents import DocumentsDialog
from ui.pages.registry import RegistryPage
from ui.widgets.attachment_strip import AttachmentStrip

SCENE, PROBLEM, RECTIFIED, RECHECK, SCAN, _FILED, OTHER = AttachmentKind
DAY = "2026-01-05"


class Hands(DialogDesk):
    """Opens the attachments of a hazard, with those of its visit."""

    dialog: AttachmentsDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        ids = fill(background)
        self.company = Owner("enterprise", ids["宏达铸造厂"])
        hazard = HazardFacts("配电箱未上锁", level=HazardLevel.GENERAL)
        visit = InspectionFacts(
            enterprise_id=ids["宏达铸造厂"], inspected_on=_day(), inspectors=("孙七",), hazards=[hazard]
        )
        visit_id = wait_for(background, background.write, save_inspection, visit).record_id
        self.hazard, self.visit = Owner("hazard", 1), Owner("inspection", visit_id)

    def open(self, *owners: tuple[Owner, str]) -> AttachmentsDialog:
        titled = owners or ((self.hazard, "配电箱未上锁"),)
        dialog = AttachmentsDialog(self.background, self.messages, self.window, titled)
        dialog.open()
        return self.take_over(dialog)

    def with_photos(self, *names: str, kind: AttachmentKind = PROBLEM) -> None:
        files = [Given(name, jpeg(80 + len(name), 60 + at)) for at, name in enumerate(names)]
        self.do(attach, self.hazard, files, kind)

    @property
    def strip_of_files(self) -> AttachmentStrip:
        return self.dialog.strip

    @property
    def said(self) -> str:
        shown = self.dialog.messages.last_shown
        assert shown is not None
        return "\n".join([shown.text, *shown.details])

    def rows(self, owner: Owner | None = None) -> list[AttachmentRow]:
        return self.ask(attachments_of, owner or self.hazard)

    def names(self) -> list[str]:
        stored = [row.name for row in self.rows()]
        assert [row.name for row in self.strip_of_files.tiles.rows()] == stored
        return stored

    def drop(self, mime: QMimeData) -> bool:
        """Drop something on the strip as the mouse does; tell whether it was taken."""
        at = self.strip_of_files.rect().center()
        buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction  # as a folder's window offers
        enter = QDragEnterEvent(at, both, mime, buttons, none)
        enter.ignore()
        QApplication.sendEvent(self.strip_of_files, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(QPointF(at), both, mime, buttons, none)
        QApplication.sendEvent(self.strip_of_files, drop)
        assert drop.dropAction() == Qt.DropAction.CopyAction, "a moved photo would be gone"
        self.settle()
        return True

    def viewer(self) -> AttachmentViewer:
        (viewer,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, AttachmentViewer))
        return viewer


def _day() -> Any:
    from datetime import date

    return date.fromisoformat(DAY)


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def written(folder: Path, names: Sequence[str]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for at, name in enumerate(names):
        (folder / name).write_bytes(jpeg(100 + at, 60 + len(folder.name)))
    return [folder / name for name in names]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


# ---- adding --------------------------------------------------------------------------------------------


def test_files_and_a_folder_are_dropped(hands: Hands, tmp_path: Path) -> None:
    single = written(tmp_path / "桌面", ["门口 1.jpg"])
    written(tmp_path / "DCIM", ["a.jpg", "b.jpg"])
    (tmp_path / "DCIM" / "说明.txt").write_text("x", encoding="utf-8")
    hands.open()
    assert "还没有附件" in hands.strip_of_files.nothing.text()
    assert hands.drop(urls(*single, tmp_path / "DCIM"))
    assert hands.names() == ["门口 1.jpg", "a.jpg", "b.jpg"]
    assert {row.kind for row in hands.rows()} == {PROBLEM}, "a new photo of a hazard not yet rectified"
    assert "已加 3 个附件" in hands.said
    assert (tmp_path / "桌面" / "门口 1.jpg").exists()
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.names() == []


def test_text_and_addresses_are_not_taken(hands: Hands) -> None:
    hands.open()
    words, address = QMimeData(), QMimeData()
    words.setText("整改")
    address.setUrls([QUrl("https://example.org/a.jpg")])
    assert not hands.drop(words)
    assert not hands.drop(address)
    assert hands.names() == []


def test_a_screenshot_is_pasted(hands: Hands) -> None:
    hands.open()
    image = QImage.fromData(QByteArray(saved(scene(200, 150), "PNG")))
    QGuiApplication.clipboard().setImage(image)
    hands.press(KEY.Key_V, with_=CTRL)
    (row,) = hands.rows()
    assert row.name.startswith("截图 20")
    assert (row.suffix, row.width, row.height) == (".png", 200, 150)
    assert corners(row.path.read_bytes()) == ("red", "green", "blue")


def test_copied_files_are_pasted_and_words_are_not(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    QGuiApplication.clipboard().setMimeData(urls(*written(tmp_path / "桌面", ["a.jpg"])))
    hands.press(KEY.Key_V, with_=CTRL)
    assert hands.names() == ["a.jpg"]
    QGuiApplication.clipboard().setText("门口东侧")
    hands.press(KEY.Key_V, with_=CTRL)
    assert hands.names() == ["a.jpg"]
    assert "剪贴板里没有图片" in hands.said
    hands.press(KEY.Key_F2)
    hands.press(KEY.Key_V, with_=CTRL)
    hands.press(KEY.Key_Return)
    assert [row.caption for row in hands.rows()] == ["门口东侧"], "in the line, the words are pasted"


def test_files_and_a_folder_are_chosen(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    (path,) = written(tmp_path / "照片", ["a.jpg"])
    for button, chosen in (("files_button", path), ("folder_button", path.parent)):
        getattr(hands.strip_of_files, button).click()
        (dialog,) = hands.dialog.findChildren(QFileDialog)
        chooser = dialog.filesSelected if button == "files_button" else dialog.fileSelected
        chooser.emit([str(chosen)] if button == "files_button" else str(chosen))
        dialog.reject()
        hands.settle()
    assert hands.names() == ["a.jpg"]
    assert "已经在这里了" in hands.said


def test_one_bad_file_and_nothing_is_added_and_it_is_named(hands: Hands, tmp_path: Path) -> None:
    good, bad = written(tmp_path / "照片", ["好.jpg", "坏.jpg"])
    bad.write_bytes(bad.read_bytes()[:-200])
    hands.open()
    assert hands.drop(urls(good, bad))
    assert hands.names() == []
    assert "一个也没有加" in hands.said
    assert "「坏.jpg」：图片不完整" in hands.said
    assert hands.dialog.message_strip.isVisible()


def test_what_is_added_is_what_was_chosen(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    combo = hands.strip_of_files.new_kind
    combo.setFocus()
    hands.press(KEY.Key_Down)
    assert combo.currentText() == RECTIFIED.label
    hands.drop(urls(*written(tmp_path / "照片", ["a.jpg"])))
    assert [row.kind for row in hands.rows()] == [RECTIFIED]


# ---- looking after them --------------------------------------------------------------------------------


def test_words_are_never_lost_however_the_line_is_left(hands: Hands) -> None:
    hands.with_photos("一.jpg", "二.jpg")
    hands.open()
    hands.press(KEY.Key_F2)
    hands.type("箱门")
    hands.press(KEY.Key_Return)
    assert [row.caption for row in hands.rows()] == ["箱门", ""]
    assert hands.strip_of_files.tiles.hasFocus()
    hands.press(KEY.Key_F2)
    hands.type("别的")
    hands.press(KEY.Key_Escape)
    assert is_open(hands.dialog)
    assert [row.caption for row in hands.rows()] == ["别的", ""]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert [row.caption for row in hands.rows()] == ["箱门", ""]
    assert hands.strip_of_files.words.line.text() == "箱门"
    hands.press(KEY.Key_Right, KEY.Key_F2)
    hands.type("全景")
    hands.strip_of_files.files_button.setFocus()
    hands.settle()
    assert [row.caption for row in hands.rows()] == ["箱门", "全景"]
    hands.strip_of_files.words.edit()
    hands.type("近景")
    hands.strip_of_files.show_of(hands.visit)
    hands.settle()
    assert [row.caption for row in hands.rows()] == ["箱门", "近景"]


def test_several_get_another_kind_at_once(hands: Hands) -> None:
    hands.with_photos("一.jpg", "二.jpg", "三.jpg")
    hands.open()
    hands.press(KEY.Key_A, with_=CTRL)
    assert "已选 3 个" in hands.strip_of_files.words.facts.text()
    kind = hands.strip_of_files.words.kind
    kind.setCurrentIndex(kind.findData(RECTIFIED))
    kind.activated.emit(kind.currentIndex())
    hands.settle()
    assert [row.kind for row in hands.rows()] == [RECTIFIED] * 3


def test_delete_removes_and_the_strip_brings_back(hands: Hands) -> None:
    hands.with_photos("一.jpg", "二.jpg", "三.jpg")
    hands.open()
    hands.press(KEY.Key_Right, KEY.Key_Delete)
    assert hands.names() == ["一.jpg", "三.jpg"]
    assert "已移入回收站" in hands.said
    assert hands.strip_of_files.tiles.selected_ids() == [hands.rows()[1].id], "the next one is selected"
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.names() == ["一.jpg", "二.jpg", "三.jpg"]


def test_alt_and_an_arrow_move_a_tile(hands: Hands) -> None:
    hands.with_photos("一.jpg", "二.jpg", "三.jpg")
    hands.open()
    hands.press(KEY.Key_Right, with_=ALT)
    hands.press(KEY.Key_Right, with_=ALT)
    hands.press(KEY.Key_Right, with_=ALT)
    assert hands.names() == ["二.jpg", "三.jpg", "一.jpg"]
    hands.press(KEY.Key_Left, with_=ALT)
    assert hands.names() == ["二.jpg", "一.jpg", "三.jpg"]


def test_small_pictures_are_upright_and_a_lost_file_is_named(hands: Hands) -> None:
    hands.do(attach, hands.hazard, [Given("竖.jpg", jpeg(300, 400, orientation=6))], PROBLEM)
    hands.with_photos("丢.jpg")
    hands.rows()[1].path.unlink()
    hands.open()
    tiles = hands.strip_of_files.tiles
    picture, fault = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
    shown = tiles.item(0).data(picture)
    assert (shown.width(), shown.height()) == (192, 256)
    assert tiles.item(1).data(fault) == "文件不见了"


def test_what_another_page_adds_appears(hands: Hands) -> None:
    hands.open()
    hands.with_photos("一.jpg")
    assert hands.names() == ["一.jpg"]


# ---- looking at one ------------------------------------------------------------------------------------


def _colours(viewer: AttachmentViewer) -> tuple[int, int]:
    image = viewer.picture.pixmap().toImage()
    return image.pixelColor(5, 5).red(), image.pixelColor(image.width() - 5, 5).green()


def test_the_viewer_by_keys(hands: Hands, tmp_path: Path) -> None:
    files = [Given("一.jpg", jpeg(3000, 2000, orientation=8)), Given("二.png", saved(scene(60, 40), "PNG"))]
    hands.do(attach, hands.hazard, files, PROBLEM)
    hands.open()
    hands.press(KEY.Key_Return)
    viewer = hands.viewer()
    assert viewer.windowTitle() == "附件 1 / 2：一.jpg"
    assert _colours(viewer)[0] > 200
    assert viewer.picture.pixmap().width() < 1400
    hands.press(KEY.Key_1)
    assert (viewer.picture.pixmap().width(), viewer.picture.pixmap().height()) == (3000, 2000)
    hands.press(KEY.Key_0)
    assert viewer.picture.pixmap().width() < 1400
    hands.press(KEY.Key_Right)
    assert viewer.windowTitle() == "附件 2 / 2：二.png"
    assert viewer.picture.pixmap().width() == 60, "a small picture is not blown up"
    hands.press(KEY.Key_Right, KEY.Key_S, with_=CTRL)
    (asked,) = viewer.findChildren(QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "出.png"))
    asked.reject()
    hands.settle()
    assert (tmp_path / "出.png").read_bytes() == files[1].data
    viewer.activateWindow()
    viewer.area.setFocus()
    hands.settle()
    hands.press(KEY.Key_Escape)
    assert not is_open(viewer)
    assert is_open(hands.dialog)
    row = hands.strip_of_files.tiles.current_row()
    assert row is not None
    assert row.name == "二.png", "the tiles have followed"


def test_another_program_gets_a_copy(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) is None
    )
    hands.with_photos("门口: 1.jpg")
    hands.open()
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_O, with_=CTRL)
    (copy,) = opened
    (row,) = hands.rows()
    assert copy.name == "门口 1.jpg"
    assert copy.read_bytes() == row.path.read_bytes()
    copy.write_bytes(b"changed there")
    assert row.path.read_bytes() != b"changed there"
    hands.viewer().reject()


def test_the_viewer_says_what_is_wrong_with_a_file(hands: Hands) -> None:
    hands.with_photos("一.jpg", "二.jpg")
    one, two = hands.rows()
    one.path.write_bytes(two.path.read_bytes())
    hands.open()
    hands.press(KEY.Key_Return)
    viewer = hands.viewer()
    assert viewer.strip.isVisible()
    said = viewer._messages.last_shown
    assert said is not None
    assert "和存入时不一样" in said.text
    two.path.unlink()
    hands.press(KEY.Key_Right)
    assert viewer.picture.text() == "文件不见了"
    viewer.reject()


# ---- whose ---------------------------------------------------------------------------------------------


def test_several_records_each_with_their_own(hands: Hands, tmp_path: Path) -> None:
    hands.with_photos("一.jpg")
    dialog = hands.open((hands.hazard, "隐患"), (hands.visit, "检查 2026-01-05"))
    assert [dialog.list.item(at).text() for at in range(2)] == ["隐患（1）", "检查 2026-01-05"]
    dialog.list.setFocus()
    hands.press(KEY.Key_Down)
    assert hands.strip_of_files.owner == hands.visit
    assert hands.strip_of_files.new_kind.currentText() == SCENE.label
    assert hands.drop(urls(*written(tmp_path / "照片", ["a.jpg"])))
    assert [row.name for row in hands.rows(hands.visit)] == ["a.jpg"]
    assert [dialog.list.item(at).text() for at in range(2)] == ["隐患（1）", "检查 2026-01-05（1）"]


@pytest.fixture
def registry(hands: Hands) -> RegistryPage:
    """The registry on the company, with its panel."""
    page = RegistryPage(hands.background, hands.messages, hands.window.preferences)
    hands.window.setCentralWidget(page)
    hands.window.resize(1366, 768)
    hands.window.show()
    page.activate()
    hands.settle()
    page.table.go_to(hands.company.id)
    page._show_panel(True)
    hands.settle()
    return page


def test_the_registry_opens_the_attachments_of_its_enterprise(hands: Hands, registry: RegistryPage) -> None:
    registry.panel.attachments_button.click()
    (dialog,) = registry.findChildren(AttachmentsDialog)
    hands.take_over(dialog)
    assert dialog.windowTitle() == "附件：宏达铸造厂"
    assert dialog.strip.owner == hands.company


def test_the_registry_opens_the_documents_of_its_enterprise(hands: Hands, registry: RegistryPage) -> None:
    registry.panel.documents_button.click()
    (dialog,) = registry.findChildren(DocumentsDialog)
    hands.take_over(dialog)
    assert dialog.isVisible()
