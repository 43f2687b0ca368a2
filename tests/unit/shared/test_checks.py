"""Faults are raised one by one or as a group that shows the first of them."""

from __future__ import annotations

import pickle

import pytest

from dukcapil import Coverage
from dukcapil._shared.checks import raise_all, raise_faults  # the one place that raises faults
from dukcapil.errors import Fault, InvalidRecord


def test_no_fault_raises_nothing() -> None:
    raise_faults("Resident", [])
    raise_all("events", [])


def test_one_fault_is_raised_as_it_is() -> None:
    with pytest.raises(InvalidRecord, match=r"^Resident\.sex: missing; give the value$"):
        raise_faults("Resident", [("sex", Fault.MISSING)])


def test_a_contradiction_names_the_other_field() -> None:
    with pytest.raises(InvalidRecord) as caught:
        raise_faults("Resident", [("died_on", Fault.CONTRADICTION, "birth_date")])
    assert str(caught.value).startswith("Resident.died_on: contradicts birth_date; ")
    assert caught.value.other == "birth_date"
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.other == "birth_date"


def test_a_group_shows_its_first_three_faults() -> None:
    fields = ("nik", "sex", "region", "birth_date")
    with pytest.raises(ExceptionGroup) as caught:
        raise_faults("rows[2]", [(field, Fault.MISSING) for field in fields])
    assert str(caught.value).startswith(
        "rows[2]: 4 faults: (1) rows[2].nik: missing; give the value; "
        "(2) rows[2].sex: missing; give the value; (3) rows[2].region: missing; give the value; ..."
    )
    assert len(caught.value.exceptions) == 4


def test_a_group_may_hold_the_first_faults_of_more() -> None:
    errors = [ValueError("one"), ValueError("two")]
    with pytest.raises(ExceptionGroup, match=r"events: 900 faults: \(1\) one; \(2\) two; \.\.\."):
        raise_all("events", errors, total=900)
    with pytest.raises(ExceptionGroup, match=r"events: 2 faults: \(1\) one; \(2\) two$"):
        raise_all("events", errors)


def test_a_count_has_at_most_100_digits() -> None:
    assert Coverage(obliged=10**100 - 1, covered=0).gap == 10**100 - 1
    with pytest.raises(InvalidRecord, match="a number of at most 100 digits"):
        Coverage(obliged=10**100, covered=0)
