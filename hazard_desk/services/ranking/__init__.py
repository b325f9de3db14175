"""打分排队 (S000 五(二)): what was counted for villages or enterprises, scores, records behind."""

from hazard_desk.services.ranking.asking import RankingQuery, Scope, ranking_scope
from hazard_desk.services.ranking.overall import overall
from hazard_desk.services.ranking.rows import PartRows, part_rows
from hazard_desk.services.ranking.standing import (
    Placed,
    Ranked,
    Standing,
    placed,
    ranking_standing,
    weights_of,
)

__all__ = [
    "PartRows",
    "Placed",
    "Ranked",
    "RankingQuery",
    "Scope",
    "Standing",
    "overall",
    "part_rows",
    "placed",
    "ranking_scope",
    "ranking_standing",
    "weights_of",
]
