"""交叉检查: its rounds arranged, followed and compared with one another (S003 三(三))."""
