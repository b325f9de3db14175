"""回收站: whatever was removed and is still away, and the way back, also after a filing or later edits."""

from hazard_desk.services.recycling.bin import BinQuery, BinRow, bin_nouns, bin_rows
from hazard_desk.services.recycling.looking import FOR_GOOD
from hazard_desk.services.recycling.putting_back import OwnerInBin, put_back, put_back_many
from hazard_desk.services.recycling.rows_back import put_rows_back

__all__ = [
    "FOR_GOOD",
    "BinQuery",
    "BinRow",
    "OwnerInBin",
    "bin_nouns",
    "bin_rows",
    "put_back",
    "put_back_many",
    "put_rows_back",
]
