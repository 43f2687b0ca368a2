"""Values in models of Pydantic: read, written and described; errors without their input."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.json_samples import GOLDEN, SITI, type_in

from dukcapil import (
    NIK,
    Coverage,
    CoverageTable,
    Ledger,
    Month,
    RegionCode,
    Register,
    Resident,
    Sex,
)
from dukcapil.blanko import Entry, Printed
from dukcapil.register import Stage
from dukcapil.residents import CitizenPeriod, StayPermit
from dukcapil.serial import MODEL_SETTINGS, from_json, to_plain
from dukcapil.serial._names import TYPE_OF

pytest.importorskip("pydantic")
import pydantic

PRIVATE = "3275994105030001"
LINES = {type_in(line): line for line in GOLDEN.read_text(encoding="utf-8").splitlines()}
LATER = {"blanko.Ledger", "register.Register", "law.Certainty", "errors.Fault"}
LATER |= {"recording.RecordingStatus", "coverage.AgeBand"}  # as Pydantic has them by itself


class Counter(pydantic.BaseModel):
    """A model of an office."""

    model_config = pydantic.ConfigDict(**MODEL_SETTINGS)

    people: tuple[Resident, ...] = ()
    month: Month | None = None
    stage: Stage = Stage.RECORDED
    sex: Sex | None = None
    table: CoverageTable[RegionCode] | None = None
    entry: Entry | None = None
    period: CitizenPeriod | StayPermit | None = None


COUNTER = Counter(
    people=(SITI,),
    month=Month(2020, 11),
    sex=Sex.FEMALE,
    table=CoverageTable.of(
        [(RegionCode("32.75"), date(2020, 11, 30), Coverage(obliged=2, covered=1))]
    ),
    entry=Printed(id="p-1", on=date(2020, 11, 30), cards=3),
    period=CitizenPeriod(),
)


def test_a_model_is_written_and_read_again() -> None:
    text = COUNTER.model_dump_json()
    assert Counter.model_validate_json(text) == COUNTER
    assert Counter.model_validate(COUNTER.model_dump()) == COUNTER
    plain = COUNTER.model_dump(mode="json")
    assert plain["people"] == [to_plain(SITI)]
    assert (plain["month"], plain["stage"], plain["sex"]) == ("2020-11", "RECORDED", "female")
    assert COUNTER.model_dump()["people"] == (SITI,)


@pytest.mark.parametrize("name", sorted(TYPE_OF.keys() - LATER))
def test_every_type_is_read_written_and_described(name: str) -> None:
    adapter = pydantic.TypeAdapter(TYPE_OF[name])
    value = from_json(LINES[name])
    for one in value if type(value) is tuple else (value,):
        again = adapter.validate_json(adapter.dump_json(one))
        assert again == one
        assert type(again) is type(one)
    described = adapter.json_schema()
    assert "$ref" not in str(described)
    jsonschema = pytest.importorskip("jsonschema")
    if type(value) is not tuple:
        jsonschema.Draft202012Validator(described).validate(adapter.dump_python(value, mode="json"))


@pytest.mark.parametrize("kind", [Ledger, Register])
def test_registers_and_ledgers_are_no_fields(kind: Any) -> None:  # noqa: ANN401
    with pytest.raises(pydantic.errors.PydanticSchemaGenerationError):
        pydantic.TypeAdapter(kind)


def test_data_for_a_union_have_to_say_which_type_they_are_of() -> None:
    plain = to_plain(Printed(id="p-1", on=date(2020, 11, 30), cards=3))
    assert pydantic.TypeAdapter(Entry).validate_python(plain) == COUNTER.entry
    del plain["type"]
    kinds: tuple[Any, ...] = (Entry, Printed)
    for kind in kinds:
        with pytest.raises(pydantic.ValidationError, match=r"\$.type: expected 'blanko.Printed'"):
            pydantic.TypeAdapter(kind).validate_python(plain)
    required = pydantic.TypeAdapter(Printed).json_schema()["required"]
    assert required == ["type", "id", "on", "cards"]
    assert pydantic.TypeAdapter(Coverage).json_schema()["required"] == ["obliged", "covered"]


def test_a_refusal_has_the_path_and_not_the_data() -> None:
    plain = to_plain(SITI) | {"nik": PRIVATE[:15], "name": 5}
    with pytest.raises(pydantic.ValidationError) as caught:
        Counter.model_validate({"people": [plain]})
    (error,) = caught.value.errors(include_input=False)
    assert error["loc"] == ("people", 0)
    assert error["msg"].startswith("Value error, $.nik: expected a text that is a NIK, found text")
    assert PRIVATE[:7] not in str(caught.value)
    assert PRIVATE[:7] in str(caught.value.errors()), "bare errors() carry the input: say so"


def test_personal_data_are_marked_in_the_schema() -> None:
    described = Counter.model_json_schema()["properties"]["people"]["items"]
    assert described["x-personal-data"] is True
    assert pydantic.TypeAdapter(NIK).json_schema()["x-personal-data"] is True
    assert "x-personal-data" not in pydantic.TypeAdapter(RegionCode).json_schema()
