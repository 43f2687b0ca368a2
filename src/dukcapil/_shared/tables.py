"""The base of all tabular answers: one content, shown in every form that readers ask for.

A subclass of `Tabular` states its content once, in `_content()`: the columns, each a `Column` with
a name and a `Kind`, and the rows of plain values (integers, `Fraction`s, dates, codes, members of
enumerations, None). Text, HTML, dictionaries, CSV, data frames and Arrow follow from it.

* Column names are snake case without dots, units last where two could be meant (`median_days`),
  quantiles as `waiting_p05`, their bounds as `waiting_p05_low` and `waiting_p05_high`. Each has a
  label in `labels.COLUMNS`, and each member of an enumeration one in `labels.VALUES`.
* Keys become one column a dimension: `KeyColumns(names, keys)` has the columns, and makes the
  cells of a key. A region code brings the name of the region beside it.
* A column for machines alone is a detail: text and HTML leave it out.
* `rows` holds the values of the answer itself; an answer without values for its rows has the
  cells instead.
* `keyed_table.KeyedTable` is the base of tables with one row a key.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from enum import Enum
from functools import partial
from typing import Any, Final, NamedTuple

from dukcapil._shared import adapters, arrow
from dukcapil._shared.labels import (
    INDONESIAN_FIGURES,
    Language,
    check_language,
    heading,
    value_label,
)
from dukcapil._shared.markup import Written, html_page, html_table, neutralised, text_table

__all__ = [
    "CAPTIONS",
    "Column",
    "Content",
    "KeyColumns",
    "Kind",
    "Tabular",
    "key_parts",
    "office_columns",
]


class Kind(Enum):
    """Kinds of columns: the type of the values, and the way they are written.

    Attributes:
        TEXT: words, codes, members of enumerations.
        COUNT: whole numbers, with separators.
        CHANGE: whole numbers, with separators and a sign.
        INTEGER: whole numbers such as years, without separators.
        NUMBER: ratios and other numbers.
        PERCENT: percentages.
        DATE: calendar dates.
        FLAG: yes or no.
    """

    TEXT = "text"
    COUNT = "count"
    CHANGE = "change"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    FLAG = "flag"


class Column(NamedTuple):
    """One column of an answer.

    Attributes:
        name: the name in dictionaries, CSV and frames.
        kind: the kind of its values.
        digits: decimals shown of a number that is not whole.
        is_detail: whether text and HTML leave it out.
    """

    name: str
    kind: Kind = Kind.TEXT
    digits: int = 2
    is_detail: bool = False


Content = tuple[Sequence[Column], Sequence[Sequence[object]]]
"""Columns, and rows with one value for each of them."""

_WHOLE: Final = frozenset({Kind.COUNT, Kind.CHANGE, Kind.INTEGER})
_FRACTIONAL: Final = frozenset({Kind.NUMBER, Kind.PERCENT})
_SEPARATED: Final = frozenset({Kind.COUNT, Kind.CHANGE, *_FRACTIONAL})
_ARROW_TYPES: Final = {
    **dict.fromkeys(_WHOLE, arrow.Type.INT64),
    **dict.fromkeys(_FRACTIONAL, arrow.Type.FLOAT64),
    Kind.TEXT: arrow.Type.STRING,
    Kind.DATE: arrow.Type.DATE,
    Kind.FLAG: arrow.Type.BOOL,
}


class KeyColumns:
    """The columns of the dimensions of keys.

    Attributes:
        columns: one a dimension, and one more for the names of regions.
    """

    __slots__ = ("_has_name", "_names", "columns")

    columns: tuple[Column, ...]

    def __init__(self, names: Sequence[str], keys: Sequence[Hashable]) -> None:
        """Make the columns.

        Args:
            names: the names of the dimensions, see `register._breakdown.dimension_names`. Keys
                of more parts than names have the name of the first dimension, numbered.
            keys: the keys of all rows; a tuple has a part for each dimension.
        """
        parts = [key_parts(key) for key in keys]
        width = len(parts[0]) if parts else len(names)
        if width != len(names):
            first = names[0] if names else "place"
            names = [first, *(f"{first}_{number}" for number in range(2, width + 1))][:width]
        columns: list[Column] = []
        has_name = []
        for index, name in enumerate(names):
            values = [part[index] for part in parts]
            has_name.append(any(hasattr(kind, "region_name") for kind in {*map(type, values)}))
            columns.append(Column(name, _kind_of(values)))
            if has_name[-1]:
                columns.append(Column(f"{name}_name"))
        self.columns = tuple(columns)
        self._has_name = has_name
        self._names: dict[object, str | None] = {}

    def cells(self, key: Hashable) -> list[object]:
        """Return the cells of a key."""
        cells: list[object] = []
        for part, has_name in zip(key_parts(key), self._has_name, strict=True):
            cells.append(part)
            if has_name:
                if part not in self._names:
                    self._names[part] = getattr(part, "region_name", None)
                cells.append(self._names[part])
        return cells


def key_parts(key: Hashable) -> tuple[Hashable, ...]:
    """Return the parts of a key: one for each dimension."""
    return key if type(key) is tuple else (key,)


def _kind_of(values: Sequence[object]) -> Kind:
    if values and all(type(value) is int for value in values):
        return Kind.INTEGER
    if values and all(type(value) is date for value in values):
        return Kind.DATE
    return Kind.TEXT


CAPTIONS: Final[dict[str, tuple[str, str]]] = {
    "BacklogTable": ("Waiting since the obligation began", "Lama menunggu sejak wajib KTP"),
    "Backtest": ("Back-test of forecasting methods", "Uji balik metode peramalan"),
    "BlankUse": ("Blanks used, by month", "Pemakaian blangko per bulan"),
    "Bounds": ("Guaranteed bounds, by month", "Batas terjamin per bulan"),
    "CountSheet": ("Sheet of a stock count", "Lembar hitung stok"),
    "CoverageTable": ("Coverage", "Cakupan"),
    "CrewSheet": ("Visits of each crew", "Kunjungan setiap tim"),
    "Decomposition": ("Causes of a change in coverage", "Penyebab perubahan cakupan"),
    "Deliveries": ("Blanks delivered, and their law", "Kiriman blangko dan sebarannya"),
    "DemandForecast": ("Cards expected, by month", "Prakiraan permintaan kartu per bulan"),
    "DemandHistories": (
        "Cards asked for, by place and month",
        "Permintaan kartu per tempat dan bulan",
    ),
    "DemandHistory": ("Cards asked for, by month", "Permintaan kartu per bulan"),
    "Destructions": ("Blanks destroyed", "Pemusnahan blangko"),
    "DocumentMoves": ("Movements of blanks, by document", "Mutasi blangko per dokumen"),
    "EarlyTable": ("Recorded before the obligation", "Perekaman pemula"),
    "FlowTable": ("Flows between two dates", "Arus antara dua tanggal"),
    "HandOver": ("Hand-over note", "Tanda terima blangko"),
    "Import": ("Rows that were imported", "Baris yang diimpor"),
    "InTransit": ("Blanks on the way", "Blangko dalam perjalanan"),
    "Kitagawa": ("Change in rates and in composition", "Perubahan tingkat dan komposisi"),
    "MonthlyRates": ("Rates of a month", "Tingkat per bulan"),
    "Movements": ("Movements of blanks, by month", "Mutasi blangko per bulan"),
    "NewlyObliged": ("Newly obliged", "Wajib KTP baru"),
    "Outlook": ("Outlook, by month", "Prakiraan per bulan"),
    "PlaceMovements": (
        "Movements of blanks, by month and place",
        "Mutasi blangko per bulan dan tempat",
    ),
    "Plan": ("Plan of visits", "Rencana kunjungan"),
    "PrintCheck": ("Blanks against prints", "Blangko dibandingkan dengan pencetakan"),
    "Problems": ("Problems by row", "Masalah per baris"),
    "ProvincialReport": ("Report to the province", "Laporan ke provinsi"),
    "ReconciledForecasts": (
        "Cards expected, by place, adding up",
        "Prakiraan per tempat yang jumlahnya cocok",
    ),
    "Reconciliation": ("Reconciliation of blanks", "Rekonsiliasi blangko"),
    "Replan": ("Changed plan of visits", "Perubahan rencana kunjungan"),
    "RevisionTable": ("Revisions of what was published", "Revisi atas yang dipublikasikan"),
    "SeasonalLevel": ("Seasonal level", "Tingkat musiman"),
    "SerialHistory": ("The way of one blank", "Riwayat satu keping blangko"),
    "Sharing": ("Shares of a lot of blanks", "Pembagian blangko"),
    "StageTable": ("Stages of the obliged", "Tahap wajib KTP"),
    "StockAgeing": ("Age of the stock", "Umur stok"),
    "StockCard": ("Stock card", "Kartu stok"),
    "StockOut": ("Days without blanks", "Hari tanpa blangko"),
    "StockValue": ("Value of the stock", "Nilai stok"),
    "SuppressedCounts": ("Counts, small ones protected", "Jumlah, angka kecil dilindungi"),
    "SuppressedTable": ("Coverage, small counts protected", "Cakupan, angka kecil dilindungi"),
    "Timeliness": ("From the obligation to the card", "Dari wajib KTP sampai memiliki KTP-el"),
    "Timetable": ("Timetable of visits", "Jadwal kunjungan"),
    "Trajectory": ("One trajectory, by month", "Satu lintasan per bulan"),
    "TreeOutlook": ("Outlook of all branches, by month", "Prakiraan semua cabang per bulan"),
    "TrendAndSeason": ("Trend, season and occasions", "Tren, musim, dan peristiwa"),
    "TrialBalance": ("Trial balance of blanks", "Neraca saldo blangko"),
    "VenueTable": ("Visits by venue", "Kunjungan per tempat"),
}
"""English and Indonesian, by the name of the class of the answer."""


def caption_of(kind: type, language: Language) -> str | None:
    """Return the caption of a kind of table; None for a kind that is not of this package."""
    names = (base.__name__ for base in kind.__mro__)
    words = next((CAPTIONS[name] for name in names if name in CAPTIONS), None)
    return words and words[language == "id"]


class Tabular:
    """A value that is a table: in a terminal, a notebook, a page, a spreadsheet, a data frame."""

    __slots__ = ()

    @abstractmethod
    def _content(self) -> Content:
        """Return the columns and the rows."""

    def _note(self, language: Language) -> str:  # noqa: ARG002  a table without a note
        """Return a sentence below the table; empty for none."""
        return ""

    @property
    def rows(self) -> Sequence[object]:
        """The rows, each with one value a column."""
        return tuple(tuple(row) for row in self._content()[1])

    def __str__(self) -> str:
        """The table for a terminal, in English."""
        return self.to_text()

    def to_text(self, *, language: Language = "en") -> str:
        """Return the table as aligned text.

        Args:
            language: `en` or `id`, for headings, words and separators.
        """
        return text_table(self._written(language))

    def _repr_html_(self) -> str:
        return html_table(self._written("en"), caption=caption_of(type(self), "en"))

    def to_html(self, *, title: str | None = None, language: Language = "en") -> str:
        """Return a page of its own that prints on A4, with everything escaped.

        A table of many columns lies across the paper; one row of many columns stands upright, a
        line for each column.

        Args:
            title: the title of the page and the caption of the table; the kind of the table
                unless given.
            language: `en` or `id`, for headings, words and separators.
        """
        title = caption_of(type(self), language) if title is None else title
        return html_page(self._written(language), title, language)

    def to_dicts(self) -> list[dict[str, object]]:
        """Return one dictionary a row, of plain JSON types: text, numbers, booleans and None.

        Dates are ISO text, ratios floating-point numbers; percentages are rounded as printed.
        """
        columns, values = self._by_column()
        names = [column.name for column in columns]
        plain = [_plain_column(column, of) for column, of in zip(columns, values, strict=True)]
        return [dict(zip(names, row, strict=True)) for row in zip(*plain, strict=True)]

    def to_csv(self, *, language: Language | None = None) -> str:
        """Return the table as CSV, by RFC 4180, with numbers unformatted.

        Text that a spreadsheet would run as a formula is preceded by an apostrophe, which
        `spreadsheets.read` takes away again.

        Args:
            language: `en` or `id` for headings and words of that language; names of columns and
                words in English unless given.
        """
        import csv  # noqa: PLC0415  every answer has this base, and few are written
        from io import StringIO  # noqa: PLC0415

        columns, values = self._by_column()
        headings = [column.name for column in columns]
        if language is not None:
            check_language(type(self).__name__, language)
            headings = [heading(name, language) for name in headings]
        cells = [
            _csv_column(column, of, language or "en")
            for column, of in zip(columns, values, strict=True)
        ]
        file = StringIO()
        writer = csv.writer(file)
        writer.writerow(map(neutralised, headings))
        writer.writerows(zip(*cells, strict=True))
        return file.getvalue()

    def to_frame(self, backend: str) -> Any:  # noqa: ANN401  a frame of that library
        """Return the table as a data frame.

        Args:
            backend: the library of the frame: `polars`, `pandas` or `pyarrow`.

        Raises:
            ValueError: for another backend.
            MissingExtra: where narwhals is not installed.
            ModuleNotFoundError: where the library itself is not.
        """
        answers = adapters.load("dukcapil.frames._registers.to_frames", extra="frames")
        return answers.answer_frame(self._arrays(), backend)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Export the table by the Arrow PyCapsule interface.

        Raises:
            ModuleNotFoundError: where none of PyArrow, Polars and nanoarrow is installed.
        """
        return arrow.stream(self._arrays(), requested_schema)

    def _arrays(self) -> list[arrow.Array]:
        columns, values = self._by_column()
        return [
            arrow.Array(
                column.name,
                _ARROW_TYPES[column.kind],
                of if column.kind is Kind.DATE else _plain_column(column, of),
            )
            for column, of in zip(columns, values, strict=True)
        ]

    def _by_column(self) -> tuple[Sequence[Column], Sequence[Sequence[object]]]:
        columns, rows = self._content()
        return columns, list(zip(*rows, strict=True)) if rows else [()] * len(columns)

    def _written(self, language: Language) -> Written:
        """Return the table as people read it, without its details."""
        check_language(type(self).__name__, language)
        columns, values = self._by_column()
        shown = [
            (column, of) for column, of in zip(columns, values, strict=True) if not column.is_detail
        ]
        written = [_written_column(column, of, language) for column, of in shown]
        return Written(
            headings=[heading(column.name, language) for column, _ in shown],
            rows=list(zip(*written, strict=True)),
            is_figure=[_is_figure(column) for column, _ in shown],
            note=self._note(language),
        )


