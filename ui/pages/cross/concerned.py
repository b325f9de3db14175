"""The records that the page 交叉检查 shows: all its views read again when one of these changes."""

from __future__ import annotations

CONCERNED_BY = frozenset(
    {
        "attachment_link",
        "campaign",
        "conflict",
        "cross_forbidden",
        "cross_member",
        "cross_pair",
        "cross_party",
        "cross_party_village",
        "cross_round",
        "cross_sample",
        "duty",
        "enterprise",
        "enterprise_industry",
        "hazard",
        "industry",
        "inspection",
        "inspector",
        "office",  # a party may be named like the township
        "person",
        "recheck",
        "setting",
        "village",
    }
)
