"""The window: PySide6 widgets over plain rows; sees no session and no mapped object."""
