# %% [markdown]
# # Letters to venues
#
# A plan becomes letters: one to each venue, with the days on which a crew comes. The text is a
# template in a language of your own; names, addresses and the plan are made up.

# %%
from __future__ import annotations

from datetime import date
from itertools import groupby
from string import Template

from dukcapil import RegionCode
from dukcapil.outreach import OpenDays, Promise, Venue, VenueKind, plan, replan

LETTER = Template("""\
Nomor: $number/DUKCAPIL/2020
Hal: Jemput bola perekaman KTP-el

Yth. Kepala $name
$address

Dengan hormat, tim kami akan datang untuk merekam KTP-el siswa yang berumur 16 tahun ke atas:

$days

Mohon disiapkan ruangan dengan listrik, empat meja dan delapan kursi. Siswa membawa salinan kartu
keluarga. Bila tanggal tersebut tidak dapat dipenuhi, mohon kabar kepada kami dalam tiga hari.
""")
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
WEEKDAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"

# %% [markdown]
# ## The plan
#
# SMK Negeri 99 has asked for 12 March; the other days are chosen by the plan.

# %%
kelurahan = RegionCode("32.75.01.1002")
venues = [
    Venue(
        id="SMAN 98",
        name="SMA Negeri 98",
        address="Jalan Contoh 1, Margahayu, Bekasi Timur",
        kind=VenueKind.SCHOOL,
        region=kelurahan,
        expected_people=230,
    ),
    Venue(
        id="SMKN 99",
        name="SMK Negeri 99",
        address="Jalan Contoh 2, Margahayu, Bekasi Timur",
        kind=VenueKind.SCHOOL,
        region=kelurahan,
        expected_people=120,
    ),
]
days = OpenDays().between(date(2020, 3, 9), date(2020, 3, 14))
asked = Promise(venue="SMKN 99", on=date(2020, 3, 12))
best = plan(venues, crews=1, days=days, per_crew_day=125, fixed=[asked])
best.verify()

# %% [markdown]
# ## The letters

# %%


def in_words(day: date) -> str:
    """Return a date as a letter writes it."""
    weekday, month = WEEKDAYS.split()[day.weekday()], MONTHS.split()[day.month - 1]
    return f"{weekday}, {day.day} {month} {day.year}"


rows = sorted(best.timetable().rows, key=lambda row: (row.venue.id, row.begins))
for number, (_, group) in enumerate(groupby(rows, key=lambda row: row.venue.id), start=1):
    visits = list(group)
    print(
        LETTER.substitute(
            number=f"{number:03}",
            name=visits[0].venue.name,
            address=visits[0].venue.address,
            days="\n".join(
                f"  {in_words(row.visit.on)}, pukul {row.begins:%H.%M}-{row.ends:%H.%M} "
                f"{row.begins.tzname()}, sekitar {row.visit.people} orang"
                for row in visits
            ),
        )
    )

# %% [markdown]
# ## After the letters
#
# Everything that a letter says is now a promise. A replan keeps what can be kept, and says which
# letters must be written anew: here the crew is ill on Wednesday.

# %%
promised = [Promise(venue=visit.venue, on=visit.on) for visit in best.planned]
ill = replan(best, from_day=days[2], crews={days[2]: 0}, fixed=promised[1:])
ill.verify()
for promise in ill.plan.unmet_promises:
    now = [visit.on for visit in ill.plan.planned if visit.venue == promise.venue]
    print(f"{promise.venue}: not {in_words(promise.on)}, but {', '.join(map(in_words, now))}")
