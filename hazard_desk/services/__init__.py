"""The verbs: operations take a UnitOfWork and return Changes, queries a Reading and return plain rows."""
