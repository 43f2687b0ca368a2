"""DKB tables: figures of kelurahan by sex, and the lines that tell of them."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Final, NamedTuple, final

from dukcapil._shared.checks import check_count
from dukcapil.regions import RegionCode
from dukcapil.testing._office.deformities import Deformity, deformed
from dukcapil.testing._office.sheets import OfficeBook, OfficeColumn, OfficeLine, OfficeSheet

__all__ = ["DKBCounts", "DKBRow", "dkb_table"]

_KECAMATAN: Final = RegionCode("32.75.99")
_FIGURES: Final = ("WAJIB KTP", "REKAM", "BELUM REKAM", "KTP", "BELUM KTP")
_COLUMNS: Final = (
    OfficeColumn(heading="KODE", kind="code", headings=("KODE WILAYAH", "Kode Kemendagri")),
    OfficeColumn(
        heading="KELURAHAN", kind="name", headings=("NAMA WILAYAH", "DESA/KELURAHAN", "Kelurahan")
    ),
    *(
        OfficeColumn(heading=f"{figure} {sex}", kind="count", group=figure, below=sex)
        for figure in _FIGURES
        for sex in ("LK", "PR", "JML")
    ),
    OfficeColumn(heading="% REKAM", kind="name", headings=("PERSENTASE REKAM",)),
)


@final
class DKBCounts(NamedTuple):
    """The people of one sex in a kelurahan.

    Attributes:
        obliged: those who must hold a KTP-el (wajib KTP).
        recorded: those of them who are recorded.
        holding: those of them who hold a card.

    Examples:
        >>> from dukcapil.testing import DKBCounts
        >>> DKBCounts(obliged=100, recorded=97, holding=95).figures
        (100, 97, 3, 95, 5)
    """

    obliged: int
    recorded: int
    holding: int

    @property
    def figures(self) -> tuple[int, int, int, int, int]:
        """The obliged, recorded, not recorded, holders and others."""
        obliged, recorded, holding = self
        return obliged, recorded, obliged - recorded, holding, obliged - holding


@final
class DKBRow(NamedTuple):
    """A line of a DKB table.

    Attributes:
        region: the kelurahan.
        men: the counts of men.
        women: the counts of women.

    Examples:
        >>> from dukcapil.testing import dkb_table
        >>> dkb_table(seed=1).truth[0].region
        RegionCode('32.75.99.1001')
    """

    region: RegionCode
    men: DKBCounts
    women: DKBCounts


def dkb_table(
    *, seed: int, kelurahan: int = 8, deformities: Iterable[Deformity] = ()
) -> OfficeBook[DKBRow]:
    """Make a DKB table: the obliged, recorded and holders of each kelurahan, by sex.

    The first line is of the kecamatan, the sum of the others. All figures are made up, of
    kecamatan 32.75.99, which does not exist, and agree with each other.

    Args:
        seed: the same arguments always give the same book.
        kelurahan: the number of lines, at most 999.
        deformities: what the office did to the plain sheet.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import coverage
        >>> from dukcapil.testing import dkb_table
        >>> table = dkb_table(seed=1, kelurahan=3)
        >>> parsed = coverage.parse_table(table.sheets[0].rows, on=date(2020, 12, 31))
        >>> len(parsed.recorded), len(parsed.failed_checks)
        (3, 0)
    """
    check_count("dkb_table", "kelurahan", kelurahan)
    rng = Random(seed)  # noqa: S311  the same book in every run
    truth = tuple(_draw(rng, 1001 + number) for number in range(kelurahan))
    men, women = _sum(row.men for row in truth), _sum(row.women for row in truth)
    total = DKBRow(_KECAMATAN, men, women)
    lines = [OfficeLine(cells=_cells(total, "KEC. CONTOH"))]
    for record, row in enumerate(truth):
        lines.append(OfficeLine(cells=_cells(row, f"CONTOH {record + 1}"), record=record))
    sums = (None, "JUMLAH", *_cells(total, "")[2:])
    sheet = OfficeSheet(name="DKB", columns=_COLUMNS, lines=tuple(lines), sums=sums)
    return deformed(OfficeBook(sheets=(sheet,), truth=truth), deformities, rng)


def _draw(rng: Random, number: int) -> DKBRow:
    """Draw the counts of a kelurahan with about as many men as women, now and then a handful."""
    about = rng.choice((rng.randint(0, 9), *[rng.randint(4_000, 25_000)] * 5))

    def counts() -> DKBCounts:
        obliged = about + rng.randint(0, about // 20)
        least = obliged * 9 // 10
        return DKBCounts(obliged, rng.randint(least, obliged), rng.randint(least, obliged))

    return DKBRow(RegionCode(f"{_KECAMATAN}.{number}"), counts(), counts())


def _sum(counts: Iterable[DKBCounts]) -> DKBCounts:
    return DKBCounts(*map(sum, zip(DKBCounts(0, 0, 0), *counts, strict=True)))


def _cells(row: DKBRow, name: str) -> tuple[object, ...]:
    """Return the cells of a line: each figure for men, women and both, and a percentage."""

    def counts() -> Iterator[int]:
        for men, women in zip(row.men.figures, row.women.figures, strict=True):
            yield from (men, women, men + women)

    obliged = row.men.obliged + row.women.obliged
    recorded = row.men.recorded + row.women.recorded
    return (str(row.region), name, *counts(), _percent(recorded, obliged))


def _percent(part: int, whole: int) -> str | None:
    """Return a percentage with two digits, half up, and the decimal comma of Indonesia."""
    if not whole:
        return None
    hundredths = (2 * 10_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02}"
