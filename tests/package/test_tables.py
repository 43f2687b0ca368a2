"""Every tabular answer has the same face."""

from __future__ import annotations

import csv
import importlib
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from html import escape
from io import StringIO
from typing import Any

import pytest
from package.test_public_api import MODULES, NEEDS
from support.tables import ANSWERS

from dukcapil import Sex, Stage, allocation, blanko, cards, coverage, forecast, outreach
from dukcapil._shared.labels import COLUMNS, VALUES, heading  # the one table of labels
from dukcapil._shared.tables import (  # the base of them all
    CAPTIONS,  # the one table of them
    Kind,
    Tabular,
)

Answer = Callable[[], Any]
EVERY = pytest.mark.parametrize(
    "answer", [pytest.param(make, id=name) for name, make in ANSWERS.items()]
)
BOUND = re.compile("_(low|high|mean|name)$")
QUANTILE = re.compile("_p[0-9]{2,}$")
NUMBER = re.compile("_[0-9]+$")


def subclasses(of: type[Any]) -> Iterator[type[Any]]:
    one: type[Any]
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_tabular_class_is_here() -> None:
    for module in MODULES:
        if module not in NEEDS:
            importlib.import_module(f"dukcapil.{module}")
    public = {
        one.__name__
        for one in subclasses(Tabular)
        if one.__module__.startswith("dukcapil.") and "._" not in one.__module__
    }
    assert public == set(ANSWERS)


@EVERY
def test_names_of_columns_are_plain_and_labelled(answer: Answer) -> None:
    columns, _ = answer()._content()
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch("[a-z][a-z0-9_]*", name), name
        base = NUMBER.sub("", QUANTILE.sub("", BOUND.sub("", name)))
        assert base in COLUMNS, name
        assert heading(name, "en")
        assert heading(name, "id")


@EVERY
def test_dictionaries_are_json_with_numbers_as_numbers(answer: Answer) -> None:
    table = answer()
    columns, rows = table._content()
    dicts = table.to_dicts()
    assert len(dicts) == len(rows) > 0
    assert json.loads(json.dumps(dicts)) == dicts
    for column in columns:
        kinds = {type(row[column.name]) for row in dicts} - {type(None)}
        if column.kind in {Kind.NUMBER, Kind.PERCENT}:
            assert kinds <= {float}
        elif column.kind in {Kind.COUNT, Kind.CHANGE, Kind.INTEGER}:
            assert kinds <= {int}
        elif column.kind is Kind.FLAG:
            assert kinds <= {bool}
        else:
            assert kinds <= {str}


@EVERY
def test_csv_reads_back(answer: Answer) -> None:
    table = answer()
    read = list(csv.DictReader(StringIO(table.to_csv(), newline="")))
    assert [list(row) for row in read] == [list(row) for row in table.to_dicts()]
    assert len(list(csv.reader(StringIO(table.to_csv(language="id"), newline="")))) == len(read) + 1


@EVERY
def test_text_and_pages_in_both_languages(answer: Answer) -> None:
    table = answer()
    assert str(table).strip()
    kind = type(table).__name__
    assert kind in CAPTIONS, "a new table needs its words in `_shared.tables`"
    for language, words in zip(("en", "id"), CAPTIONS[kind], strict=True):
        assert f">{words}</caption>" in table.to_html(language=language)
    assert f">{CAPTIONS[kind][0]}</caption>" in table._repr_html_()
    assert table.to_text() == table.to_text(language="en")
    page = table.to_html(title="Laporan", language="id")
    assert ">Laporan</caption>" in page
    english, indonesian = (table._written(language).headings for language in ("en", "id"))
    assert len(english) == len(indonesian) > 0
    assert all(f">{escape(text)}</th>" in page for text in indonesian)


@EVERY
def test_rows_are_there(answer: Answer) -> None:
    assert len(answer().rows) > 0


@EVERY
def test_arrow_polars_pandas_and_duckdb_take_it(answer: Answer) -> None:
    pa: Any = pytest.importorskip("pyarrow")
    pl = pytest.importorskip("polars")
    pd = pytest.importorskip("pandas")
    duckdb = pytest.importorskip("duckdb")
    table = table_ = answer()  # noqa: F841  named in the query below
    dicts = table.to_dicts()
    names = list(dicts[0])
    assert pa.table(table).column_names == names
    assert pl.DataFrame(table).columns == names
    assert pl.DataFrame(table).height == len(dicts)
    assert list(pd.DataFrame(dicts).columns) == names
    assert duckdb.sql("select count(*) from table_").fetchall() == [(len(dicts),)]


@EVERY
def test_frames_of_each_library(answer: Answer) -> None:
    pytest.importorskip("narwhals")
    pl = pytest.importorskip("polars")
    table = answer()
    assert table.to_frame("polars").equals(pl.DataFrame(table))


@pytest.mark.parametrize(
    "words",
    [
        allocation.Method,
        blanko.MovementKind,
        blanko.PlaceKind,
        cards.IssueReason,
        coverage.Flow,
        forecast.Binding,
        outreach.VenueKind,
        Sex,
        Stage,
    ],
)
def test_every_word_in_an_answer_has_an_indonesian_one(words: type[Enum]) -> None:
    missing = {str(one) for one in words} - set(VALUES)
    assert missing == set()
