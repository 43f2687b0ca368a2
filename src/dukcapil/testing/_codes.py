"""Hypothesis strategies for numbers, codes, birth dates and months; they build, never filter."""

from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from dukcapil.months import Month
from dukcapil.nik import NIK, FamilyCardNumber, Sex
from dukcapil.regions import Level, RegionCode

__all__ = ["ALL_DAYS", "birth_dates", "family_card_numbers", "months", "niks", "region_codes"]

ALL_DAYS: Final = date(1900, 1, 1), date(2100, 12, 31)


def region_codes(*levels: Level) -> st.SearchStrategy[RegionCode]:
    """Generate possible codes; few of them are of real regions.

    Args:
        levels: the levels of the codes; all four unless given.

    Examples:
        >>> from dukcapil.testing import region_codes
        >>> region_codes().example().level.name  # doctest: +SKIP
        'KECAMATAN'
    """
    parts = [
        st.integers(11, 96).map("{:02}".format),
        st.integers(1, 99).map("{:02}".format),
        st.integers(1, 99).map("{:02}".format),
        st.integers(1000, 9999).map(str),
    ]
    texts = [st.tuples(*parts[:level]).map(".".join) for level in levels or tuple(Level)]
    return st.one_of(texts).map(RegionCode)


def birth_dates() -> st.SearchStrategy[date]:
    """Generate dates from 1900 to 2100, often 29 February.

    Examples:
        >>> from dukcapil.testing import birth_dates
        >>> birth_dates().example().year >= 1900  # doctest: +SKIP
        True
    """
    leap_days = st.sampled_from([date(year, 2, 29) for year in range(1904, 2097, 4)])
    return st.one_of(st.dates(*ALL_DAYS), leap_days)


def niks() -> st.SearchStrategy[NIK]:
    """Generate NIKs of any possible region, few of them real kecamatan, and of missions abroad.

    Examples:
        >>> from dukcapil.testing import niks
        >>> len(niks().example())  # doctest: +SKIP
        16
    """
    others: dict[str, st.SearchStrategy[Any]] = {
        "birth_date": birth_dates(),
        "sex": st.sampled_from(Sex),
        "serial": st.integers(1, 9999),
    }
    missions = st.integers(0, 9999).map("{:04}".format)
    return st.one_of(
        st.builds(NIK.build, region=region_codes(Level.KECAMATAN), **others),
        st.builds(NIK.build, mission=missions, **others),
    )


def family_card_numbers() -> st.SearchStrategy[FamilyCardNumber]:
    """Generate numbers of family cards of any possible region.

    Examples:
        >>> from dukcapil.testing import family_card_numbers
        >>> family_card_numbers().example().serial > 0  # doctest: +SKIP
        True
    """
    return st.builds(
        lambda region, day, serial: FamilyCardNumber(
            f"{region.replace('.', '')}{day:%d%m%y}{serial:04}"
        ),
        region_codes(Level.KECAMATAN),
        st.dates(date(1950, 1, 1), date(2049, 12, 31)),
        st.integers(1, 9999),
    )


def months() -> st.SearchStrategy[Month]:
    """Generate months of 1900 to 2100.

    Examples:
        >>> from dukcapil.testing import months
        >>> months().example().number <= 12  # doctest: +SKIP
        True
    """
    return st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


MADE: Final[dict[type, st.SearchStrategy[Any]]] = {
    NIK: niks(),
    FamilyCardNumber: family_card_numbers(),
    RegionCode: region_codes(),
    Month: months(),
}
"""The strategy of each type that `_registration` registers."""
