"""Schemas describe what is written, and mark personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.json_samples import GOLDEN, type_in

from dukcapil import NIK, Coverage, Ledger, Month, Register, Resident, Scenario
from dukcapil.blanko import Entry
from dukcapil.errors import InvalidJSON
from dukcapil.forecast import Outlook
from dukcapil.serial import from_json, schema, to_json
from dukcapil.serial._names import ABSTRACT, NAME_OF, TYPE_OF
from dukcapil.wajib_ktp import Assessment

LINES = {type_in(line): line for line in GOLDEN.read_text(encoding="utf-8").splitlines()}


def documents() -> Iterator[Any]:
    for name, line in LINES.items():
        document = json.loads(line)
        several = isinstance(document["value"], list)
        values = document["value"] if several else [document["value"]]
        for value in values:
            yield pytest.param(name, {**document, "value": value}, id=name)


@pytest.mark.parametrize(("name", "document"), [*documents()])
def test_a_golden_document_is_valid_by_the_schema_of_its_type(name: str, document: Any) -> None:  # noqa: ANN401
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema(TYPE_OF[name]))
    validator.validate(document)
    assert not validator.is_valid({**document, "version": 2})
    assert not validator.is_valid({**document, "value": {"type": "nonsense"}})
    assert not validator.is_valid({**document, "value": 1})


def test_a_schema_of_a_union_is_that_of_any_of_its_types() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema(Entry | Register | Outlook))
    validator = jsonschema.Draft202012Validator(schema(Entry))
    assert validator.is_valid(json.loads(LINES["blanko.Printed"]))
    assert not validator.is_valid(json.loads(LINES["blanko.Place"]))
    assert jsonschema.Draft202012Validator(schema(Coverage | None)).is_valid(
        json.loads(to_json(Coverage(obliged=1, covered=1)))
    )


def bounded(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields of a type that have bounds, with the schema of the number."""
    for field, made in schema(TYPE_OF[name])["$defs"][name].get("properties", {}).items():
        for one in [made, *made.get("anyOf", ())]:
            if "minimum" in one:
                yield field, one


@pytest.mark.filterwarnings("ignore::dukcapil.errors.CoverageAboveWhole")
@pytest.mark.parametrize(("name", "document"), [*documents()])
def test_bounds_are_those_of_the_class(name: str, document: Any) -> None:  # noqa: ANN401  of JSON
    """What is out of bounds is refused; a field without bounds takes what is below zero."""
    for field, bounds in bounded(name):
        beyond = [bounds["minimum"] - 1, *([bounds["maximum"] + 1] if "maximum" in bounds else [])]
        for number in beyond:
            value = {**document["value"], field: number}
            with pytest.raises(InvalidJSON):
                from_json(json.dumps({**document, "value": value}))


def test_most_numbers_have_bounds() -> None:
    assert ("ordinal", {"type": "integer", "minimum": 0, "maximum": 255}) in [
        *bounded("recording.BiometricsCaptured")
    ]
    assert [*bounded("blanko.Printed")] == [("cards", {"type": "integer", "minimum": 0})]
    assert [*bounded("coverage.FlowCount")] == [*bounded("law.Instrument")] == []
    assert sum(len([*bounded(name)]) for name in LINES) > 130


def marked(made: dict[str, Any]) -> set[str]:
    return {name for name, one in made["$defs"].items() if one.get("x-personal-data")}


def test_personal_data_are_marked() -> None:
    made = schema(Register)
    assert {"nik.NIK", "nik.FamilyCardNumber", "residents.Resident"} <= marked(made)
    assert {"register.Register", "cards.CardPrinted", "residents.Residence"} <= marked(made)
    assert marked(schema(Assessment)) == {NAME_OF[kind] for kind in Assessment.__args__}
    assert marked(schema(Ledger)) == marked(schema(Scenario)) == set()
    assert schema(NIK)["$defs"]["nik.NIK"]["x-personal-data"] is True


def test_whatever_holds_a_number_of_a_person_is_marked() -> None:
    """By the definitions inside, so that a new class cannot be forgotten."""
    for name, kind in TYPE_OF.items():
        made = schema(kind)
        if "nik.NIK" in made["$defs"]:
            assert name in marked(made), name


def test_a_schema_says_what_a_class_is_and_needs() -> None:
    made = schema(Resident)["$defs"]["residents.Resident"]
    assert made["description"] == "One resident, as on record."
    assert made["required"] == ["nik", "birth_date", "sex", "residences"]
    assert schema(Month)["$defs"]["months.Month"]["pattern"] == "^[0-9]{4}-(0[1-9]|1[0-2])$"


@pytest.mark.parametrize("kind", ABSTRACT)
def test_a_type_without_values_of_its_own_has_those_below_it(kind: type[Any]) -> None:
    below = schema(kind)["$defs"]
    assert {NAME_OF[one] for one in TYPE_OF.values() if issubclass(one, kind)} <= below.keys()
