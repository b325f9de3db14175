"""Every screen of the program, opened on a demo office at any scale, looked at and kept as a picture."""
