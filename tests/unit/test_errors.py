"""Errors keep their data, their notes and their public names in pickles and copies."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from dukcapil import errors
from dukcapil.errors import (
    CountMismatch,
    DukcapilError,
    Fault,
    InsufficientBlanko,
    InvalidNIK,
    InvalidRecord,
    InvalidRegisterFile,
    InvalidWorkbook,
    LedgerError,
    MissingExtra,
    UnsoundPlan,
)

MAY_2 = date(2017, 5, 2)
ERRORS = [
    DukcapilError("a message of a subclass"),
    InvalidNIK(reason=Fault.DATE, found="16 characters"),
    InvalidRecord(path="rows[3]", field="sex", reason=Fault.MISSING),
    InsufficientBlanko(needed_cards=3, on_hand_cards=0, place="store", on=MAY_2),
    CountMismatch(place="store", on=MAY_2, counted_cards=9, balance_cards=8),
    LedgerError("no", place="store"),
    UnsoundPlan(flaws=("crew 3 is in two places",)),
    MissingExtra(extra="testing"),
    InvalidRegisterFile(file="a.register", found="damaged", advice="open a copy"),
    InvalidWorkbook(file="a.xlsx", sheet="Mei", found="no headings", advice="name their row"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling_and_copying_with_its_notes(error: DukcapilError) -> None:
    error.add_note("found in the first file")
    pickles = [pickle.dumps(error, n) for n in range(pickle.HIGHEST_PROTOCOL + 1)]
    for again in (*map(pickle.loads, pickles), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))
    assert not any(b"errors._" in pickled for pickled in pickles)


@pytest.mark.parametrize("name", errors.__all__)
def test_errors_name_their_public_module(name: str) -> None:
    assert getattr(errors, name).__module__ == "dukcapil.errors"


def test_a_contradiction_names_the_other_field() -> None:
    error = InvalidRecord(
        path="Resident", field="died_on", reason=Fault.CONTRADICTION, other="birth_date"
    )
    assert str(error).startswith("Resident.died_on: contradicts birth_date; ")
