"""The city as published: its people by sex and age, and its kelurahan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from dukcapil.ages import LeapDay, anniversary
from dukcapil.nik import Sex
from dukcapil.regions import Region, bundled_kelurahan

__all__ = ["OLDEST", "Band", "bands", "kelurahan"]

OLDEST: Final = 90
"""Age that nobody alive reaches: a NIK cannot tell ages that lie a century apart."""

_CITY_TOTAL: Final = 2_543_676
"""People of Kota Bekasi, census of September 2020."""


class _People(NamedTuple):
    """People of one sex in bands of five years of age."""

    province_0_to_14: tuple[int, ...]
    city_15_to_64: tuple[int, ...]
    province_from_65: tuple[int, ...]


# 15 to 64: census of September 2020, Kota Bekasi (BPS Kota Bekasi;
# fbeta.republika.co.id/berita/qp8i2w380). The bands of a province, from the long form of the same
# census (sensus.bps.go.id/topik/tabular/sp2022/167/6/1), complete the city in their proportions;
# the last one is of 75 and more.
_PEOPLE: Final = {
    Sex.MALE: _People(
        province_0_to_14=(159421, 159369, 157394),
        city_15_to_64=(
            *(104215, 104992, 111321, 114590, 107153),
            *(100082, 86431, 76198, 63015, 48523),
        ),
        province_from_65=(46814, 26419, 21296),
    ),
    Sex.FEMALE: _People(
        province_0_to_14=(153323, 152780, 148828),
        city_15_to_64=(
            *(97869, 103247, 112198, 114591, 106190),
            *(100631, 87361, 78257, 66563, 47671),
        ),
        province_from_65=(44195, 25991, 23863),
    ),
}

_BAND_EDGES: Final = (*range(0, 80, 5), OLDEST)


class Band(NamedTuple):
    """People of one sex born on the days `[low, high)`."""

    sex: Sex
    low: int
    high: int


def bands(until: date) -> Iterator[tuple[int, Band]]:
    """Yield each band with the number of its people on the last day before `until`."""
    edges = [anniversary(until, until.year - age, LeapDay.MARCH_1) for age in _BAND_EDGES]
    published = sum(sum(people.city_15_to_64) for people in _PEOPLE.values())
    shape = sum(
        sum(people.province_0_to_14) + sum(people.province_from_65) for people in _PEOPLE.values()
    )
    for sex, people in _PEOPLE.items():
        to_14, from_65 = (
            [count * (_CITY_TOTAL - published) // shape for count in of_province]
            for of_province in (people.province_0_to_14, people.province_from_65)
        )
        counts = (*to_14, *people.city_15_to_64, *from_65)
        for count, last, first in zip(counts, edges, edges[1:], strict=False):
            yield count, Band(sex, first.toordinal(), last.toordinal())


def kelurahan() -> tuple[Region, ...]:
    """Return the 56 kelurahan of Kota Bekasi, by code.

    Examples:
        >>> from dukcapil.testing import kelurahan
        >>> len(kelurahan()), len({region.code.parent for region in kelurahan()})
        (56, 12)
    """
    return bundled_kelurahan()
