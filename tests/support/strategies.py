"""What the tests draw besides the published strategies."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from dukcapil import Sex, testing
from dukcapil.regions import Level

dates = st.dates(date(1900, 1, 1), date(2100, 12, 31))
leap_days = st.sampled_from([date(year, 2, 29) for year in range(1904, 2097, 4)])
birth_dates = testing.birth_dates()
sexes = st.sampled_from(Sex)
kecamatan = testing.region_codes(Level.KECAMATAN)
desa = testing.region_codes(Level.DESA_KELURAHAN)
regions = testing.region_codes(*tuple(Level)[1:])
niks = testing.niks()
residents = testing.residents
