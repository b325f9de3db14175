"""Pure rules on plain values: no database, no files, no clock; dates are passed in."""
