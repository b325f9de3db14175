"""Runs first in both frozen programs: lets them load their modules from the one archive that they share.

PyInstaller would put all modules into each program, fifteen megabytes twice. Only what its own start needs is
in them; the rest lies in `_internal/program.pyz`. This rests on the inside of the pinned PyInstaller: with
another one no frozen program would start.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(
    os.path.join(sys._MEIPASS, "program.pyz"), 0, check_pymagic=True
)
pyimod02_importers._pyz_tree = None
# What looks for modules was made with the small archive; it is made again when next asked for.
sys.path_importer_cache.clear()
