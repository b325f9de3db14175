"""行政区划: the cities, counties and townships that are offered, and an office's name made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hazard_desk.resources import load_json

_OWN_SUFFIX = re.compile("(?:人民政府|办事处)$")
_OFFICE = re.compile(".+(?:政府|办事处|委员会|管委会|办公室|中心|站|局|所|场)")
_TOWNSHIP = re.compile(".+(?:乡|镇|街道)")


@dataclass(frozen=True, slots=True)
class County:
    """县（市、区） with the townships that are known of it; `city` "" where that is not known."""

    name: str
    city: str
    townships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regions:
    """All that is offered; whatever else there is in the province is typed."""

    province: str
    cities: tuple[str, ...]
    counties: tuple[County, ...]

    def counties_of(self, city: str) -> tuple[County, ...]:
        """Return the counties offered for a city: its own; all of them for one that isn't known."""
        if city not in self.cities:
            return self.counties
        return tuple(county for county in self.counties if county.city == city)

    def townships_of(self, county: str) -> tuple[str, ...]:
        """Return the townships that are known of a county."""
        return next((one.townships for one in self.counties if one.name == county), ())

    def city_of(self, county: str) -> str:
        """Return the city that a county belongs to, "" where that isn't known."""
        return next((one.city for one in self.counties if one.name == county), "")


def regions() -> Regions:
    """Return what is shipped (resources/regions.json)."""
    shipped = load_json("regions.json")
    counties = tuple(
        County(
            county["name"], city["name"], tuple(township["name"] for township in county.get("townships", ()))
        )
        for city in shipped["cities"]
        for county in city["counties"]
    )
    cities = tuple(city["name"] for city in shipped["cities"] if city["name"])
    return Regions(shipped["province"]["name"], cities, counties)


def own_township(typed: str) -> str:
    """Return the township that was typed, also as the name of its office: 西街街道办事处 → 西街街道."""
    return _OWN_SUFFIX.sub("", typed.strip())


def is_township(name: str) -> bool:
    """Tell whether this is the full name of a township: ××乡, ××镇 or ××街道."""
    return _TOWNSHIP.fullmatch(name) is not None


def name_of_office(township: str, county: str, city: str = "", province: str = "") -> str:
    """Return the usual name of a township's office: its county before it, as on its seal (domain §4.9).

    A 区 is named with its city, whose many have one name (晋城市城区西街街道办事处); with a province
    everything known stands before it. "" where it isn't clear what kind of township that is.
    """
    if not is_township(township):
        return ""
    kind = "办事处" if township.endswith("街道") else "人民政府"
    before = province + city if province else city if county.endswith("区") else ""
    return f"{before}{county}{township}{kind}"


def name_doubt(name: str) -> str:
    """Say what is doubtful about an office's full name, which goes onto every form; "" for nothing."""
    if not name or _OFFICE.fullmatch(name):
        return ""
    return "印章上一般是“……人民政府”或“……办事处”，每张表都会印这个名称，请核对。"


def short_name_of(township: str) -> str:
    """Return what a township is called in numbers of documents: 西槽头乡 → 西槽头."""
    return re.sub("(?:民族乡|乡|镇|街道)$", "", township)
