"""Official forms out: one module a form builds a `Sheet`; PDF, workbook and preview are drawn from it."""
