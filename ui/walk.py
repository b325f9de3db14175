"""Walks the main job through the real window, by keys and mouse, and leaves what it saw and made.

    python -m ui.walk --out out/

A demo office is made in a temporary folder; nothing of the user's is touched. Each step waits for what it
should lead to; one that doesn't ends the walk with exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.main_window import MainWindow

_OFFICE = "文水县西槽头乡人民政府"
_SIZE = (1366, 768)
_PATIENCE_S = 30.0
HAZARD = "配电箱未上锁，箱门未跨接接地"


class WalkFailed(Exception):
    """A step did not lead to what it should."""


class Walk:
    """Hands and eyes: keys, the mouse, waiting, screenshots."""

    def __init__(
        self, app: QApplication, window: MainWindow, out: Path, tell: Callable[[str], object] = print
    ) -> None:
        """Drive this window, leave the files in `out` and tell of each."""
        self.app = app
        self.window = window
        self.out = out
        self.left: list[Path] = []
        self._tell = tell

    # ---- waiting and looking ---------------------------------------------------------------------------

    def wait_for(self, what: str, condition: Callable[[], object]) -> None:
        """Wait until it holds; what is waited for is said where it never comes."""
        until = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > until:
                raise WalkFailed(f"等不到：{what}")
            self.pause(0.02)
        self._look_for_errors()

    def pause(self, seconds: float = 0.25) -> None:
        """Let the window and its threads go on."""
        until = time.monotonic() + seconds
        while True:
            self.app.processEvents()
            if time.monotonic() > until:
                return
            time.sleep(0.01)  # QTest's own waiting would hold up the other threads

    def settle(self) -> None:
        """Wait until nothing is being read, drawn or written."""
        background = self.window.background
        self.pause()
        if background is not None:
            self.wait_for("后台工作做完", lambda: not background.under_way)

    def _look_for_errors(self) -> None:
        from ui.messages import Kind

        said = self.window.messages.last_shown
        if said is not None and said.kind is Kind.ERROR:
            raise WalkFailed(f"窗口报错：{said.text}")

    def shoot(self, name: str, what: str) -> None:
        """Keep a picture of the window."""
        self.settle()
        self.keep(name, what, lambda path: self.window.grab().save(str(path)))

    def keep(self, name: str, what: str, make: Callable[[Path], object]) -> Path:
        """Make a file and say what it is."""
        path = self.out / name
        make(path)
        if not path.is_file() or not path.stat().st_size:
            raise WalkFailed(f"没有写出 {path}")
        self.left.append(path)
        self._tell(f"{path}\t{what}")
        return path

    # ---- hands -----------------------------------------------------------------------------------------

    @property
    def focus(self) -> QWidget:
        """Return what gets the keys."""
        return self.app.focusWidget() or self.window

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the keyboard is."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(self.focus, key, modifiers or Qt.KeyboardModifier.NoModifier)

    def type(self, text: str) -> None:
        """Type letters by keys, Chinese as an input method gives it."""
        from PySide6.QtCore import QCoreApplication
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtTest import QTest

        if text.isascii():
            QTest.keyClicks(self.focus, text)
            return
        committed = QInputMethodEvent()
        committed.setCommitString(text)
        QCoreApplication.sendEvent(self.focus, committed)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle unless told where."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        where = at if at is not None else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)

    def go_to(self, title: str) -> Any:
        """Go to a tab by its key and return its page."""
        from PySide6.QtCore import Qt

        tabs = self.window.tabs
        titles = [tabs.tabText(at) for at in range(tabs.count())]
        if title not in titles:
            raise WalkFailed(f"没有“{title}”这一页")
        at = titles.index(title)
        self.press(Qt.Key(Qt.Key.Key_1 + at), Qt.KeyboardModifier.ControlModifier)
        self.wait_for(
            f"“{title}”显示出来", lambda: tabs.currentIndex() == at and self.window.page is not None
        )
        self.settle()
        return self.window.page


# ---- the job, step by step -----------------------------------------------------------------------------


def see_what_is_to_do(walk: Walk) -> None:
    """工作台: look at what is to be done, open the first of it by Enter."""
    from PySide6.QtCore import Qt

    page = walk.go_to("工作台")
    walk.wait_for("今天要办的事", lambda: page.facts is not None and page.tasks.count() > 1)
    walk.shoot("0-工作台.png", "工作台：今天要办的事，覆盖、每周、指标、状态四张图")
    page.focus_search()
    walk.press(Qt.Key.Key_Home)
    walk.press(Qt.Key.Key_Return)
    walk.wait_for("逾期隐患的清单", lambda: getattr(walk.window.page, "title", "") == "隐患台账")
    walk.settle()


def find_an_enterprise(walk: Walk) -> str:
    """企业档案: look at the list, find one enterprise by its initials; return its name."""
    from hazard_desk.rules.readings import initials

    page = walk.go_to("企业档案")
    walk.wait_for("企业列表", lambda: page.model.rowCount() > 1 and page.model.record(0) is not None)
    walk.shoot("1-企业档案.png", "企业档案：全部企业的列表")
    everything = page.model.rowCount()
    name = str(page.model.record(everything // 4).name)
    page.focus_search()
    walk.type(initials(name)[0][:8])
    walk.wait_for("搜索结果", lambda: 0 < page.model.rowCount() < everything)
    walk.wait_for("搜到的企业", lambda: page.model.record(0) is not None)
    walk.shoot("2-搜索企业.png", f"企业档案：按拼音首字母搜索“{name}”")
    return str(page.model.record(0).name)


def open_the_enterprise(walk: Walk) -> None:
    """Open the enterprise that was found, look at its form, go back."""
    from PySide6.QtCore import Qt

    page: Any = walk.window.page
    walk.press(Qt.Key.Key_Down)  # from the search into the list
    walk.press(Qt.Key.Key_Return)
    walk.wait_for("企业登记表打开", lambda: page.form.isVisible())
    walk.shoot("3-企业登记表.png", "企业登记表：一家企业的全部资料")
    walk.press(Qt.Key.Key_Escape)
    walk.wait_for("回到企业列表", lambda: page.table.isVisible())


def enter_a_visit(walk: Walk, enterprise: str) -> None:
    """检查记录: enter a visit of today with one hazard, and save it."""
    from PySide6.QtCore import Qt

    page = walk.go_to("检查记录")
    before = page.model.rowCount()
    walk.shoot("4-检查记录.png", "检查记录：历次检查的列表")
    walk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    walk.settle()
    form = page.stack.currentWidget()
    walk.wait_for("检查录入表打开", lambda: hasattr(form, "visit") and form.isVisible())
    picker = form.visit.enterprise
    picker.editor.setFocus()
    walk.type(enterprise)
    walk.settle()
    walk.press(Qt.Key.Key_Return)
    walk.wait_for("选定企业", lambda: picker.chosen is not None)
    people = form.visit.fields["inspectors"].editor
    people.setFocus()
    walk.type("张建国、李晓东")
    card = form.hazards.card.fields
    for name, typed in (
        ("description", HAZARD),
        ("level", "yb"),  # 一般, by its initials
        ("remedy", "xq"),  # 限期整改
        ("measures", "加锁，补做跨接接地"),
        ("responsible", "王建国"),
        ("deadline", "+7"),
    ):
        card[name].editor.setFocus()
        walk.type(typed)
    walk.press(Qt.Key.Key_Tab)
    walk.shoot("5-录入检查.png", "检查录入表：一次检查和发现的一条隐患")
    walk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    walk.wait_for("检查保存进列表", lambda: page.model.rowCount() == before + 1)
    walk.wait_for("回到检查列表", lambda: page.table.isVisible())
    walk.shoot("6-检查已保存.png", "检查记录：新录入的检查已在列表里")


def open_a_figure(walk: Walk) -> Any:
    """报表导出: look at F4, open the figure that the new hazard went into; return the page."""
    from PySide6.QtCore import QPoint

    page = walk.go_to("报表导出")
    walk.wait_for("统计表的页面", lambda: page.preview.view.has_pictures and page.print_button.isEnabled())
    walk.shoot("7-报表导出.png", "报表导出：统计表就是打印出来的样子")
    cell = page.preview.view.figure_rect("general_found").center().toPoint()
    walk.click(page.preview.view, QPoint(cell))
    walk.wait_for("数字背后的记录", lambda: page.details.isVisible() and page.details.table.lines)
    if not any(HAZARD in line.texts for line in page.details.table.lines):
        raise WalkFailed("刚录入的隐患不在“一般隐患·排查”的记录里")
    walk.shoot("8-数字的来历.png", "报表导出：点开“一般隐患·排查”，列出构成这个数字的每条记录")
    walk.click(page.choices.not_inspected_button)
    walk.wait_for("未检查企业", lambda: "未检查" in page.details.title.text())
    walk.shoot("9-未检查企业.png", "报表导出：点开“未检查”，列出还没有检查过的企业")
    return page


def save_the_form(walk: Walk, page: Any) -> None:
    """Save F4 as PDF and as workbook, by the buttons and the file dialog."""
    for button, name, what in (
        (page.pdf_button, "F4统计表.pdf", "统计表 PDF：打印、签字、盖章用"),
        (page.xlsx_button, "F4统计表.xlsx", "统计表 Excel 工作簿"),
    ):
        walk.wait_for("可以保存", button.isEnabled)
        walk.keep(name, what, partial(save_to, walk, button))


def save_to(walk: Walk, button: QWidget, path: Path) -> None:
    """Save a file by this button and the file dialog it opens."""
    path.unlink(missing_ok=True)
    walk.click(button)
    name_in_file_dialog(walk, path)
    walk.wait_for(f"写出 {path.name}", lambda: path.is_file() and path.stat().st_size > 0)
    walk.window.activateWindow()  # without a window manager nobody gives the keyboard back
    walk.wait_for("窗口在前面", walk.window.isActiveWindow)
    walk.settle()


def name_in_file_dialog(walk: Walk, path: Path) -> None:
    """Type a file's path into the file dialog that comes up, and press Enter."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QFileDialog, QLineEdit

    walk.wait_for("选文件的窗口", lambda: isinstance(walk.app.activeModalWidget(), QFileDialog))
    dialog = walk.app.activeModalWidget()
    assert dialog is not None
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    if not isinstance(line, QLineEdit):
        raise WalkFailed("选文件的窗口里没有文件名一栏")
    line.setCompleter(None)  # type: ignore[arg-type]  # its offers come late, and outlive the dialog
    line.setFocus()
    line.selectAll()
    line.insert(str(path))
    QTest.keyClick(line, Qt.Key.Key_Return)


