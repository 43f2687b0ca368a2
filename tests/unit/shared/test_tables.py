"""The one face of tabular answers, on a table of every kind of column."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from typing import Any

import pytest

from dukcapil import Month, RegionCode, Sex
from dukcapil._shared import arrow  # the libraries of Arrow are chosen there
from dukcapil._shared.labels import COLUMNS, VALUES, heading  # the one table of labels
from dukcapil._shared.tables import (  # the base is private: users meet its subclasses
    Column,
    Content,
    KeyColumns,
    Kind,
    Tabular,
)
from dukcapil.errors import MissingExtra

KEYS = [(RegionCode("32.75.01"), "=cmd()"), (RegionCode("32.75.99"), "plain")]


class Everything(Tabular):
    """A table with every kind of column, with and without values."""

    def _content(self) -> Content:
        keys = KeyColumns(("kecamatan", "group"), KEYS)
        columns = [
            *keys.columns,
            Column("sex"),
            Column("month"),
            Column("date", Kind.DATE),
            Column("obliged", Kind.COUNT),
            Column("change", Kind.CHANGE),
            Column("birth_year", Kind.INTEGER),
            Column("weight", Kind.NUMBER, digits=3),
            Column("percent", Kind.PERCENT),
            Column("beats_naive", Kind.FLAG),
            Column("waiting_people_p05_low", Kind.COUNT, is_detail=True),
        ]
        values: tuple[object, ...] = (
            *(Sex.FEMALE, Month(2020, 11), date(2020, 11, 23), 1_797_232, -42_476, 2003),
            *(Fraction(2, 3), Decimal("97.64"), True, 7),
        )
        return columns, [
            [*keys.cells(KEYS[0]), *values],
            [*keys.cells(KEYS[1]), *[None] * len(values)],
        ]


class Empty(Tabular):
    """A table without rows."""

    def _content(self) -> Content:
        return [Column("obliged", Kind.COUNT), Column("date", Kind.DATE)], []


TABLE = Everything()


def test_text_has_figures_to_the_right_and_separators() -> None:
    head, first, second = str(TABLE).splitlines()
    columns = [head.index(one) for one in ("kecamatan", "name", "group", "sex", "month")]
    assert [first[at:].split("  ")[0] for at in columns] == [
        "32.75.01",
        "Bekasi Timur",
        "=cmd()",
        "female",
        "2020-11",
    ]
    for heading_, figure in (
        ("obliged", "1,797,232"),
        ("change", "-42,476"),
        ("year of birth", "2003"),
        ("weight", "0.667"),
        ("%", "97.64"),
    ):
        right = head.index(heading_) + len(heading_)
        assert first[:right].endswith(figure)
    assert second == "32.75.99                 plain"


def test_text_in_indonesian_has_its_words_and_separators() -> None:
    head, first, _ = TABLE.to_text(language="id").splitlines()
    assert " ".join(head.split()) == (
        "kecamatan nama kelompok jenis kelamin bulan tanggal wajib KTP perubahan tahun lahir "
        "bobot % lebih baik dari naif"
    )
    assert " ".join(first.split()[-7:]) == "2020-11-23 1.797.232 -42.476 2003 0,667 97,64 ya"
    assert "perempuan" in first


def test_rows_of_a_table_without_values_are_its_cells() -> None:
    assert TABLE.rows[1] == (RegionCode("32.75.99"), None, "plain", *[None] * 10)


def test_a_table_without_rows_is_its_headings() -> None:
    assert str(Empty()) == "obliged  date"
    assert Empty().to_dicts() == []
    assert Empty().to_csv() == "obliged,date\r\n"


def test_a_language_without_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the language 'en' or 'id'"):
        TABLE.to_text(language="fr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Everything: expected the language"):
        TABLE.to_csv(language="fr")  # type: ignore[arg-type]


def test_dictionaries_hold_plain_json() -> None:
    first, second = TABLE.to_dicts()
    assert (
        json.loads(json.dumps(first))
        == first
        == {
            "kecamatan": "32.75.01",
            "kecamatan_name": "Bekasi Timur",
            "group": "=cmd()",
            "sex": "female",
            "month": "2020-11",
            "date": "2020-11-23",
            "obliged": 1_797_232,
            "change": -42_476,
            "birth_year": 2003,
            "weight": 2 / 3,
            "percent": 97.64,
            "beats_naive": True,
            "waiting_people_p05_low": 7,
        }
    )
    assert type(first["kecamatan"]) is str
    assert set(list(second.values())[3:]) == {None}


class TestCsv:
    """One writer, whose cells no spreadsheet runs."""

    def test_it_reads_back(self) -> None:
        first, second = csv.DictReader(StringIO(TABLE.to_csv()))
        assert (first["obliged"], first["weight"]) == ("1797232", str(2 / 3))
        assert first["beats_naive"] == "yes"
        assert second["obliged"] == ""

    def test_headings_and_words_may_be_indonesian(self) -> None:
        (first, _) = csv.DictReader(StringIO(TABLE.to_csv(language="id")))
        assert first["wajib KTP"] == "1797232"
        assert first["jenis kelamin"] == "perempuan"
        assert first["perubahan"] == "-42476"

    @pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_text_that_a_spreadsheet_would_run_is_neutralised(self, first: str) -> None:
        class Hostile(Tabular):
            def _content(self) -> Content:
                return [Column(f"{first}heading")], [[f"{first}1+1"]]

        head, row = csv.reader(StringIO(Hostile().to_csv(), newline=""))
        assert head == [f"'{first}heading"]
        assert row == [f"'{first}1+1"]


class TestHtml:
    """Escaped, figures to the right, and a page that prints."""

    def test_it_is_escaped(self) -> None:
        class Markup(Tabular):
            def _content(self) -> Content:
                return [Column("<a>")], [["&<b>"]]

        html = Markup()._repr_html_()
        assert "&lt;a&gt;" in html
        assert "&amp;&lt;b&gt;" in html
        assert "<b>" not in Markup().to_html(title="<b>")

    def test_figures_stand_to_the_right(self) -> None:
        html = TABLE._repr_html_()
        assert '<td style="text-align: right">1,797,232</td>' in html
        assert '<td style="text-align: left">female</td>' in html

    def test_a_page_has_title_caption_and_language(self) -> None:
        page = TABLE.to_html(title="Cakupan", language="id")
        assert page.startswith('<!doctype html>\n<html lang="id">')
        assert "<title>Cakupan</title>" in page
        assert ">Cakupan</caption>" in page
        assert "1.797.232" in page
        assert "<caption" not in TABLE.to_html()

    @pytest.mark.parametrize(
        ("columns", "rows", "is_upright", "is_wide"),
        [(7, 1, 0, 0), (8, 2, 0, 1), (8, 1, 0, 1), (9, 1, 1, 0)],
    )
    def test_many_columns_fit_on_paper(
        self, columns: int, rows: int, is_upright: int, is_wide: int
    ) -> None:
        class Wide(Tabular):
            def _content(self) -> Content:
                names = [Column(f"figure_{number}", Kind.COUNT) for number in range(columns)]
                return names, [list(range(columns))] * rows

            def _note(self, language: str) -> str:
                return f"<note> {language}"

        page = Wide().to_html(title="<t>")
        assert page.count('<th scope="row"') == is_upright * columns
        assert page.count("landscape") == is_wide
        assert page.count(">&lt;t&gt;</caption>") == 1
        assert page.count("&lt;note&gt; en") == 1
        assert "landscape" not in Wide()._repr_html_()
        assert "<tfoot>" not in TABLE.to_html()

    def test_details_are_left_out(self) -> None:
        assert "at least" not in TABLE.to_html()
        assert "waiting" not in str(TABLE)


class TestArrow:
    """The PyCapsule interface, by whichever library is there."""

    @pytest.fixture(params=["pyarrow", "polars", "nanoarrow"])
    def library(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
        pytest.importorskip(request.param)
        monkeypatch.setattr(
            arrow, "find_spec", lambda name: find_spec(name) if name == request.param else None
        )
        return str(request.param)

    @pytest.mark.parametrize("table", [Everything(), Empty()])
    def test_every_library_exports_the_same(self, library: str, table: Tabular) -> None:
        pa: Any = pytest.importorskip("pyarrow")
        read = pa.table(table)
        assert library
        dates = [one.name for one in read.schema if pa.types.is_date32(one.type)]
        assert dates == ["date"]
        rows = [row | {"date": row["date"] and row["date"].isoformat()} for row in read.to_pylist()]
        assert rows == table.to_dicts()
        kinds = {one.name: str(one.type).removeprefix("large_") for one in read.schema}
        assert kinds["obliged"] == "int64"
        assert kinds.get("weight", "double") == "double"
        assert kinds.get("beats_naive", "bool") == "bool"
        assert kinds.get("sex", "string") in {"string", "string_view"}

    def test_without_a_library_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(arrow, "find_spec", lambda _: None)
        with pytest.raises(ModuleNotFoundError, match="PyArrow, Polars or nanoarrow"):
            TABLE.__arrow_c_stream__()

    def test_polars_duckdb_and_pandas_take_a_table(self) -> None:
        pl = pytest.importorskip("polars")
        duckdb = pytest.importorskip("duckdb")
        pd = pytest.importorskip("pandas")
        pytest.importorskip("pyarrow")
        answer = TABLE
        assert pl.DataFrame(answer)["obliged"].to_list() == [1_797_232, None]
        assert duckdb.sql("select sum(obliged) from answer").fetchall() == [(1_797_232,)]
        assert pd.DataFrame(answer.to_dicts())["change"].iloc[0] == -42_476


class TestFrames:
    """Frames of the library that is asked for."""

    @pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
    @pytest.mark.parametrize("table", [Everything(), Empty()])
    def test_a_frame_of_each_library(self, backend: str, table: Tabular) -> None:
        nw: Any = pytest.importorskip("narwhals.stable.v2")
        pytest.importorskip(backend)
        frame = nw.from_native(table.to_frame(backend))
        assert list(frame.columns) == [column.name for column in table._content()[0]]
        assert len(frame) == len(table.rows)
        assert frame.schema["obliged"] == nw.Int64 or backend == "pandas"

    def test_another_backend_is_refused(self) -> None:
        pytest.importorskip("narwhals")
        with pytest.raises(ValueError, match="'polars', 'pandas' or 'pyarrow'"):
            TABLE.to_frame("spark")

    def test_without_narwhals_the_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(
            import_module("sys").modules, "dukcapil.frames._registers.to_frames", None
        )
        with pytest.raises(MissingExtra, match="frames"):
            TABLE.to_frame("polars")


class TestKeys:
    """One column a dimension."""

    def test_keys_of_more_parts_than_names_are_numbered(self) -> None:
        keys = KeyColumns(("place",), [("A", 2003), ("B", 2004)])
        assert keys.columns == (Column("place"), Column("place_2", Kind.INTEGER))
        assert keys.cells(("A", 2003)) == ["A", 2003]

    def test_no_dimension_is_no_column(self) -> None:
        keys = KeyColumns((), [()])
        assert keys.columns == ()
        assert keys.cells(()) == []

    def test_dates_and_regions_are_known(self) -> None:
        keys = KeyColumns(("place", "date"), [(RegionCode("32"), date(2020, 1, 1))])
        assert [column.kind for column in keys.columns] == [Kind.TEXT, Kind.TEXT, Kind.DATE]
        assert keys.cells(("elsewhere", date(2020, 1, 1))) == ["elsewhere", None, date(2020, 1, 1)]

    def test_without_rows_the_names_remain(self) -> None:
        assert KeyColumns(("a", "b"), []).columns == (Column("a"), Column("b"))


class TestLabels:
    """One table of labels, in both languages."""

    def test_every_column_has_both(self) -> None:
        for name, (english, indonesian) in COLUMNS.items():
            assert name == name.lower()
            assert "." not in name
            assert english
            assert indonesian

    def test_the_tables_are_in_order(self) -> None:
        assert list(COLUMNS) == sorted(COLUMNS)
        assert list(VALUES) == sorted(VALUES)

    @pytest.mark.parametrize(
        ("name", "english", "indonesian"),
        [
            ("waiting_people_p05", "waiting, 5 %", "menunggu, 5 %"),
            ("waiting_people_p05_low", "waiting, 5 %, at least", "menunggu, 5 %, paling sedikit"),
            ("waiting_people_high", "waiting, at most", "menunggu, paling banyak"),
            ("province_name", "name", "nama"),
            ("crew_2", "crew 2", "tim 2"),
            ("my_own_group", "my own group", "my own group"),
        ],
    )
    def test_parts_of_names_are_labelled(self, name: str, english: str, indonesian: str) -> None:
        assert heading(name, "en") == english
        assert heading(name, "id") == indonesian
