"""What marks a file as ours and how new it is."""

from __future__ import annotations

APPLICATION_ID = 0x48445A44  # "HDZD"
SCHEMA_VERSION = 6

# The program version that first understands a schema version, for the refusal of a newer file.
PROGRAM_FOR_SCHEMA = {1: "0.1.0", 2: "0.2.0", 3: "0.3.0", 4: "0.4.0", 5: "0.5.0", 6: "0.6.0"}
