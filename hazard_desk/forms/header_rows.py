"""Header rows of a table from columns whose labels are paths: group, sub-group, leaf."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.sheet import Cell, Role


def header_cells(paths: Sequence[Sequence[str]], first_row: int = 0) -> list[Cell]:
    """Return the label cells of a header of as many rows as the longest path.

    Neighbours that agree down to a level share one cell there; a path that ends early reaches down to the
    last header row. Equal labels under different groups stay apart. An empty path is refused (ValueError).
    """
    if not paths or any(not path for path in paths):
        raise ValueError("every column needs a label")
    depth = max(len(path) for path in paths)
    cells = []
    for level in range(depth):
        column = 0
        while column < len(paths):
            path = paths[column]
            if len(path) <= level:
                column += 1
                continue
            is_leaf = len(path) == level + 1
            span = 1
            if not is_leaf:
                while (
                    column + span < len(paths)
                    and len(paths[column + span]) > level + 1
                    and list(paths[column + span][: level + 1]) == list(path[: level + 1])
                ):
                    span += 1
            cells.append(
                Cell(
                    row=first_row + level,
                    column=column,
                    content=path[level],
                    role=Role.LABEL,
                    rowspan=depth - level if is_leaf else 1,
                    colspan=span,
                )
            )
            column += span
    return cells
