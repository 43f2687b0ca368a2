"""Published figures that the synthetic city is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from dukcapil.nik import Sex
from dukcapil.recording import (
    Biometric,
)
from dukcapil.regions import Region, RegionCode
from dukcapil.residents import (
    Citizen,
)

__all__ = ["kelurahan"]


# People by sex in bands of five years from 15 to 64: census of September 2020, Kota Bekasi
# (BPS Kota Bekasi; fbeta.republika.co.id/berita/qp8i2w380).
CITY_FROM_15: Final = {
    Sex.MALE: (104215, 104992, 111321, 114590, 107153, 100082, 86431, 76198, 63015, 48523),
    Sex.FEMALE: (97869, 103247, 112198, 114591, 106190, 100631, 87361, 78257, 66563, 47671),
}


CITY_TOTAL: Final = 2_543_676  # the same census


# Bands of a province from 0 to 14, and 65-69, 70-74, 75 and more: the long form of the same
# census (sensus.bps.go.id/topik/tabular/sp2022/167/6/1). They complete the city.
PROVINCE_TO_14: Final = {
    Sex.MALE: (159421, 159369, 157394),
    Sex.FEMALE: (153323, 152780, 148828),
}


PROVINCE_FROM_65: Final = {
    Sex.MALE: (46814, 26419, 21296),
    Sex.FEMALE: (44195, 25991, 23863),
}


_OLDEST: Final = 90  # nobody alive is: a NIK cannot tell ages that lie a century apart


BAND_EDGES: Final = (*range(0, 80, 5), _OLDEST)


NEVER: Final = 10**7  # days, more than the calendar has


_Span = tuple[float, int, int]
"""A share, added up over the rows before, and the days `[low, high)` that it spreads over."""


def _years(count: int) -> int:
    """Days in as many years, rounded up."""
    return (count * 1461 + 3) // 4


# First marriages by age: of those aged 15 to 19, 4.6 % of the women and 1.5 % of the men had been
# married (sensus.bps.go.id/topik/tabular/sp2022/193/1/1, the whole country).
MARRIAGES: Final[dict[Sex, tuple[_Span, ...]]] = {
    Sex.FEMALE: (
        (0.008, _years(14), _years(17)),
        (0.080, _years(17), _years(19)),
        (0.530, _years(19), _years(25)),
        (0.840, _years(25), _years(30)),
        (0.930, _years(30), _years(40)),
    ),
    Sex.MALE: (
        (0.002, _years(14), _years(17)),
        (0.022, _years(17), _years(19)),
        (0.280, _years(19), _years(25)),
        (0.700, _years(25), _years(30)),
        (0.930, _years(30), _years(40)),
    ),
}


# Ages at death: with the bands above, mortality is lowest from 5 to 14 and then rises with age.
AGES_AT_DEATH: Final[tuple[_Span, ...]] = (
    (0.05, 1, _years(5)),
    (0.07, _years(5), _years(15)),
    (0.12, _years(15), _years(30)),
    (0.23, _years(30), _years(45)),
    (0.38, _years(45), _years(55)),
    (0.59, _years(55), _years(65)),
    (0.81, _years(65), _years(75)),
    (1.00, _years(75), _years(_OLDEST)),
)


DEATHS_A_DAY: Final = 0.0000137  # of the people: 0.5 % a year


STORY_BEGINS: Final = date(2012, 1, 1)


FIRST_MOVE: Final = STORY_BEGINS.toordinal()


FIRST_CARD: Final = FIRST_MOVE


PROGRAMME: Final = date(2011, 7, 1).toordinal()


FIRST_ARRIVAL: Final = date(2006, 1, 1).toordinal()


SUKETS_UNTIL: Final = date(2018, 12, 31).toordinal()


STOCK_OUTS: Final = (
    (date(2016, 10, 1).toordinal(), date(2017, 4, 1).toordinal()),
    (date(2019, 8, 1).toordinal(), date(2019, 10, 1).toordinal()),
)


# How long adults of 2011 waited: by September 2013, 80 % had been recorded
# (news.republika.co.id/berita/mtw2cb); by December 2020, 97.5 % (fbeta.republika.co.id/berita/
# qkrvp0384).
ADULTS_WAIT: Final[tuple[_Span, ...]] = (
    (0.79, 0, 550),
    (0.93, 550, 1300),
    (1.00, 1300, 2600),
)


LAGGARDS_WAIT: Final = (700, 5700)


A_LOSS_IN: Final = _years(36)  # so that 3 % of the holders lose or damage their card in a year


A_CHANGE_IN: Final = _years(300)


NIK_REGION: Final = RegionCode("32.75.99")


OTHER_REGIONS: Final = (RegionCode("31.75.01"), RegionCode("32.16.01"))


ENTRY_LAGS: Final = (0, 0, 0, 0, 0, 0, 1, 3)


_ALL_KINDS: Final = frozenset(Biometric)


EVENT_KINDS: Final = (
    *[_ALL_KINDS] * 97,
    *[_ALL_KINDS - {Biometric.FINGERPRINTS}] * 2,
    _ALL_KINDS - {Biometric.IRIS},
)


CITIZEN: Final = Citizen()


Draw = Callable[[], float]


random_day: Final = date.fromordinal


@cache
def kelurahan() -> tuple[Region, ...]:
    """The 56 kelurahan of Kota Bekasi, by code; `regions` has no names of that level.

    Examples:
        >>> from dukcapil.testing import kelurahan
        >>> len(kelurahan()), len({region.code.parent for region in kelurahan()})
        (56, 12)
    """
    table = resources.files("dukcapil") / "_data" / "kelurahan_bekasi.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Region(code=RegionCode(code), name=name) for code, name in rows)


def between(draw: Draw, low: int, high: int) -> int:
    """A day of `[low, high)`."""
    return low + int(draw() * (high - low))


def spread(draw: Draw, spans: Sequence[_Span]) -> int:
    """A number of days spread as the table says; `NEVER` for the share that it leaves out."""
    share = draw()
    for up_to, low, high in spans:
        if share < up_to:
            return between(draw, low, high)
    return NEVER
