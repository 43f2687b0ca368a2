"""Headings of published tables, and the figures that they and the words of indicators name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple, final

from dukcapil._cells import REGION_COLUMNS, REGION_HEADINGS, is_nothing
from dukcapil._shared.checks import raise_faults
from dukcapil.errors import Fault
from dukcapil.nik import Sex

__all__ = ["FIGURES", "FIGURE_COLUMNS", "FigureColumn", "FigureHeadings", "figure_of"]

FIGURES: Final = (
    "obliged",
    "recorded",
    "not_recorded",
    "print_ready",
    "holding",
    "not_holding",
)
"""Counts of a published table."""

_OF_SEX: Final = {None: "", Sex.MALE: "_male", Sex.FEMALE: "_female"}


class FigureColumn(NamedTuple):
    """The meaning of a column of figures.

    Attributes:
        figure: one of `FIGURES`.
        sex: the sex that it counts, or None for both.
        is_percent: whether it has the percentage of the obliged in place of the count.
    """

    figure: str
    sex: Sex | None
    is_percent: bool

    @property
    def name(self) -> str:
        """The name of the column in the library."""
        return f"{self.figure}{'_percent' if self.is_percent else ''}{_OF_SEX[self.sex]}"


FIGURE_COLUMNS: Final = {
    column.name: column
    for figure in FIGURES
    for is_percent in (False, True)
    for sex in _OF_SEX
    if not (is_percent and figure == "obliged")
    for column in (FigureColumn(figure, sex, is_percent),)
}

_BPS: Final = "(BPS)"
_LEFT_OUT: Final = "(left out)"
_UNREAD: Final = frozenset({_BPS, _LEFT_OUT})

# Without punctuation and brackets; portals put the name of the ministry before its codes.
_HEADINGS: Final[Mapping[str, str]] = {
    "region": "region, region code, kode, kode wilayah, kode wil, kode kemendagri",
    **REGION_HEADINGS,
    "name": "name, nama, nama wilayah, wilayah",
    "province_name": "provinsi, propinsi, nama provinsi, nama propinsi, nama prov, nama prop",
    "kab_kota_name": "kabupaten, kota, kab kota, kabupaten kota, nama kab, nama kabupaten, "
    "nama kota, nama kab kota, nama kabupaten kota",
    "kecamatan_name": "kecamatan, nama kecamatan, nama kec",
    "kelurahan_name": "kelurahan, desa, desa kelurahan, kelurahan desa, nama kelurahan, nama kel, "
    "nama desa, nama desa kelurahan, nama kelurahan desa",
    "sex": "sex, jenis kelamin, jk, kelamin, jenkel",
    "count": "count, jumlah, jml, nilai",
    "unit": "unit, satuan",
    "indicator": "indicator, indikator, uraian, kategori, variabel",
    "semester": "semester, smt",
    "year": "year, tahun",
    "date": "date, tanggal, per tanggal, tanggal data",
    _LEFT_OUT: "no, nomor, no urut, id",
}
_FIELD_OF: Final = {
    heading: field
    for field, headings in _HEADINGS.items()
    for heading in (*headings.split(", "), field.replace("_", " "))
}
_NAMES: Final = frozenset(field for field in _HEADINGS if field.endswith("name"))
_HINT: Final = re.compile(r"[(\[{].*?[)\]}]")

_CARD: Final = re.compile(r"\be[\s\-]?ktp\b|\bktp[\s\-]?e(?:l|lektronik)?\b")
_READY: Final = re.compile(r"\bsiap cetak\b|\bprint[\s\-]ready(?:[\s\-]record)?\b")
_BY_SEX: Final = re.compile(r"(?:berdasarkan|menurut|per) jenis kelamin")
_WORDS: Final = re.compile(r"[^\W_]+|%")
_MEANING_OF: Final = {
    word: meaning
    for meaning, words in {
        "male": "lk l laki pria male",
        "female": "pr p perempuan wanita female",
        "percent": "% persen persentase prosentase percent",
        "not": "belum blm tidak not",
        "done": "sudah telah",
        "recorded": "rekam perekaman merekam direkam terekam recorded",
        "holding": "memiliki miliki punya mempunyai kepemilikan pemilik holding",
        "obliged": "wajib obliged",
        "ready": "prr",
        "card": "ktp",
        "": "jml jumlah total sisa penduduk yang jiwa orang melakukan data dari dan",
    }.items()
    for word in words.split()
}


def figure_of(text: str) -> FigureColumn | None:
    """Return the figure that words name, or None where a word is not known.

    Printed cards are no figure: they are cards, not people.
    """
    plain = _BY_SEX.sub("", " ".join(text.casefold().replace("_", " ").split()))
    plain = _READY.sub("prr", _CARD.sub("ktp", plain))
    words: list[str] = _WORDS.findall(plain.replace("wktp", "wajib ktp"))
    meanings = {_MEANING_OF.get(word, word) for word in words}
    if not meanings <= _KNOWN:
        return None
    figure = _figure(meanings)
    if figure is None:
        return None
    sexes = meanings & {"male", "female"}
    sex = Sex(sexes.pop()) if len(sexes) == 1 else None
    return FIGURE_COLUMNS.get(FigureColumn(figure, sex, "percent" in meanings).name)


_KNOWN: Final = frozenset(_MEANING_OF.values())


def _figure(meanings: set[str]) -> str | None:
    if {"done", "not"} <= meanings:  # both are asked, and neither is counted
        return None
    if "ready" in meanings:
        others = {"done", "not", "recorded", "holding", "obliged", "card"}
        return None if meanings & others else "print_ready"
    is_told = bool(meanings & {"done", "not"})
    if "recorded" in meanings:  # "wajib rekam" alone says who must, not who did
        figure = None if "obliged" in meanings and not is_told else "recorded"
    elif "holding" in meanings or ("card" in meanings and "obliged" not in meanings):
        figure = "holding"
    else:
        return "obliged" if "obliged" in meanings and not is_told else None
    return f"not_{figure}" if figure and "not" in meanings else figure


@final
class FigureHeadings:
    """The headings of a table and their fields, learned as rows bring them.

    Attributes:
        ignored: the headings without a field that nobody left out.
        read: the number of cells that say something, in columns that are read.
        unread: the same, in columns that are not and that nobody left out.
    """

    def __init__(
        self, columns: Mapping[str, str | None], *, has_date: bool, has_place: bool
    ) -> None:
        """Take the names that the caller gives.

        Args:
            columns: fields of headings.
            has_date: whether a date is known without a column.
            has_place: whether the region is known in which the names of the table lie.
        """
        known = {*_HEADINGS, *FIGURE_COLUMNS}
        raise_faults(
            "columns",
            [
                (f"field {number}", Fault.UNREADABLE)  # a row of data would be shown
                for number, field in enumerate(columns.values(), start=1)
                if field is not None and field not in known
            ],
        )
        self._columns = dict(columns)
        self._has_date = has_date
        self._places = REGION_COLUMNS | _NAMES if has_place else REGION_COLUMNS
        self._layouts: dict[tuple[object, ...], tuple[str | None, ...]] = {}
        self.ignored: dict[str, None] = {}
        self.read = 0
        self.unread = 0

    def by_field(self, row: Mapping[str, object]) -> dict[str, object] | None:
        """Return the cells of a row by field, or None for a row of which all are empty.

        Raises:
            InvalidRecord: for two columns of one field, or a required one that is missing from
                the first row.
        """
        headings = tuple(row)
        if headings not in self._layouts:
            self._layouts[headings] = self._learn(headings)
        cells: dict[str, object] = {}
        is_empty = True
        for field, cell in zip(self._layouts[headings], row.values(), strict=True):
            is_filled = not is_nothing(cell)
            is_empty = is_empty and not is_filled
            if field is None:
                self.unread += is_filled
            elif field not in _UNREAD:
                cells[field] = cell
                self.read += is_filled
        return None if is_empty else cells

    def _learn(self, headings: tuple[object, ...]) -> tuple[str | None, ...]:
        fields = [self._field_of(str(one)) for one in headings]
        if "indicator" not in fields and FIGURE_COLUMNS.keys() & {*fields}:
            # One of several columns under two-line headings; it does not say of what.
            fields = [None if field == "count" else field for field in fields]
        if not self._layouts:
            raise_faults("columns", self._missing(fields))
        read = [field for field in fields if field is not None and field not in _UNREAD]
        twice = [field for field, count in Counter(read).items() if count > 1]
        raise_faults("columns", [(field, Fault.DUPLICATE) for field in twice])
        by_sex = [one for one in fields if one in FIGURE_COLUMNS and FIGURE_COLUMNS[one].sex]
        if "sex" in fields and by_sex:
            raise_faults("columns", [("sex", Fault.CONTRADICTION, str(by_sex[0]))])
        letters = {
            word
            for one in headings
            if one not in self._columns
            for word in re.findall(r"[^\W_]+", str(one).casefold())
        }
        if {"p", "w"} <= letters:
            raise_faults("columns", [("sex", Fault.TWO_MEANINGS)])
        for heading, field in zip(headings, fields, strict=True):
            if field is None:
                self.ignored[str(heading)] = None
        return tuple(fields)

    def _missing(self, fields: list[str | None]) -> list[tuple[str, Fault]]:
        """Return the columns without which no row can be read."""
        present = {*fields}
        missing: list[tuple[str, Fault]] = []
        if not present & self._places:
            missing.append(("region", Fault.BPS_CODE if _BPS in present else Fault.MISSING))
        if "count" in present and "indicator" not in present:
            missing.append(("indicator", Fault.MISSING))
        elif not present & {"count", *FIGURE_COLUMNS}:
            missing.append(("count", Fault.MISSING))
        if not (self._has_date or "date" in present or "semester" in present):
            missing.append(("semester", Fault.MISSING))
        return missing

    def _field_of(self, heading: str) -> str | None:
        if heading in self._columns:
            return self._columns[heading] or _LEFT_OUT
        words = re.findall(r"[^\W_]+", heading.casefold())
        if "bps" in words:
            return _BPS
        hinted = re.findall(r"[^\W_]+", _HINT.sub(" ", heading).casefold())
        for plain in (words, hinted):
            name = " ".join(word for word in plain if word != "kemendagri")
            if field := _FIELD_OF.get(name):
                return field
        figure = figure_of(heading)
        return figure and figure.name
