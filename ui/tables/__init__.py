"""Tables of records: ids first, rows for what is visible, columns as the user left them."""