def see_a_form_of_the_visit(walk: Walk) -> None:
    """检查记录: from the newest visit to its F3 as it will print."""
    from PySide6.QtCore import Qt

    page = walk.go_to("检查记录")
    page.table.setFocus()
    walk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    walk.settle()
    if page.panel.isHidden():
        walk.press(Qt.Key.Key_Space)
    walk.wait_for("右边的情况栏", page.panel.form_button.isVisible)
    walk.click(page.panel.form_button)
    reports = _shown_form(walk, "supervision")
    walk.shoot("10-督导检查表.png", "报表导出：刚录入的这次检查的督导检查表")
    walk.keep("F3督导检查表.pdf", "督导检查表 PDF", partial(save_to, walk, reports.pdf_button))


def see_the_other_forms(walk: Walk) -> None:
    """报表导出: go down the list of forms by keys and look at each."""
    from PySide6.QtCore import Qt

    page: Any = walk.window.page
    forms = page.choices.forms
    forms.setFocus()
    walk.press(Qt.Key.Key_Home)
    for number, form_id in enumerate(("weekly-statistics", "illegal-acts", "weekly-dispatch")):
        if number:
            walk.press(Qt.Key.Key_Down)
        _shown_form(walk, form_id)
    walk.shoot("11-周调度统计表.png", "报表导出：周调度统计表，右边是句子里的每一处")
    walk.press(Qt.Key.Key_Down)
    _shown_form(walk, "major-hazards")
    walk.shoot("12-重大事故隐患台账.png", "报表导出：重大事故隐患台账")


