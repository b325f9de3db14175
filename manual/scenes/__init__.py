"""The scenes of 使用手册, a module a part of the program; manual/pictures.py finds them by itself."""
