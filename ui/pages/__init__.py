"""The tabs, one module or package each."""