def _shown_form(walk: Walk, form_id: str) -> Any:
    """Wait until 报表导出 shows this form; return the page."""
    walk.wait_for("报表导出", lambda: getattr(walk.window.page, "choices", None) is not None)
    page: Any = walk.window.page
    walk.wait_for(
        f"{form_id} 的页面",
        lambda: (
            page.report is not None
            and page.report.wanted.form_id == form_id
            and page.preview.view.has_pictures
            and page.print_button.isEnabled()
        ),
    )
    walk.settle()
    return page


def save_a_batch(walk: Walk) -> None:
    """企业档案: the list of a search, its registration forms and visit sheets in one PDF."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QDialog

    page = walk.go_to("企业档案")
    page.focus_search()
    page.search.selectAll()
    walk.type("铸造")
    walk.wait_for("搜到铸造企业", lambda: page.model.rowCount() > 0)
    walk.settle()
    page.table.setFocus()
    walk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    walk.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    walk.wait_for("打印表格窗口", lambda: isinstance(walk.app.activeModalWidget(), QDialog))
    dialog: Any = walk.app.activeModalWidget()
    for form_id, box in dialog.forms.items():
        box.setChecked(form_id in ("registration", "visit-sheet"))
    walk.keep(
        "13-打印表格.png", "打印表格：选中的企业，一次出几张表", lambda path: dialog.grab().save(str(path))
    )
    walk.keep(
        "铸造企业.pdf", "选中各家的登记表和检查前提示单，一个 PDF", partial(save_to, walk, dialog.one_button)
    )


def follow_up_a_hazard(walk: Walk) -> None:
    """隐患台账: find the new hazard, put it right and recheck it by keys, look at the calendar."""
    from PySide6.QtCore import Qt

    page = walk.go_to("隐患台账")
    page.show_view("全部")
    walk.wait_for("隐患列表", lambda: page.model.rowCount() > 1)
    page.focus_search()
    walk.type(HAZARD)
    walk.wait_for("搜到刚录入的隐患", lambda: page.model.rowCount() == 1)
    walk.settle()
    walk.press(Qt.Key.Key_Down)  # from the search into the list
    for key, state in ((Qt.Key.Key_F6, "待复查"), (Qt.Key.Key_F7, "已销号")):
        walk.press(key)
        dialog = front_dialog(walk)
        dialog.form.fields["person"].editor.setFocus()
        dialog.form.fields["person"].editor.selectAll()
        walk.type("张建国")
        if key == Qt.Key.Key_F6:
            name, what = "14-整改完成.png", "登记整改完成：只有这一步要填的栏目"
            walk.keep(name, what, partial(_grab, dialog))
        walk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        walk.wait_for(f"隐患{state}", partial(_shows_state, page, state))
        give_the_keyboard_back(walk)
        page.table.setFocus()
    walk.shoot("15-隐患销号.png", "隐患台账：一条隐患从发现到销号的经过")
    page.show_view("未整改")
    walk.settle()
    walk.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    walk.wait_for("期限日历", page.calendar.isVisible)
    walk.shoot("16-期限日历.png", "隐患台账：未整改的隐患和期限日历")
    walk.press(Qt.Key.Key_Escape)
    walk.wait_for("日历收起", page.calendar.isHidden)
    page.show_view("重大")
    walk.wait_for("重大隐患", lambda: page.model.rowCount() > 0)
    walk.settle()
    page.steps.open_dossier()
    dialog = front_dialog(walk)
    walk.settle()
    walk.keep("17-重大隐患资料.png", "重大隐患、挂牌督办资料", partial(_grab, dialog))
    walk.press(Qt.Key.Key_Escape)
    give_the_keyboard_back(walk)


def front_dialog(walk: Walk) -> Any:
    """Wait until a dialog is open and in front; return it."""
    from PySide6.QtWidgets import QDialog

    walk.wait_for("窗口打开", lambda: isinstance(walk.app.activeModalWidget(), QDialog))
    dialog: Any = walk.app.activeModalWidget()
    walk.wait_for("窗口在前面", dialog.isActiveWindow)
    return dialog


def give_the_keyboard_back(walk: Walk) -> None:
    """Wait until every dialog is shut and the keys go to the window."""
    walk.wait_for("窗口关上", lambda: walk.app.activeModalWidget() is None)
    walk.window.activateWindow()  # without a window manager nobody else does
    walk.wait_for("主窗口在前面", walk.window.isActiveWindow)
    walk.settle()


def _grab(widget: QWidget, path: Path) -> None:
    widget.grab().save(str(path))


def _shows_state(page: Any, state: str) -> bool:
    record = page.model.record(0) if page.model.rowCount() else None
    return record is not None and record.state.label == state


def carry_out(walk: Walk) -> None:
    """Walk the whole job."""
    from ui.walk_cross import see_the_rounds

    walk.wait_for("窗口和页面", lambda: walk.window.page is not None)
    walk.settle()
    see_what_is_to_do(walk)
    enterprise = find_an_enterprise(walk)
    open_the_enterprise(walk)
    enter_a_visit(walk, enterprise)
    page = open_a_figure(walk)
    save_the_form(walk, page)
    see_a_form_of_the_visit(walk)
    see_the_other_forms(walk)
    save_a_batch(walk)
    follow_up_a_hazard(walk)
    see_the_rounds(walk)


# ---- round it ------------------------------------------------------------------------------------------


@contextmanager
def demo_office() -> Iterator[Path]:
    """Make a demo office in a temporary folder; the program's note of the last folder stays as it was."""
    from hazard_desk.office_folder import note_untouched
    from hazard_desk.services.demonstrating import demo_villages, fill_demo
    from hazard_desk.services.offices import set_up_office
    from hazard_desk.store.office_file import OfficeFile

    with (
        note_untouched(),
        tempfile.TemporaryDirectory(prefix="hazard-desk-walk-", ignore_cleanup_errors=True) as made,
    ):
        folder = Path(made) / "隐患台账"
        OfficeFile.create(folder, set_up_office, _OFFICE, demo_villages())
        with OfficeFile.open(folder) as office:
            office.run(fill_demo, 120, 1)
        yield folder


