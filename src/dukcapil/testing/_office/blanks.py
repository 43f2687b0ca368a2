"""Stock cards and logs of printing: movements of blanks, and the lines that tell of them."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Final, NamedTuple, final

from dukcapil._shared.checks import check_count, check_items
from dukcapil.blanko import Distributed, Printed, Received, Spoiled
from dukcapil.months import Month
from dukcapil.testing._office.deformities import Deformity, deformed
from dukcapil.testing._office.sheets import OfficeBook, OfficeColumn, OfficeLine, OfficeSheet

__all__ = ["Movement", "PrintedDay", "print_log", "stock_card"]

_JANUARY: Final = (Month(2020, 1),)
_DAYS: Final = range(1, 29)
"""Days that every month has."""
_MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_CARD: Final = (
    OfficeColumn(heading="Tanggal", kind="date", headings=("Tgl.", "TANGGAL")),
    OfficeColumn(heading="Uraian", kind="text", headings=("URAIAN",)),
    OfficeColumn(heading="Masuk", kind="count", group="JUMLAH BLANGKO", below="MASUK"),
    OfficeColumn(heading="Keluar", kind="count", group="JUMLAH BLANGKO", below="KELUAR"),
    OfficeColumn(
        heading="Sisa",
        kind="balance",
        group="JUMLAH BLANGKO",
        below="SISA",
        headings=("Saldo", "Sisa Stok"),
    ),
    OfficeColumn(heading="Ket.", kind="name", headings=("KET",)),
)
_LOG: Final = (
    OfficeColumn(heading="Tanggal", kind="date", headings=("Tgl", "TANGGAL")),
    OfficeColumn(
        heading="Dicetak",
        kind="count",
        group="JUMLAH KEPING",
        below="CETAK",
        headings=("Cetak", "Hasil Cetak"),
    ),
    OfficeColumn(
        heading="Rusak",
        kind="count",
        group="JUMLAH KEPING",
        below="RUSAK",
        headings=("Gagal Cetak",),
    ),
    OfficeColumn(heading="Ket.", kind="name"),
)
_RECEIPTS: Final = ("Terima dari Ditjen Dukcapil", "Penerimaan dari Kemendagri")
_PRINTS: Final = ("Cetak", "Pencetakan KTP-el", "Cetak, jumlah {} keping")
_SPOILED: Final = ("Rusak", "Gagal cetak")
_POINTS: Final = ("Bekasi Timur", "Rawalumbu", "Jatiasih")


@final
class Movement(NamedTuple):
    """A movement that a line of a stock card tells.

    Attributes:
        on: the day.
        kind: the class of the entry: `Received`, `Printed`, `Spoiled` or `Distributed`.
        cards: the number of blanks.
        point: the name of the point that they were sent to; empty for other kinds.

    Examples:
        >>> from dukcapil.testing import stock_card
        >>> stock_card(seed=1).truth[0].kind.__name__
        'Received'
    """

    on: date
    kind: type[Received | Printed | Spoiled | Distributed]
    cards: int
    point: str = ""


@final
class PrintedDay(NamedTuple):
    """A day of a log of printing.

    Attributes:
        on: the day.
        printed: blanks that became cards.
        spoiled: blanks that were spoiled.

    Examples:
        >>> from dukcapil.testing import print_log
        >>> print_log(seed=1).truth[0].on
        datetime.date(2020, 1, 1)
    """

    on: date
    printed: int
    spoiled: int


def stock_card(
    *,
    seed: int,
    movements: int = 20,
    months: tuple[Month, ...] = _JANUARY,
    opening: int = 1_000,
    deformities: Iterable[Deformity] = (),
) -> OfficeBook[Movement]:
    """Make a stock card (kartu persediaan) of the store, a sheet a month.

    Its columns are Tanggal, Uraian, Masuk, Keluar, Sisa and Ket.; the description alone tells
    what left. Each sheet begins with the balance carried over, without a date.

    Args:
        seed: the same arguments always give the same book.
        movements: the number of lines of each month.
        months: the months, in order, as `Month.range` gives them.
        opening: blanks on hand in the evening before them.
        deformities: what the office did to the plain sheets.

    Examples:
        >>> from dukcapil.testing import stock_card
        >>> card = stock_card(seed=1, movements=3)
        >>> [line.cells[1] for line in card.sheets[0].lines]
        ['Saldo awal', 'Pencetakan KTP-el', 'Gagal cetak', 'Pencetakan KTP-el']
    """
    check_count("stock_card", "movements", movements)
    check_count("stock_card", "opening", opening)
    check_items("stock_card", "months", months, Month)
    rng = Random(seed)  # noqa: S311  the same book in every run
    sheets: list[OfficeSheet] = []
    truth: list[Movement] = []
    on_hand = opening
    for month in months:
        lines = [OfficeLine(cells=(None, "Saldo awal", None, None, on_hand, None))]
        moved = {True: 0, False: 0}
        for day in sorted(rng.choices(_DAYS, k=movements)):
            text, movement = _draw(rng, date(month.year, month.number, day), on_hand)
            is_in = movement.kind is Received
            moved[is_in] += movement.cards
            on_hand += movement.cards if is_in else -movement.cards
            amounts = (movement.cards, None) if is_in else (None, movement.cards)
            cells = (movement.on, text, *amounts, on_hand, None)
            lines.append(OfficeLine(cells=cells, record=len(truth)))
            truth.append(movement)
        sums = ("JUMLAH", None, moved[True], moved[False], None, None)
        sheets.append(_sheet(month, _CARD, lines, sums))
    return deformed(OfficeBook(sheets=tuple(sheets), truth=tuple(truth)), deformities, rng)


def _draw(rng: Random, on: date, on_hand: int) -> tuple[str, Movement]:
    """Draw a movement that the blanks on hand allow, and its description."""
    kind = rng.choice((Received, Printed, Printed, Spoiled, Distributed)) if on_hand else Received
    if kind is Received:
        cards = rng.choice((500, 1_000, 1_500, 2_000, 10_000))
        return rng.choice(_RECEIPTS), Movement(on, kind, cards)
    cards = rng.randint(1, on_hand if kind is not Spoiled else min(on_hand, 9))
    if kind is Distributed:
        point = rng.choice(_POINTS)
        return f"Distribusi ke Kec. {point}", Movement(on, kind, cards, point)
    texts = _PRINTS if kind is Printed else _SPOILED
    return rng.choice(texts).format(cards), Movement(on, kind, cards)


def print_log(
    *,
    seed: int,
    days: int = 20,
    months: tuple[Month, ...] = _JANUARY,
    deformities: Iterable[Deformity] = (),
) -> OfficeBook[PrintedDay]:
    """Make a log of printing, a line a day and a sheet a month.

    Args:
        seed: the same arguments always give the same book.
        days: the number of lines of each month, at most 28.
        months: the months, in order, as `Month.range` gives them.
        deformities: what the office did to the plain sheets.

    Raises:
        ValueError: for more days.

    Examples:
        >>> from dukcapil import Month
        >>> from dukcapil.testing import print_log
        >>> months = Month.range(Month(2020, 1), Month(2020, 3))
        >>> [sheet.name for sheet in print_log(seed=1, months=months).sheets]
        ['Januari 2020', 'Februari 2020']
    """
    check_count("print_log", "days", days)
    check_items("print_log", "months", months, Month)
    rng = Random(seed)  # noqa: S311  the same book in every run
    sheets: list[OfficeSheet] = []
    truth: list[PrintedDay] = []
    for month in months:
        log = [
            PrintedDay(
                date(month.year, month.number, day), rng.randint(1, 2_500), rng.choice((0, 0, 3))
            )
            for day in sorted(rng.sample(_DAYS, days))
        ]
        lines = [
            OfficeLine(cells=(day.on, day.printed, day.spoiled or None, None), record=record)
            for record, day in enumerate(log, start=len(truth))
        ]
        sums = ("JUMLAH", sum(day.printed for day in log), sum(day.spoiled for day in log), None)
        sheets.append(_sheet(month, _LOG, lines, sums))
        truth += log
    return deformed(OfficeBook(sheets=tuple(sheets), truth=tuple(truth)), deformities, rng)


def _sheet(
    month: Month,
    columns: tuple[OfficeColumn, ...],
    lines: list[OfficeLine],
    sums: tuple[object, ...],
) -> OfficeSheet:
    name = f"{_MONTHS[month.number - 1]} {month.year}"
    return OfficeSheet(name=name, columns=columns, lines=tuple(lines), sums=sums)