def office_columns(
    table: Tabular, language: Language
) -> list[tuple[Column, str, Sequence[object]]]:
    """Return the columns for a workbook: each with its heading and its values, without details.

    Numbers are integers or floating-point numbers, dates stay dates, words are of the language.
    """
    columns, values = table._by_column()  # noqa: SLF001  the same module
    return [
        (column, heading(column.name, language), _office_column(column, of, language))
        for column, of in zip(columns, values, strict=True)
        if not column.is_detail
    ]


def _office_column(
    column: Column, values: Sequence[object], language: Language
) -> Sequence[object]:
    if column.kind is Kind.DATE:
        return values
    if column.kind is Kind.FLAG:
        return [one or None for one in _written_column(column, values, language)]
    return _plain_column(column, values, language)


def _is_figure(column: Column) -> bool:
    """Return whether a column stands to the right, as figures and dates do."""
    return column.kind not in {Kind.TEXT, Kind.FLAG}


# One converter a kind is chosen for a whole column, since large tables have many equal cells.
def _plain_column(column: Column, values: Sequence[Any], language: Language = "en") -> list[object]:
    """Return values as types of JSON."""
    convert: Callable[[Any], object]
    if column.kind in _WHOLE:
        convert = int
    elif column.kind is Kind.PERCENT:
        digits = column.digits
        convert = lambda value: float(_rounded(value, digits, separator=""))  # noqa: E731
    elif column.kind is Kind.NUMBER:
        convert = float
    elif column.kind is Kind.FLAG:
        convert = bool
    elif column.kind is Kind.DATE:
        convert = date.isoformat
    else:
        convert = partial(value_label, language=language)
    return [None if value is None else convert(value) for value in values]