def application() -> QApplication:
    """Make the application as the program does, but for the system's own dialogs."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from ui import theme

    # The system's own file dialog can't be driven by keys from here.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("HazardDesk")
    theme.apply(app)
    return app


def open_window(folder: Path) -> tuple[MainWindow, Callable[[], None]]:
    """Open the program's window over this office; return it and what ends the program."""
    from ui.app import Program
    from ui.main_window import MainWindow
    from ui.preferences import Preferences

    window = MainWindow(Preferences())
    program = Program(folder, window.preferences, window)
    window.resize(*_SIZE)
    window.show()
    window.activateWindow()
    return window, program.end


def main(argv: Sequence[str] | None = None) -> int:
    """Walk, and return 0 where every step led to what it should."""
    parser = argparse.ArgumentParser(
        prog="python -m ui.walk", description="在真实窗口里走一遍主要工作，留下每一页的截图和导出的统计表。"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="文件夹", help="放截图和文件的文件夹"
    )
    out: Path = parser.parse_args(argv).out
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    broken: list[BaseException] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"走查失败：{out} 不是可用的文件夹（{type(error).__name__}）。", file=sys.stderr)
        return 1
    with demo_office() as folder:
        app = application()
        window, end = open_window(folder)
        hook = sys.excepthook

        def note_and_show(kind: Any, error: BaseException, trace: Any) -> None:
            broken.append(error)
            hook(kind, error, trace)

        sys.excepthook = note_and_show
        walk = Walk(app, window, out.resolve())
        try:
            carry_out(walk)
        except WalkFailed as failure:
            walk.pause(0.1)
            window.grab().save(str(out / "失败时的窗口.png"))
            print(f"走查失败：{failure}。窗口的样子在 {out / '失败时的窗口.png'}", file=sys.stderr)
            return 1
        finally:
            end()
            sys.excepthook = hook
    if broken:
        print(f"走查失败：走完了，但程序里出了 {len(broken)} 个错。", file=sys.stderr)
        return 1
    print(f"走查完成：{len(walk.left)} 个文件在 {out.resolve()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
