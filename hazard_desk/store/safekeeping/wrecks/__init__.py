"""A damaged office file: what it was, the ways out, what can still be read of it."""
