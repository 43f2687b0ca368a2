"""Answers on demand as values: text, dictionaries, refusals."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from support.lives import FEBRUARY, HERE, JANUARY, MARCH, PEOPLE, QUARTER

from dukcapil import InvalidRecord, Sex
from dukcapil._shared.labels import value_label
from dukcapil.cards import IssueReason
from dukcapil.demand import (
    BlankUse,
    Intermittent,
    MonthlyRates,
    NewlyObliged,
    NewlyObligedRow,
    blanks_used,
    monthly_rates,
    newly_obliged,
)
from dukcapil.demand._methods import METHODS
from dukcapil.errors import Fault
from dukcapil.regions import Level

ROW = NewlyObligedRow(key=HERE, month=JANUARY, people=1_234)
NEWLY = NewlyObliged(
    months=(JANUARY, FEBRUARY),
    rows=[
        NewlyObligedRow(key="<b>", month=FEBRUARY, people=3),
        NewlyObligedRow(key=Sex.FEMALE, month=JANUARY, people=2),
        ROW,
    ],
)
USE = BlankUse(months=(JANUARY, FEBRUARY), cards=((1_000, 2, 3, 4, 5, 6), (0, 0, 0, 0, 0, 7)))
RATES = MonthlyRates(
    months=(JANUARY, FEBRUARY),
    newly_obliged_people=(1_234, 2),
    recordings=(3, 4),
    first_cards=(5, 6),
    replacement_cards=(7, 8),
)
NOTHING = BlankUse(months=(), cards=())


def test_rows_are_by_month_and_key_whatever_order_they_came_in() -> None:
    assert [row.key for row in NEWLY] == [HERE, Sex.FEMALE, "<b>"]
    assert attrs.evolve(NEWLY, rows=reversed(NEWLY.rows)) == NEWLY
    assert (len(NEWLY), NEWLY.by_month(), NEWLY.total()) == (3, (1_236, 3), 1_239)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (
            NEWLY,
            """\
place          name        month    newly obliged
32.75.01.1001  Bekasijaya  2021-01          1,234
female                     2021-01              2
<b>                        2021-02              3""",
        ),
        (
            USE,
            """\
month      new  moved in  data change  permit extension  lost  damaged    all  of these outside the domicile
2021-01  1,000         2            3                 4     5        6  1,020                              0
2021-02      0         0            0                 0     0        7      7                              0""",  # noqa: E501
        ),
        (
            RATES,
            """\
