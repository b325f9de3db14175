"""双面打印: what was last chosen in the print dialog, kept for each printer."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter

from ui.printing.calibration import Settings

_MODES = {
    "none": QPrinter.DuplexMode.DuplexNone,
    "auto": QPrinter.DuplexMode.DuplexAuto,
    "long": QPrinter.DuplexMode.DuplexLongSide,
    "short": QPrinter.DuplexMode.DuplexShortSide,
}


def _key(printer_name: str) -> str:
    return f"printing/duplex/{printer_name}"


def kept_duplex(settings: Settings, printer_name: str) -> QPrinter.DuplexMode | None:
    """Return what was chosen last for this printer; None where nothing sound is kept."""
    kept = settings.value(_key(printer_name))
    return _MODES.get(kept) if isinstance(kept, str) else None


def keep_duplex(settings: Settings, printer_name: str, chosen: QPrinter.DuplexMode) -> None:
    """Keep what was chosen for this printer."""
    word = next((word for word, mode in _MODES.items() if mode == chosen), "none")
    settings.setValue(_key(printer_name), word)
