"""Dimensions of a breakdown name the columns of the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from support.people import person, register

from dukcapil import Month, Sex, measure, series
from dukcapil.coverage import (
    AgeBands,
    By,
    Cohort,
    backlog,
    early_recordings,
    flows,
    kitagawa,
    partition,
    year_target,
)
from dukcapil.regions import Level
from dukcapil.residents import Resident

DAY = date(2020, 12, 31)
PEOPLE = register(person(1, date(1990, 5, 1)), person(2, date(2004, 5, 1)))


def initial(resident: Resident) -> str:
    return resident.sex.value[0]


def _hidden(resident: Resident) -> str:
    return resident.sex.value[0]


def initial_2(resident: Resident) -> str:
    return resident.sex.value[0]


NAMES: list[tuple[By, tuple[str, ...]]] = [
    ((), ()),
    (Level.PROVINCE, ("province",)),
    (Level.KAB_KOTA, ("kab_kota",)),
    (Level.KECAMATAN, ("kecamatan",)),
    (Level.DESA_KELURAHAN, ("desa_kelurahan",)),
    (AgeBands([17]), ("age",)),
    (Sex, ("sex",)),
    (Cohort.BIRTH_YEAR, ("birth_year",)),
    (Cohort.OBLIGED_YEAR, ("obliged_year",)),
    (Cohort.OBLIGED_MONTH, ("obliged_month",)),
    (initial, ("initial",)),
    (_hidden, ("group",)),
    (lambda resident: resident.sex, ("group",)),
    (partial(initial), ("group",)),
    ([Sex, Level.KECAMATAN, AgeBands([17])], ("sex", "kecamatan", "age")),
    ([_hidden, partial(initial), Sex, Sex], ("group", "group_2", "sex", "sex_2")),
    ([initial_2, initial, initial, initial], ("initial_2", "initial", "initial_3", "initial_4")),
]


@pytest.mark.parametrize(("by", "names"), NAMES)
def test_each_dimension_has_its_own_name(by: By, names: tuple[str, ...]) -> None:
    assert measure(PEOPLE, on=DAY, by=by).dimensions == names


ANSWERS: list[Callable[..., object]] = [
    partition,
    measure,
    backlog,
    early_recordings,
    year_target,
    lambda register, on, by: flows(register, on, on, by=by),
    lambda register, on, by: series(register, [Month.of(on)], by=by),
    lambda register, on, by: series(register, [Month.of(on)][:0], by=by),
    lambda register, on, by: kitagawa(*[measure(register, on=on, by=by)] * 2),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_the_names_of_its_dimensions(answer: Callable[..., object]) -> None:
    assert getattr(answer(PEOPLE, on=DAY, by=[initial, Sex]), "dimensions", None) == (
        "initial",
        "sex",
    )
