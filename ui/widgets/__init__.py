"""Fields and small views that several pages share."""
