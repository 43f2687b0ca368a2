"""Speed of the obligation: many residents, one with its grounds, and rows of an office table.

The baseline stands below as `is_obliged`: the same rule, written plainly with
`dateutil.relativedelta`, for one resident. That all give the same verdicts is checked first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from _timing import is_quick, print_race, print_versions, race, slices
from dateutil.relativedelta import relativedelta

from dukcapil import (
    NIK,
    Citizen,
    LeapDay,
    Obliged,
    PermanentForeigner,
    RegionCode,
    Residence,
    Resident,
    Sex,
    StayPermit,
    assess,
    parse_residents,
)
from dukcapil.residents import EndOfStay
from dukcapil.wajib_ktp import obliged_among

SEED = 2020
RESIDENTS = 2_000 if is_quick() else 50_000
ROUNDS = 2 if is_quick() else 25
ON = date(2020, 12, 9)
CHECKED_ON = (date(2004, 2, 29), date(2019, 2, 28), ON, date(2021, 2, 28), date(2021, 3, 1))

BEKASI = [RegionCode(f"32.75.{kecamatan:02}") for kecamatan in range(1, 13)]


def is_obliged(resident: Resident, on: date) -> bool:
    """Assess by UU 24/2013 Pasal 63(1) as commonly written with dateutil: the baseline."""
    if resident.died_on is not None and resident.died_on <= on:
        return False
    if not any(
        stay.since <= on and (stay.until is None or on < stay.until) for stay in resident.residences
    ):
        return False
    if isinstance(resident.citizenship, PermanentForeigner) and not any(
        permit.since <= on and (permit.until is None or on < permit.until)
        for permit in resident.citizenship.permits
    ):
        return False
    if relativedelta(on, resident.birth_date).years >= 17:
        return True
    return resident.first_married_on is not None and resident.first_married_on <= on


def some_residents(rng: Random) -> list[Resident]:
    """Make synthetic residents, most of them young, as in a growing population."""
    return [a_resident(rng, serial=index % 9999 + 1) for index in range(RESIDENTS)]


def a_resident(rng: Random, *, serial: int) -> Resident:
    """Make a resident of 0 to 95 years on the date: 1 in 100 a foreigner, 1 in 30 dead."""
    born = ON - timedelta(days=int(rng.triangular(0, 95 * 365, 20 * 365)))
    lived = (ON - born).days
    died_on = (
        born + timedelta(days=rng.randint(lived // 2, lived)) if rng.random() < 1 / 30 else None
    )
    end = died_on or ON
    region, sex = rng.choice(BEKASI), rng.choice((Sex.MALE, Sex.FEMALE))
    return Resident(
        nik=NIK.build(region=region, birth_date=born, sex=sex, serial=serial),
        birth_date=born,
        sex=sex,
        citizenship=foreigner(rng, born, end) if rng.random() < 0.01 else Citizen(),
        residences=stays(rng, region, born, end),
        first_married_on=first_marriage(rng, born, end),
        died_on=died_on,
    )


def first_marriage(rng: Random, born: date, end: date) -> date | None:
    """Choose a marriage: 7 in 8 marry, at 15 to 40, 1 in 50 of them before 17."""
    years = rng.uniform(15, 17) if rng.random() < 0.02 else rng.triangular(17, 40, 23)
    married_on = born + timedelta(days=int(years * 365.25))
    return married_on if married_on <= end and rng.random() < 7 / 8 else None


def stays(rng: Random, region: RegionCode, born: date, end: date) -> list[Residence]:
    """Make one stay; for 1 in 7 two, some of them with a year abroad between."""
    lived = (end - born).days
    if lived < 3 * 365 or rng.random() > 1 / 7:
        return [Residence(region=region, since=born)]
    left = born + timedelta(days=rng.randint(365, lived - 365))
    abroad = rng.random() < 0.2
    reason, back = EndOfStay.LEFT_COUNTRY if abroad else EndOfStay.MOVED, 365 if abroad else 0
    return [
        Residence(region=region, since=born, until=left, ended_by=reason),
        Residence(region=rng.choice(BEKASI), since=left + timedelta(days=back)),
    ]


def foreigner(rng: Random, born: date, end: date) -> PermanentForeigner:
    """Make a permit of five years; for half a renewal, some of these after a gap."""
    since = born + timedelta(days=rng.randint(0, (end - born).days))
    until = since + timedelta(days=5 * 365)
    permits = [StayPermit(since=since, until=until)]
    if rng.random() < 0.5:
        permits.append(StayPermit(since=until + timedelta(days=rng.choice((0, 0, 90)))))
    return PermanentForeigner(permits)


def as_row(resident: Resident) -> dict[str, object]:
    """Return the resident as a row of an office table, as far as it has columns."""
    return {
        "NIK": str(resident.nik),
        "TGL_LHR": f"{resident.birth_date:%d-%m-%Y}",
        "JENIS_KELAMIN": "L" if resident.sex is Sex.MALE else "P",
        "KODE_WILAYAH": str(resident.residences[0].region),
        "STATUS_KAWIN": "BELUM KAWIN" if resident.first_married_on is None else "KAWIN",
        "TGL_KAWIN": "" if resident.first_married_on is None else f"{resident.first_married_on}",
        "TGL_MENINGGAL": "" if resident.died_on is None else f"{resident.died_on:%d/%m/%Y}",
    }


def disagreements(residents: Sequence[Resident], on: date) -> int:
    """Count the residents on whom the baseline, `assess` and `obliged_among` disagree.

    `relativedelta` completes the years of somebody born on 29 February on 28 February.
    """
    leap_day = LeapDay.FEBRUARY_28
    among = set(map(id, obliged_among(residents, on=on, leap_day=leap_day)))
    verdicts = (
        {
            is_obliged(resident, on),
            isinstance(assess(resident, on=on, leap_day=leap_day), Obliged),
            id(resident) in among,
        }
        for resident in residents
    )
    return sum(len(verdict) > 1 for verdict in verdicts)


def main() -> None:
    """Check the verdicts, then print one race for residents and one for rows."""
    print_versions("dukcapil", "python-dateutil", "attrs")
    residents = some_residents(Random(SEED))  # noqa: S311  the same people in every run
    for on in CHECKED_ON:
        obliged, wrong = len(obliged_among(residents, on=on)), disagreements(residents, on)
        print(f"{on}: {obliged:,} of {len(residents):,} obliged, {wrong} disagreements")

    seconds = race(
        {
            "relativedelta": lambda some: [one for one in some if is_obliged(one, ON)],
            "obliged_among": lambda some: obliged_among(some, on=ON),
            "assess": lambda some: [assess(one, on=ON) for one in some],
        },
        slices(residents, ROUNDS),
    )
    calls, aims = RESIDENTS // ROUNDS, {"obliged_among": 15, "assess": 4}
    print_race("residents", seconds, calls=calls, baseline="relativedelta", aims=aims)

    rows = [as_row(resident) for resident in residents]
    print(f"\n{parse_residents(rows, on=ON)!r}")
    times = race(
        {"parse_residents": lambda some: parse_residents(some, on=ON)}, slices(rows, ROUNDS)
    )
    print(f"parse_residents  {calls / min(times['parse_residents']):,.0f} rows/s")


if __name__ == "__main__":
    main()
