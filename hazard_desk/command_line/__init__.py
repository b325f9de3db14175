"""The commands, by what they are about, and how they speak; `hazard_desk.cli` is the way in."""
