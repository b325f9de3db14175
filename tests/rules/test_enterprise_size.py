"""The 2017 size rule, seen through staff alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.enterprise_size import size_bounds
from hazard_desk.terms import EnterpriseSize as Size
from hazard_desk.terms import SizeSector


@pytest.mark.parametrize(
    ("sector", "staff", "possible"),
    [
        (SizeSector.INDUSTRY, 19, (Size.MICRO,)),
        (SizeSector.INDUSTRY, 20, (Size.SMALL, Size.MICRO)),
        (SizeSector.INDUSTRY, 299, (Size.SMALL, Size.MICRO)),
        (SizeSector.INDUSTRY, 300, (Size.MEDIUM, Size.SMALL, Size.MICRO)),
        (SizeSector.INDUSTRY, 1000, (Size.LARGE, Size.MEDIUM, Size.SMALL, Size.MICRO)),
        (SizeSector.OTHER, 9, (Size.MICRO,)),
        (SizeSector.OTHER, 100, (Size.MEDIUM,)),
        (SizeSector.RETAIL, 10, (Size.SMALL, Size.MICRO)),
    ],
)
def test_staff_bounds_the_size(sector, staff, possible):
    bounds = size_bounds(sector, staff)
    assert bounds.possible == possible
    assert bounds.proposal == possible[0]


@pytest.mark.parametrize(
    ("sector", "staff"),
    [(SizeSector.AGRICULTURE, 5), (SizeSector.CONSTRUCTION, 5), (None, 5), (SizeSector.INDUSTRY, None)],
)
def test_nothing_is_proposed_without_ground(sector, staff):
    bounds = size_bounds(sector, staff)
    assert bounds.proposal is None
    assert len(bounds.possible) == 4


@given(st.sampled_from(SizeSector), st.integers(0, 3000), st.integers(0, 3000))
def test_more_staff_never_makes_smaller(sector, one, other):
    order = list(Size)
    less, more = sorted((one, other))
    if size_bounds(sector, less).proposal is not None:
        assert order.index(size_bounds(sector, more).proposal) <= order.index(
            size_bounds(sector, less).proposal
        )
