"""The stock cards that offices keep as spreadsheets, read into claims."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from string import capwords
from typing import Final, NamedTuple, TypeVar, final

from dukcapil._cells import (
    MONTH_OF,
    UnreadableCell,
    is_blank,
    is_nothing,
    read_count,
    read_date,
    read_region,
    read_text,
)
from dukcapil._shared.checks import raise_faults
from dukcapil._shared.problems import Problem
from dukcapil.blanko._places import STORE, Place
from dukcapil.errors import Fault

__all__ = ["Claim", "Rejected", "Sheet"]

T = TypeVar("T")

_EXTRA_CELLS: Final = "(beyond the headings)"
_HEADINGS: Final[Mapping[str, str]] = {
    "received": "received in diterima diterima_masuk masuk terima penerimaan",
    "returned": "returned kembali pengembalian retur",
    "distributed": "distributed sent dikirim dikirim_distribusi distribusi didistribusikan",
    "printed": "printed out dicetak dicetak_keluar cetak keluar pencetakan tercetak",
    "spoiled": "spoiled rusak rusak_gagal gagal gagal_cetak",
    "destroyed": "destroyed dimusnahkan musnah pemusnahan",
    "counted": "counted count opname stok_opname stock_opname hasil_opname hitung_fisik fisik",
    "balance": "balance remaining sisa sisa_saldo saldo stok sisa_stok sisa_akhir saldo_akhir",
    "date": "date tanggal tgl",
    "document": "document document_number no_dokumen nomor_dokumen no_bast nomor_bast bast "
    "no_surat nomor_surat no_bukti nomor_bukti",
    "place": "place destination kecamatan kec nama_kecamatan kecamatan_tujuan tujuan",
    "description": "description remarks uraian keterangan ket uraian_keterangan",
}
"""The fields of a row, first the figures in the order in which a day is written, and the headings
they are known by when `_FILLERS` are left out."""

_FIELD_OF: Final = {name: field for field, names in _HEADINGS.items() for name in names.split()}
_FILLERS: Final = {
    *("jumlah", "blangko", "blanko", "ktp", "el", "keping", "lembar", "blanks", "cards"),
}
_FIGURES: Final = tuple(_HEADINGS)[:8]
_NO_AMOUNTS: Final = frozenset({"counted", "balance"})
_WITH_PLACE: Final = frozenset({"distributed", "returned"})
_SUM: Final = re.compile(
    r"\W*(?:(?:grand|sub)\W*total|total|jumlah|pindahan|(?:saldo|sisa|stok)\s+(?:awal|akhir|"
    r"pindahan|(?:bulan|tahun)\s+lalu)|(?:opening|closing)\s+balance)\b(?P<rest>.*)",
    re.DOTALL,
)
_OF_A_SUM: Final = {
    *_FILLERS,
    *MONTH_OF,
    *("akhir", "bulan", "d", "dari", "dengan", "hari", "ini", "keseluruhan", "lalu", "minggu"),
    *("of", "per", "s", "sampai", "sd", "seluruh", "seluruhnya", "tahun", "tanggal"),
}
_KECAMATAN: Final = re.compile(r"^kec(?:amatan)?(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)


@final
class Rejected(NamedTuple):
    """Something of a row that was not posted, and the cards that were not posted for it."""

    problem: Problem
    cards: int

    @classmethod
    def of(cls, row: int, field: str, reason: Fault | str, cards: int = 0) -> "Rejected":
        return cls(Problem(row=row, column=field, reason=reason), cards)


@final
class Claim(NamedTuple):
    """One figure of one row that is to be posted."""

    on: date
    row: int
    field: str
    cards: int
    number: str
    place: Place | None

    @property
    def turn(self) -> tuple[date, int, int]:
        """The sort key of the order of writing."""
        return self.on, _FIGURES.index(self.field), self.row

    @property
    def amount(self) -> int:
        """The number of cards that move; 0 for a count."""
        return 0 if self.field == "counted" else self.cards


@final
class Sheet:
    """The rows of a stock card, read one by one."""

    def __init__(self, at: Place, known: Iterable[Place]) -> None:
        self.at = at
        self._known = {place.name.casefold(): place for place in (*known, at)}
        self.fields: dict[str, str | None] = {}
        self.claims: list[Claim] = []
        self.balances: list[tuple[date, int, int]] = []
        self.rejected: list[Rejected] = []
        self.dropped: list[int] = []
        self.cards = 0
        self._has_rows = False

    def read(self, row: int, cells_by_heading: Mapping[str, object]) -> None:
        """Read one row."""
        cells, others = self._by_field(cells_by_heading)
        filled = {field: cells[field] for field in _FIGURES if not is_nothing(cells.get(field))}
        if "counted" not in filled and _is_sum(cells.get("date"), others):
            self.dropped.append(row)
        elif filled:
            self._read_figures(row, cells, filled)

    def _by_field(
        self, cells_by_heading: Mapping[str, object]
    ) -> tuple[dict[str, object], list[object]]:
        """Return the cells by field, and the cells that can only show that a row is a total."""
        cells: dict[str, object] = {}
        others: list[object] = []
        for heading, cell in cells_by_heading.items():
            field = self._field_of(heading)
            if field in cells:
                raise_faults("columns", [(field, Fault.DUPLICATE)])
            if field not in _FIGURES:
                others.append(cell)
            if field is not None and field != "description":
                cells[field] = cell
        if not self._has_rows:
            missing = [] if "date" in cells else [("date", Fault.MISSING)]
            if not cells.keys() & set(_FIGURES):
                missing.append(("printed", Fault.MISSING))
            raise_faults("columns", missing)
        self._has_rows = True
        return cells, others

    def _field_of(self, heading: object) -> str | None:
        if heading is None:  # csv.DictReader keeps the cells beyond the last heading there
            return _EXTRA_CELLS
        name = str(heading)
        if name not in self.fields:
            words = re.findall(r"[^\W_]+", name.casefold())
            plain = "_".join(word for word in words if word not in _FILLERS)
            self.fields[name] = _FIELD_OF.get(plain)
        return self.fields[name]

    def _read_figures(
        self, row: int, cells: Mapping[str, object], filled: Mapping[str, object]
    ) -> None:
        figures: dict[str, int] = {}
        for field, cell in filled.items():
            try:
                figures[field] = read_count(cell)
            except UnreadableCell as error:
                self._reject(row, field, error.reason)
        amount = sum(cards for field, cards in figures.items() if field not in _NO_AMOUNTS)
        self.cards += amount
        on, number, place, faults = _read_frame(cells)
        if place is not None:
            place = self._known.get(place.name.casefold(), place)
        goes_there = any(figures.get(field) != 0 for field in _WITH_PLACE & filled.keys())
        if place not in {None, self.at} and not goes_there:
            faults.append(("place", Fault.CONTRADICTION))
        for index, (field, reason) in enumerate(faults):
            self._reject(row, field, reason, 0 if index else amount)
        for field, cards in () if faults else figures.items():
            if field == "balance":
                self.balances.append((on, row, cards))
            elif cards or field == "counted":
                self._claim(Claim(on, row, field, cards, number, place))

    def _claim(self, claim: Claim) -> None:
        is_sent = claim.field == "distributed"
        if not is_sent and (claim.field != "returned" or self.at != STORE):
            self.claims.append(claim._replace(place=None))
        elif is_sent and claim.place == self.at:
            self._reject(claim.row, "place", Fault.CONTRADICTION, claim.cards)
        elif claim.place is None and not (is_sent and claim.number):
            self._reject(claim.row, "place", Fault.MISSING, claim.cards)
        else:
            self.claims.append(claim)

    def _reject(self, row: int, field: str, reason: Fault, cards: int = 0) -> None:
        self.rejected.append(Rejected.of(row, field, reason, cards))


def _is_sum(day: object, others: Iterable[object]) -> bool:
    """Return whether a row is a total or carried over; with a date, only if it says no more."""
    for cell in others:
        match = _SUM.match(cell.casefold()) if isinstance(cell, str) else None
        if match is not None:
            more = set(re.findall(r"[^\W\d_]+", match["rest"])) - _OF_A_SUM
            if not more or is_blank(day) or cell is day:
                return True
    return False


def _read_frame(
    cells: Mapping[str, object],
) -> tuple[date, str, Place | None, list[tuple[str, Fault]]]:
    """Return the date, document and place of a row, and the faults of their cells."""
    faults: list[tuple[str, Fault]] = []

    def read(field: str, reader: Callable[[object], T], otherwise: T) -> T:
        try:
            return reader(cells.get(field))
        except UnreadableCell as error:
            faults.append((field, error.reason))
            return otherwise

    read(_EXTRA_CELLS, _read_nothing, None)
    on, number = read("date", read_date, date.min), read("document", _read_number, "")
    return on, number, read("place", _read_place, None), faults


def _read_nothing(cell: object) -> None:
    if isinstance(cell, list) and not all(map(is_blank, cell)):
        raise UnreadableCell(Fault.EXTRA_CELLS)


def _read_number(cell: object) -> str:
    """Read the number of a document; empty for none."""
    if is_nothing(cell):
        return ""
    return str(cell) if type(cell) is int else " ".join(read_text(cell).split())


def _read_place(cell: object) -> Place | None:
    """Read a point: a region by its code, another by its name in any capitalisation."""
    if is_nothing(cell):
        return None
    name = read_text(cell)
    if name[0].isdigit():
        return Place.point(str(read_region(name)))
    return Place.point(capwords(_KECAMATAN.sub("", name)))
