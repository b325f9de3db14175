"""台账包: the whole office in one file, by hashes, encrypted where a password is set."""
