"""Writes the version resource of both programs: what Windows shows under 属性 → 详细信息."""

from __future__ import annotations

from pathlib import Path

PUBLISHER = "Hazard Desk"
PRODUCT = "隐患台"
DESCRIPTIONS = {"HazardDesk": "隐患台", "hazard-desk": "隐患台命令行"}
SIMPLIFIED_CHINESE, UNICODE = 0x0804, 1200


def resource(name: str, version: str) -> str:
    """Return the version resource of the program of this name, as PyInstaller reads it."""
    numbers = tuple(int(part) for part in version.split("."))
    four = (*numbers, 0)
    words = {
        "CompanyName": PUBLISHER,
        "FileDescription": DESCRIPTIONS[name],
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": f"{PUBLISHER}, Apache-2.0",
        "OriginalFilename": f"{name}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    strings = ",\n".join(f"      StringStruct({key!r}, {word!r})" for key, word in words.items())
    return f"""VSVersionInfo(
  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0, OS=0x40004, fileType=1, subtype=0,
    date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('{SIMPLIFIED_CHINESE:04X}{UNICODE:04X}', [
{strings}])]),
    VarFileInfo([VarStruct('Translation', [{SIMPLIFIED_CHINESE}, {UNICODE}])])
  ]
)
"""


def write(folder: Path, version: str) -> Path:
    """Write the resources of both programs into this folder and return it; the spec finds them there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in DESCRIPTIONS:
        (folder / f"{name}.txt").write_text(resource(name, version), encoding="utf-8")
    return folder
