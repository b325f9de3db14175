"""How the window looks: colours with a meaning, measures, typefaces, icons and the style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QByteArray, QDir, QLibraryInfo, QLocale, QSize, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from hazard_desk.resources import RESOURCES

INK = "#1F2933"
SECONDARY = "#52606D"
DISABLED = "#7B8794"
LINE = "#D9E2EC"
BORDER = "#829AB1"  # the edge of a field or button: 3:1 on white
GROUND = "#FFFFFF"
BAND = "#F5F7FA"
ACCENT = "#1F5FBF"
SELECTION = "#E1ECFA"

PAGE_MARGIN = 12
GROUP_GAP = 16
LABEL_GAP = 8
SMALL_GAP = 4
WIDE_GAP = 24
BODY_PIXELS = 13
ROW_HEIGHT = 26
HEADER_HEIGHT = 29
FIELD_HEIGHT = 28
ICON_PIXELS = 18

WINDOWS_FACE = "Microsoft YaHei UI"
SHIPPED_FACE = "Noto Sans SC"
_SHIPPED_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour for text, and the pale ground of the one cell that it may stand on."""

    ink: str
    ground: str


class Meaning(Enum):
    """What a colour says; a word or a mark always says it too."""

    OVERDUE = Tone("#C62828", "#FDECEC")
    MAJOR = Tone("#C62828", "#FDECEC")
    DUE_SOON = Tone("#9A5B00", "#FFF8E6")
    IN_PROGRESS = Tone(ACCENT, "#EAF1FB")
    CLOSED = Tone("#276B2B", "#EDF7EE")
    VOID = Tone("#55606C", BAND)
    PLAIN = Tone(INK, GROUND)

    @property
    def ink(self) -> QColor:
        """Return the colour for text."""
        return QColor(self.value.ink)

    @property
    def ground(self) -> QColor:
        """Return the pale ground."""
        return QColor(self.value.ground)


# 风险等级, by the stored value of `terms.RiskLevel`: a small chip with the word in it.
RISK_CHIPS = {
    "red": Tone("#8E1B1B", "#FBD5D5"),
    "orange": Tone("#7A3A00", "#FFE0C2"),
    "yellow": Tone("#5F4B00", "#FFF1B8"),
    "blue": Tone("#123F80", "#D6E4F7"),
}


def apply(app: QApplication) -> None:
    """Give the program its one look and its language, whatever the PC prefers."""
    # Qt would pick another style on each Windows, and follow its dark mode.
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    _speak_chinese(app)
    load_shipped_faces()
    app.setFont(body_font())
    app.setPalette(_palette())
    QDir.setSearchPaths("icon", [str(RESOURCES / "theme" / "pictures"), str(RESOURCES / "icons")])
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "hazard-desk.svg")))
    app.setStyleSheet((RESOURCES / "theme" / "light.qss").read_text(encoding="utf-8"))


def _speak_chinese(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.findChild(QTranslator, "qtbase_zh_CN"):
        return
    translator = QTranslator(app)
    translator.setObjectName("qtbase_zh_CN")
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def load_shipped_faces() -> None:
    """Load the shipped typeface where the PC lacks the one of Windows."""
    if QFontDatabase.hasFamily(WINDOWS_FACE) or QFontDatabase.hasFamily(SHIPPED_FACE):
        return
    for name in _SHIPPED_FILES:
        QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))


def body_font() -> QFont:
    """Return the typeface of everything that has no other."""
    font = QFont()
    font.setFamilies([WINDOWS_FACE, SHIPPED_FACE])
    font.setPixelSize(BODY_PIXELS)
    return font


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, colour in {
        role.Window: GROUND,
        role.WindowText: INK,
        role.Base: GROUND,
        role.AlternateBase: BAND,
        role.Text: INK,
        role.Button: GROUND,
        role.ButtonText: INK,
        role.BrightText: GROUND,
        role.Highlight: SELECTION,
        role.HighlightedText: INK,
        role.PlaceholderText: "#616E7C",
        role.ToolTipBase: GROUND,
        role.ToolTipText: INK,
        role.Link: ACCENT,
        role.LinkVisited: ACCENT,
        role.Accent: ACCENT,
        role.Light: GROUND,
        role.Midlight: BAND,
        role.Mid: LINE,
        role.Dark: BORDER,
        role.Shadow: BORDER,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(DISABLED))
    return palette


def icon(name: str, colour: str = INK) -> QIcon:
    """Return one of the program's own icons, drawn in this colour, and paler where it's disabled."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, DISABLED)):
        renderer = QSvgRenderer(QByteArray(drawing.replace(INK, stroke).encode()))
        # At 100, 150 and 200 %; Qt scales down from the next larger one between them.
        for pixels in (ICON_PIXELS, ICON_PIXELS * 3 // 2, ICON_PIXELS * 2):
            picture = QPixmap(QSize(pixels, pixels))
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            renderer.render(painter)
            painter.end()
            made.addPixmap(picture, mode)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget one of the style sheet's roles: title, secondary, error, primary, link, band, strip."""
    set_property(widget, "role", role)


def set_invalid(widget: QWidget, invalid: bool) -> None:
    """Draw a red border round a field whose content can't be accepted, or take it away."""
    set_property(widget, "invalid", invalid)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and draw the widget anew."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
