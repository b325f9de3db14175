"""Tables that others made: what their workbook looks like, filling it in, reading it when it returns."""
