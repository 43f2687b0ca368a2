"""Hypothesis strategies for the values of the library. They build values, they filter nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from dukcapil import NIK, Citizen, PermanentForeigner, RegionCode, Residence, Resident, Sex
from dukcapil.residents import EndOfStay, StayPermit

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

dates = st.dates(FIRST_DAY, LAST_DAY)
leap_days = st.sampled_from([date(year, 2, 29) for year in range(1904, 2097, 4)])
birth_dates = st.one_of(dates, leap_days)
sexes = st.sampled_from(Sex)
kecamatan = st.builds(
    "{:02}.{:02}.{:02}".format,
    st.integers(11, 96),
    st.integers(1, 99),
    st.integers(1, 99),
).map(RegionCode)
desa = st.builds("{}.{}".format, kecamatan, st.integers(1000, 9999)).map(RegionCode)
regions = st.one_of(kecamatan, desa, kecamatan.map(lambda code: RegionCode(code[:5])))
niks = st.builds(
    NIK.build,
    region=kecamatan,
    birth_date=birth_dates,
    sex=sexes,
    serial=st.integers(1, 9999),
)


@st.composite
def _periods(draw: st.DrawFn, since: date) -> list[tuple[date, date | None]]:
    """Intervals in order, the first from `since` or later, with or without gaps between them."""
    count = draw(st.integers(1, 3))
    periods: list[tuple[date, date | None]] = []
    for number in range(count):
        begin = since + timedelta(days=draw(st.integers(0, 5_000)))
        end = begin + timedelta(days=draw(st.integers(1, 5_000)))
        is_open = number == count - 1 and draw(st.booleans())
        periods.append((begin, None if is_open else end))
        since = end
    return periods


@st.composite
def residents(draw: st.DrawFn) -> Resident:
    """Citizens and foreigners with stays, gaps, marriages at any age, and deaths."""
    birth_date = draw(st.one_of(st.dates(date(1940, 1, 1), date(2015, 12, 31)), leap_days))
    stays = draw(_periods(birth_date))
    citizenship: Citizen | PermanentForeigner = Citizen()
    if draw(st.booleans()):
        permits = draw(_periods(birth_date))
        citizenship = PermanentForeigner([StayPermit(since=s, until=u) for s, u in permits])
    married_at_days = draw(st.none() | st.integers(1, 12_000))
    married = None if married_at_days is None else birth_date + timedelta(days=married_at_days)
    earliest_death = max(day for day in (birth_date, married, stays[-1][0]) if day is not None)
    death_after_days = draw(st.none() | st.integers(0, 9_000))
    sex = draw(sexes)
    return Resident(
        nik=NIK.build(
            region=draw(kecamatan),
            birth_date=birth_date,
            sex=sex,
            serial=draw(st.integers(1, 9999)),
        ),
        birth_date=birth_date,
        sex=sex,
        citizenship=citizenship,
        residences=[
            Residence(
                region=draw(regions),
                since=since,
                until=until,
                ended_by=None if until is None else draw(st.sampled_from(EndOfStay)),
            )
            for since, until in stays
        ],
        first_married_on=married,
        died_on=None
        if death_after_days is None
        else earliest_death + timedelta(days=death_after_days),
    )