def _csv_column(column: Column, values: Sequence[Any], language: Language) -> list[object]:
    if column.kind is Kind.FLAG:
        return [one or None for one in _written_column(column, values, language)]
    plain = _plain_column(column, values, language)
    return [neutralised(value) for value in plain] if column.kind is Kind.TEXT else plain


def _written_column(column: Column, values: Sequence[Any], language: Language) -> list[str]:
    """Return values as people of a language write them; nothing for None."""
    write: Callable[[Any], str]
    if column.kind is Kind.COUNT:
        write = "{:,}".format
    elif column.kind is Kind.CHANGE:
        write = "{:+,}".format
    elif column.kind in _FRACTIONAL:
        digits = column.digits
        write = lambda value: _rounded(value, digits)  # noqa: E731
    elif column.kind is Kind.FLAG:
        write = lambda value: value_label("yes" if value else "no", language)  # noqa: E731
    else:
        write = partial(value_label, language=language)
    texts = ["" if value is None else write(value) for value in values]
    if language == "id" and column.kind in _SEPARATED:
        return [text.translate(INDONESIAN_FIGURES) for text in texts]
    return texts


def _rounded(value: Any, digits: int, separator: str = ",") -> str:  # noqa: ANN401
    """Return a number to some digits, half away from zero."""
    numerator, denominator = value.as_integer_ratio()
    scaled = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    sign = "-" if numerator < 0 and scaled else ""
    whole, part = divmod(scaled, 10**digits)
    return f"{sign}{whole:{separator}}" + (f".{part:0{digits}}" if digits else "")
