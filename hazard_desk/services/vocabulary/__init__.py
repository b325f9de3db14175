"""What can be asked for: every noun and column has one definition here (临时报表, 上级表样, 收表)."""

from hazard_desk.services.vocabulary.words import noun_spec, nouns

__all__ = ["noun_spec", "nouns"]
