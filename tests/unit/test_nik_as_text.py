"""NIK and family-card numbers as text: repr, pickles, JSON, databases, Pydantic, errors."""

from __future__ import annotations

import copy
import json
import pickle
import sqlite3
import traceback
from contextlib import closing

import pytest

from dukcapil import (
    NIK,
    DukcapilError,
    FamilyCardNumber,
    InvalidFamilyCardNumber,
    InvalidNIK,
    RegionCode,
    Sex,
)
from dukcapil.errors import Fault

WOMAN = "3275994105030001"  # 1 May 2003
MAN = "3275990105030001"
FAMILY = "3275990501200001"  # recorded on 5 January 2020


# --- as text ---------------------------------------------------------------------------------


def test_the_repr_is_masked_and_the_str_is_not() -> None:
    nik, family = NIK(WOMAN), FamilyCardNumber(FAMILY)
    assert repr(nik) == f"{nik!r}" == "NIK('327599**********')"
    assert repr(family) == "FamilyCardNumber('327599**********')"
    assert f"{[nik]} { ({'nik': nik}) }".count(WOMAN[6:]) == 0
    assert f"{nik}" == str(nik) == WOMAN
    assert f"{nik:>18}" == f"  {WOMAN}"


def test_a_number_is_its_digits_in_sets_and_mappings() -> None:
    assert {NIK(WOMAN), WOMAN, NIK(WOMAN)} == {WOMAN}
    assert {WOMAN: 1}[NIK(WOMAN)] == 1
    assert NIK(WOMAN) != NIK(MAN)


def test_a_number_made_of_a_number_is_equal() -> None:
    assert NIK(NIK(WOMAN)) == NIK.parse(NIK(WOMAN)) == WOMAN
    assert NIK.is_valid(NIK(WOMAN))


def test_a_number_takes_no_further_attributes() -> None:
    with pytest.raises(AttributeError):
        NIK(WOMAN).owner = "somebody"  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", [NIK(WOMAN), FamilyCardNumber(FAMILY)], ids=["nik", "kk"])
def test_a_copy_keeps_the_class_and_the_digits(number: NIK | FamilyCardNumber) -> None:
    for again in (
        copy.copy(number),
        copy.deepcopy([number])[0],
        *(pickle.loads(pickle.dumps(number, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)),
    ):
        assert type(again) is type(number)
        assert again == number


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("number", [NIK(MAN), FamilyCardNumber(FAMILY)], ids=["nik", "kk"])
def test_a_pickle_of_an_impossible_number_does_not_load(
    number: NIK | FamilyCardNumber, protocol: int
) -> None:
    forged = pickle.dumps(number, protocol).replace(number[6:].encode(), b"9901200001")
    with pytest.raises((InvalidNIK, InvalidFamilyCardNumber)):
        pickle.loads(forged)


def test_json_holds_the_digits_as_text() -> None:
    assert json.dumps({"nik": NIK(WOMAN)}) == f'{{"nik": "{WOMAN}"}}'
    assert NIK(json.loads(json.dumps(NIK(WOMAN)))) == WOMAN


def test_sqlite_stores_the_digits_as_text() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table person (nik text primary key)")
        database.execute("insert into person values (?)", (NIK(WOMAN),))
        found = database.execute(
            "select nik, typeof(nik) from person where nik = ?", (NIK(WOMAN),)
        ).fetchall()
    assert found == [(WOMAN, "text")]
    assert NIK(found[0][0]).sex is Sex.FEMALE


def test_arrow_stores_the_digits_as_text() -> None:
    arrow = pytest.importorskip("pyarrow")
    column = arrow.array([NIK(WOMAN), None, NIK(MAN)])
    assert column.type == arrow.string()
    assert column.to_pylist() == [WOMAN, None, MAN]


# --- Pydantic --------------------------------------------------------------------------------


def test_a_pydantic_model_makes_the_values_and_writes_them_back() -> None:
    pydantic = pytest.importorskip("pydantic")
    model = pydantic.create_model("Person", nik=(NIK, ...), region=(RegionCode, ...))
    person = model(nik=WOMAN, region="32.75")
    assert (type(person.nik), type(person.region)) == (NIK, RegionCode)
    written = person.model_dump_json()
    assert json.loads(written) == {"nik": WOMAN, "region": "32.75"}
    again = model.model_validate_json(written)
    assert again == person
    assert type(again.nik) is NIK
    assert model(nik=NIK(WOMAN), region=RegionCode("32.75")) == person
    assert WOMAN not in repr(person)


def test_the_json_schema_is_a_string_with_the_pattern_that_decides() -> None:
    pydantic = pytest.importorskip("pydantic")
    for kind, accepted, refused in (
        (NIK, WOMAN, "3275998105030001"),
        (FamilyCardNumber, FAMILY, "3275994501200001"),
        (RegionCode, "32.75.99", "32.75.00"),
    ):
        schema = pydantic.TypeAdapter(kind).json_schema()
        assert schema["type"] == "string"
        text = pydantic.TypeAdapter(
            pydantic.constr(pattern=schema["pattern"])  # by an engine without look-around
        )
        assert text.validate_python(accepted) == accepted
        with pytest.raises(pydantic.ValidationError):
            text.validate_python(refused)


@pytest.mark.parametrize("value", ["3275998105030001", f"{WOMAN}\n", int(WOMAN), None])
def test_a_pydantic_model_refuses_what_the_value_refuses(value: object) -> None:
    pydantic = pytest.importorskip("pydantic")
    hidden = pydantic.ConfigDict(hide_input_in_errors=True)
    model = pydantic.create_model("Person", __config__=hidden, nik=(NIK, ...))
    with pytest.raises(pydantic.ValidationError) as caught:
        model(nik=value)
    (fault,) = caught.value.errors(include_input=False, include_context=False)
    assert fault["loc"] == ("nik",)
    assert WOMAN[8:] not in str(caught.value)


# --- privacy ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "3275998105030001",
        "3275994105030000",
        "9775994105030001",
        "327599410503001",
        "32759941050300011",
        "3275994105030001\n",
        " 3275994105030001",
        "327599410503000\u0661",
    ],
)
@pytest.mark.parametrize("kind", [NIK, FamilyCardNumber])
def test_no_error_holds_the_digits(text: str, kind: type[NIK | FamilyCardNumber]) -> None:
    with pytest.raises(DukcapilError) as caught:
        kind.parse(text.replace(" ", "x"))
    error = caught.value
    told = [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    told.append(repr(pickle.loads(pickle.dumps(error))))
    assert all(text.strip()[start : start + 6] not in "".join(told) for start in (0, 4, 9))
    assert error.__cause__ is error.__context__ is None


def test_an_error_says_what_was_expected_what_was_found_and_what_to_do() -> None:
    with pytest.raises(InvalidNIK) as caught:
        NIK(WOMAN[:15])
    message = str(caught.value)
    assert "expected a NIK of 16 digits" in message
    assert "found 15 characters;" in message
    assert Fault.LENGTH.advice in message
    assert isinstance(caught.value, ValueError)


def test_an_error_survives_pickling() -> None:
    for kind in (InvalidNIK, InvalidFamilyCardNumber):
        error = kind(reason=Fault.SERIAL, found="16 characters")
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is kind
        assert (again.reason, again.found) == (Fault.SERIAL, "16 characters")
        assert str(again) == str(error)
