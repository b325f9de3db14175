"""隐患台账: find hazards, take them through their life, keep the dossier of the major ones."""
