"""Not used: store/migrating.py runs the scripts itself, in one transaction of ours."""