month    newly obliged  recordings  first cards  replacements
2021-01          1,234           3            5             7
2021-02              2           4            6             8""",
        ),
        (NewlyObliged(months=(JANUARY,), rows=[]), "place  month  newly obliged"),
    ],
)
def test_a_table_is_text_and_html(table: Any, text: str) -> None:  # noqa: ANN401  any table
    assert str(table) == text
    html = table._repr_html_()
    assert html.startswith("<table>")
    assert html.count("<tr>") == text.count("\n") + 1
    figures = [cell for line in text.splitlines()[1:] for cell in line.split()[2:]]
    assert all(f">{figure}</td>" in html for figure in figures)
    assert "<b>" not in html
    assert (">&lt;b&gt;</td>" in html) == ("<b>" in text)


def test_numbers_are_numbers_in_dictionaries() -> None:
    assert NEWLY.to_dicts()[0] == {
        "place": HERE,
        "place_name": "Bekasijaya",
        "month": "2021-01",
        "newly_obliged_people": 1_234,
    }
    assert list(USE.to_dicts()[1].values()) == ["2021-02", 0, 0, 0, 0, 0, 7, 7, 0]
    assert RATES.to_dicts()[0] == {
        "month": "2021-01",
        "newly_obliged_people": 1_234,
        "recordings": 3,
        "first_cards": 5,
        "replacement_cards": 7,
    }


def test_each_dimension_has_a_column() -> None:
    table = newly_obliged(PEOPLE, QUARTER, by=(Level.KAB_KOTA, Sex))
    assert list(table.to_dicts()[0]) == [
        "kab_kota",
        "kab_kota_name",
        "sex",
        "month",
        "newly_obliged_people",
    ]
    assert list(newly_obliged(PEOPLE, QUARTER).to_dicts()[0]) == ["month", "newly_obliged_people"]


def fault(make: Callable[[], object]) -> tuple[str, str, Fault]:
    with pytest.raises(InvalidRecord) as caught:
        make()
    return caught.value.path, caught.value.field, caught.value.reason


VALUES = [ROW, NEWLY, USE, RATES, NOTHING]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_an_answer_is_kept_copied_and_never_changed(value: Any) -> None:  # noqa: ANN401  any answer
    again = pickle.loads(pickle.dumps(value))
    assert again == value == copy.copy(value) == copy.deepcopy(value) == attrs.evolve(value)
    assert len({again, value}) == 1
    assert sum(other == value for other in VALUES) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.months = ()
    with pytest.raises(TypeError, match="positional"):
        type(value)(*[None for _ in attrs.fields(type(value))])


def test_blanks_of_one_reason() -> None:
    assert [USE.of(reason) for reason in IssueReason] == [
        (1_000, 0),
        (2, 0),
        (3, 0),
        (4, 0),
        (5, 0),
        (6, 7),
    ]
    assert USE.by_month() == (1_020, 7)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: attrs.evolve(ROW, people=-1), ("NewlyObligedRow", "people", Fault.NEGATIVE)),
        (
            lambda: attrs.evolve(USE, cards=((0,) * 6, (0, 0, 0, 0, 0, -1))),
            ("BlankUse", "cards", Fault.NEGATIVE),
        ),
        (
            lambda: attrs.evolve(NEWLY, months=(JANUARY, MARCH)),
            ("NewlyObliged", "rows", Fault.CONTRADICTION),
        ),
        (
            lambda: attrs.evolve(RATES, recordings=(1, -1)),
            ("MonthlyRates", "recordings", Fault.NEGATIVE),
        ),
        (lambda: attrs.evolve(USE, cards=((0,) * 6,)), ("BlankUse", "cards", Fault.MONTHS)),
        (lambda: attrs.evolve(USE, months=(JANUARY,)), ("BlankUse", "cards", Fault.MONTHS)),
        (
            lambda: attrs.evolve(USE, cards=((0,) * 6, (0,) * 5)),
            ("BlankUse", "cards", Fault.OUT_OF_BOUNDS),
        ),
        (
            lambda: attrs.evolve(RATES, first_cards=(1,)),
            ("MonthlyRates", "first_cards", Fault.MONTHS),
        ),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    make: Callable[[], object], expected: tuple[str, str, Fault]
) -> None:
    assert fault(make) == expected


def test_every_series_of_the_wrong_length_is_named() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        attrs.evolve(RATES, months=(JANUARY,))
    assert [getattr(error, "field", "") for error in caught.value.exceptions] == [
        "newly_obliged_people",
        "recordings",
        "first_cards",
        "replacement_cards",
    ]


AN_INT: Any = 5
A_TEXT: Any = "2021-01"
WRONG: dict[str, Callable[[], object]] = {
    "NewlyObligedRow.month": lambda: attrs.evolve(ROW, month=A_TEXT),
    "NewlyObligedRow.people": lambda: attrs.evolve(ROW, people=A_TEXT),
    "NewlyObliged.rows": lambda: attrs.evolve(NEWLY, rows=[A_TEXT]),
    "NewlyObliged.months": lambda: attrs.evolve(NEWLY, months=A_TEXT),
    "BlankUse.months": lambda: attrs.evolve(USE, months=(A_TEXT,)),
    "BlankUse.cards": lambda: attrs.evolve(USE, cards=(A_TEXT,)),
    "BlankUse.cards ": lambda: attrs.evolve(USE, cards=((A_TEXT,),)),
    "of.reason": lambda: USE.of(A_TEXT),
    "MonthlyRates.months": lambda: attrs.evolve(RATES, months=A_TEXT),
    "MonthlyRates.recordings": lambda: attrs.evolve(RATES, recordings=(1, A_TEXT)),
    "newly_obliged.months": lambda: newly_obliged(PEOPLE, [A_TEXT]),
    "blanks_used.months": lambda: blanks_used(PEOPLE, [A_TEXT]),
    "monthly_rates.months": lambda: monthly_rates(PEOPLE, [A_TEXT]),
    "newly_obliged.months ": lambda: newly_obliged(PEOPLE, AN_INT),
    "blanks_used.months ": lambda: blanks_used(PEOPLE, AN_INT),
    "monthly_rates.months ": lambda: monthly_rates(PEOPLE, AN_INT),
    "newly_obliged.by": lambda: newly_obliged(PEOPLE, QUARTER, by=AN_INT),
    "newly_obliged.register": lambda: newly_obliged(A_TEXT, QUARTER),
    "blanks_used.register": lambda: blanks_used(A_TEXT, QUARTER),
    "monthly_rates.register": lambda: monthly_rates(A_TEXT, QUARTER),
    "newly_obliged.leap_day": lambda: newly_obliged(PEOPLE, QUARTER, leap_day=AN_INT),
    "monthly_rates.leap_day": lambda: monthly_rates(PEOPLE, QUARTER, leap_day=AN_INT),
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    with pytest.raises(TypeError, match=rf"^{argument.strip()}: expected .+, found \w+"):
        WRONG[argument]()


@pytest.mark.parametrize("name", [one for one in METHODS if not one.isupper()])
def test_every_method_has_its_words_in_indonesian(name: str) -> None:
    names = {member.value for member in Intermittent}  # those of people and acronyms stay
    assert (value_label(name, "id") == name) is (name in names)
