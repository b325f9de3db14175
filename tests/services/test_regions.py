"""What is offered of cities, counties and townships, and the names of offices made of it."""

from __future__ import annotations

import pytest

from hazard_desk.services.offices import county_of, township_of
from hazard_desk.services.regions import (
    is_township,
    name_doubt,
    name_of_office,
    own_township,
    regions,
    short_name_of,
)


def test_only_what_was_verified_is_offered() -> None:
    known = regions()
    assert known.cities == ("忻州市", "晋城市")
    assert len(known.counties_of("忻州市")) == 14
    assert [county.name for county in known.counties_of("晋城市")] == ["城区"]
    assert len(known.counties_of("吕梁市")) == len(known.counties), "an unknown city narrows nothing"
    assert known.townships_of("文水县")[-1] == "西槽头乡"
    assert len(known.townships_of("文水县")) == 12
    assert known.townships_of("代县") == ()
    assert known.city_of("文水县") == "", "its city isn't among what was verified"


def test_the_usual_name_is_that_of_the_seal() -> None:
    assert name_of_office("西槽头乡", "文水县") == "文水县西槽头乡人民政府"
    assert name_of_office("西街街道", "城区", "晋城市") == "晋城市城区西街街道办事处"
    assert name_of_office("西槽头乡", "文水县", "", "山西省") == "山西省文水县西槽头乡人民政府"
    assert name_of_office("西槽头", "文水县") == "", "乡 or 镇? nobody knows"
    assert own_township("西街街道办事处") == "西街街道"
    assert not is_township("乡")
    assert short_name_of("西槽头乡") == "西槽头"


@pytest.mark.parametrize(
    "name", ["文水县西槽头乡人民政府", "西街街道办事处", "某某镇安监站", "开发区管理委员会", ""]
)
def test_the_name_of_an_office_is_taken_without_a_doubt(name: str) -> None:
    assert name_doubt(name) == ""


@pytest.mark.parametrize("name", ["西槽头", "文水县西槽头乡", "政府的西槽头"])
def test_a_name_that_is_hardly_on_a_seal_is_doubted(name: str) -> None:
    assert "人民政府" in name_doubt(name)


@pytest.mark.parametrize("with_province", [False, True])
@pytest.mark.parametrize("township", ["西槽头乡", "南市场镇", "红旗营乡", "西街街道", "县底镇"])
def test_every_name_that_is_offered_is_read_back(township: str, with_province: bool) -> None:
    known = regions()
    for county in known.counties:
        name = name_of_office(township, county.name, county.city, known.province if with_province else "")
        assert (county_of(name), township_of(name)) == (county.name, township)


def test_a_county_that_is_not_offered_is_read_as_well() -> None:
    name = "长治市屯留区南市场镇人民政府"
    assert (county_of(name), township_of(name)) == ("屯留区", "南市场镇")
    assert (county_of("城关镇人民政府"), township_of("城关镇人民政府")) == ("", "城关镇")
