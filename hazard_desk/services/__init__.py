"""The verbs: operations take a UnitOfWork and return Changes, queries take a Reading and return plain rows."""
