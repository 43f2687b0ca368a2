"""Exports of residents: people who do not exist, and the lines that tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from dukcapil._shared.checks import check_count, check_date
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode
from dukcapil.residents import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    Resident,
    StayPermit,
)
from dukcapil.testing import _census as census
from dukcapil.testing._office.deformities import Deformity, deformed
from dukcapil.testing._office.sheets import OfficeBook, OfficeColumn, OfficeLine, OfficeSheet

__all__ = ["residents_export"]

_DAY: Final = timedelta(days=1)
_YEAR: Final = 366 * _DAY  # at least a year, wherever a person has to be of an age
_KECAMATAN: Final = RegionCode("32.75.99")
_FIRST_NAMES: Final = {
    Sex.MALE: ("Budi", "Agus", "Muhammad Rizki", "H. Slamet", "Dr. Eko"),
    Sex.FEMALE: ("Siti", "Dewi", "Nur'aini", "Hj. Aminah", "Sri Wahyuni"),
}
_LAST_NAMES: Final = ("Contoh", "Santoso", "Lestari, S.Pd.", "Ma'ruf", "Wijaya")
_SEX_WORDS: Final = {
    "LAKI-LAKI": ("L", "LK", "Laki - Laki", "laki laki", "Pria"),
    "PEREMPUAN": ("P", "PR", "Perempuan"),
}
_MARITAL_WORDS: Final = {
    "BELUM KAWIN": ("Belum Kawin", "BELUM MENIKAH"),
    "KAWIN TERCATAT": ("KAWIN", "Kawin", "MENIKAH"),
    "KAWIN BELUM TERCATAT": ("Kawin Belum Tercatat",),
    "CERAI HIDUP TERCATAT": ("CERAI HIDUP",),
    "CERAI HIDUP BELUM TERCATAT": ("Cerai Hidup Belum Tercatat",),
    "CERAI MATI": ("Cerai Mati",),
}
_EVER_MARRIED: Final = tuple(_MARITAL_WORDS)[1:]
_ENDS: Final = {
    "PINDAH": EndOfStay.MOVED,
    "PINDAH LUAR NEGERI": EndOfStay.LEFT_COUNTRY,
}
_COLUMNS: Final = (
    OfficeColumn(heading="NIK", kind="nik", headings=("NO. NIK", "Nomor Induk Kependudukan")),
    OfficeColumn(heading="NAMA", kind="name", headings=("NAMA LENGKAP", "NAMA_LGKP")),
    OfficeColumn(
        heading="JENIS KELAMIN",
        kind="word",
        headings=("JK", "L/P", "JNS_KELAMIN"),
        words=_SEX_WORDS,
    ),
    OfficeColumn(
        heading="TANGGAL LAHIR",
        kind="date",
        group="TANGGAL",
        below="LAHIR",
        headings=("TGL_LHR", "Tgl. Lahir", "TANGGAL LAHIR (DD-MM-YYYY)"),
    ),
    OfficeColumn(
        heading="TANGGAL KAWIN",
        kind="date",
        group="TANGGAL",
        below="KAWIN",
        headings=("TGL_KWN", "Tanggal Perkawinan"),
    ),
    OfficeColumn(
        heading="STATUS KAWIN",
        kind="word",
        headings=("STAT_KWN", "Status Perkawinan"),
        words=_MARITAL_WORDS,
    ),
    OfficeColumn(heading="KODE WILAYAH", kind="code", headings=("KODE_WIL", "KODE DESA")),
    OfficeColumn(heading="TANGGAL DATANG", kind="date", headings=("TGL_DATANG", "TINGGAL SEJAK")),
    OfficeColumn(
        heading="STATUS DASAR",
        kind="word",
        headings=("STATUS_DASAR", "Status Hidup"),
        words={"HIDUP": ("Hidup",), "MATI": ("Meninggal",), "PINDAH": ("Pindah",)},
    ),
    OfficeColumn(heading="TANGGAL PERISTIWA", kind="date", headings=("TGL_PERISTIWA",)),
    OfficeColumn(heading="KEWARGANEGARAAN", kind="word", headings=("WNI/WNA", "Warga Negara")),
    OfficeColumn(heading="ITAP SEJAK", kind="date", group="ITAP", below="SEJAK"),
    OfficeColumn(heading="ITAP SAMPAI", kind="date", group="ITAP", below="SAMPAI"),
)


def residents_export(
    *,
    seed: int,
    people: int = 40,
    kelurahan: int = 1,
    on: date = date(2020, 12, 31),
    deformities: Iterable[Deformity] = (),
) -> OfficeBook[Resident]:
    """Make an export of residents, a sheet for each kelurahan, with the residents it tells of.

    They are men and women of any age, married with and without a date, dead, moved, newly
    arrived, foreign. `parse_residents` of clear lines, on the same date, gives exactly them.
    Their NIKs are of kecamatan 32.75.99, which does not exist; they live in Kota Bekasi.

    Args:
        seed: the same arguments always give the same book.
        people: the number of them, at most 9,999.
        kelurahan: the number of sheets, at most 56.
        on: the date of the table.
        deformities: what the office did to the plain sheets.

    Raises:
        TypeError: for an `on` that is a `datetime`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import parse_residents
        >>> from dukcapil.testing import Deformity, residents_export
        >>> book = residents_export(seed=1, people=5, deformities=[Deformity.MONTH_NAMES])
        >>> parsed = parse_residents(book.sheets[0].rows, on=date(2020, 12, 31))
        >>> parsed.residents == book.truth
        True
    """
    check_count("residents_export", "people", people)
    check_count("residents_export", "kelurahan", kelurahan)
    check_date("residents_export", "on", on)
    rng = Random(seed)  # noqa: S311  the same book in every run
    sheets: list[OfficeSheet] = []
    truth: list[Resident] = []
    for number, region in enumerate(census.kelurahan()[:kelurahan]):
        lines = []
        for serial in range(number + 1, people + 1, kelurahan):
            cells, resident = _line(_draw(rng, on), serial, region.code, on)
            lines.append(OfficeLine(cells=cells, record=len(truth)))
            truth.append(resident)
        sums = ("JUMLAH", f"{len(lines)} ORANG", *[None] * (len(_COLUMNS) - 2))
        sheets.append(
            OfficeSheet(name=region.name, columns=_COLUMNS, lines=tuple(lines), sums=sums)
        )
    book = OfficeBook(sheets=tuple(sheets), truth=tuple(truth))
    return deformed(book, deformities, rng)


class _Person(NamedTuple):
    """The facts of a person; None for those that the office does not know or that never were."""

    name: str
    sex: Sex
    born: date
    marital: str
    married_on: date | None
    since: date | None
    status: str
    ended_on: date | None
    permit: StayPermit | None


def _draw(rng: Random, on: date) -> _Person:
    """Draw the facts of a person in the order of time."""
    sex = rng.choice(tuple(Sex))
    born = on - rng.randrange(2, 85 * 365) * _DAY
    since = _between(rng, born, on - _DAY) if rng.random() < 0.5 else None
    status = rng.choice(("HIDUP",) * 7 + ("MATI", *_ENDS))
    ended_on = None if status == "HIDUP" else _between(rng, (since or born) + _DAY, on)
    last = ended_on or on
    marital, married_on = "BELUM KAWIN", None
    if born + 19 * _YEAR <= last and rng.random() < 0.7:
        marital = rng.choice(_EVER_MARRIED)
        married_on = _between(rng, born + 16 * _YEAR, last) if rng.random() < 0.6 else None
    elif ended_on is None and born + 14 * _YEAR <= on and rng.random() < 0.3:
        marital = "KAWIN BELUM TERCATAT"
        is_dated = not _is_minor(born, on) or rng.random() < 0.5
        married_on = _between(rng, born + 14 * _YEAR, on) if is_dated else None
    permit = None
    if rng.random() < 0.1:
        issued = _between(rng, born, on)
        ends = rng.choice((None, issued + 5 * _YEAR))
        permit = StayPermit(since=issued, until=ends)
    name = f"{rng.choice(_FIRST_NAMES[sex])} {rng.choice(_LAST_NAMES)}"
    return _Person(name, sex, born, marital, married_on, since, status, ended_on, permit)


def _is_minor(born: date, on: date) -> bool:
    """Return whether a person is under 17 in any case, whatever the leap years."""
    return born + 17 * 365 * _DAY > on


def _between(rng: Random, first: date, last: date) -> date:
    return first + rng.randint(0, (last - first).days) * _DAY


def _line(
    person: _Person, serial: int, region: RegionCode, on: date
) -> tuple[tuple[object, ...], Resident]:
    """Return the cells of a person, and the resident that they tell of on the date of the table."""
    nik = NIK.build(region=_KECAMATAN, birth_date=person.born, sex=person.sex, serial=serial)
    cells = (
        str(nik),
        person.name,
        "LAKI-LAKI" if person.sex is Sex.MALE else "PEREMPUAN",
        person.born,
        person.married_on,
        person.marital,
        str(region),
        person.since,
        person.status,
        person.ended_on,
        "WNA" if person.permit else "WNI",
        person.permit and person.permit.since,
        person.permit and person.permit.until,
    )
    is_undated = person.marital != "BELUM KAWIN" and person.married_on is None
    resident = Resident(
        nik=nik,
        name=person.name,
        birth_date=person.born,
        sex=person.sex,
        citizenship=PermanentForeigner([person.permit]) if person.permit else Citizen(),
        residences=[_stay(person, region, on)],
        first_married_on=on if is_undated and _is_minor(person.born, on) else person.married_on,
        died_on=person.ended_on if person.status == "MATI" else None,
    )
    return cells, resident


def _stay(person: _Person, region: RegionCode, on: date) -> Residence:
    """Return the stay; without a first day, the table vouches for its last day alone."""
    if person.status in _ENDS:
        left_on = person.ended_on or on
        since = person.since or left_on - _DAY
        return Residence(region=region, since=since, until=left_on, ended_by=_ENDS[person.status])
    return Residence(region=region, since=person.since or person.ended_on or on)
