"""检查记录: find, show and enter visits with the hazards found on them."""
