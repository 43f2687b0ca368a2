"""UU 27/2022 on the protection of personal data: the article in use here."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator
from datetime import date

import attrs
import pytest

import dukcapil
from dukcapil import (
    NIK,
    InvalidRecord,
    NotYetObliged,
    RegionCode,
    Residence,
    Resident,
    Sex,
    assess,
    law,
    parse_residents,
)
from dukcapil.errors import MissingExtra, UnknownColumn

SPECIFIC = re.compile(r"biomet|finger|sidik|iris|retina|face|photo|foto|signature|health|disab")

BORN = date(2004, 5, 1)
CHILD = Resident(
    nik=NIK("3275994105040001"),
    birth_date=BORN,
    sex=Sex.FEMALE,
    residences=[Residence(region=RegionCode("32.75.99"), since=BORN)],
    name="Siti Aminah",
)
SIXTEEN = date(2020, 11, 23)


def fields_of_all_values() -> Iterator[str]:
    for module in pkgutil.iter_modules(dukcapil.__path__):
        try:
            names = vars(importlib.import_module(f"dukcapil.{module.name}"))
        except MissingExtra:
            continue
        for value in names.values():
            if isinstance(value, type) and attrs.has(value):
                yield from (f"{value.__name__}.{field.name}" for field in attrs.fields(value))


class TestPasal4:
    """Biometric and health data and data of children are specific personal data."""

    def test_no_value_has_a_place_for_biometrics_or_health(self) -> None:
        fields = set(fields_of_all_values())
        assert {"Resident.birth_date", "Coverage.obliged", "Citation.title"} <= fields
        names = {field: field.split(".")[1].casefold() for field in fields}
        assert [field for field, name in names.items() if SPECIFIC.search(name)] == []

    def test_a_column_of_biometrics_is_not_read(self) -> None:
        row = {
            "nik": "3275994105040001",
            "birth_date": "2004-05-01",
            "sex": "P",
            "region": "32.75.01",
            "SIDIK_JARI": "left thumb: whorl",
        }
        with pytest.warns(UnknownColumn, match="were not read"):
            parsed = parse_residents([row], on=SIXTEEN)
        assert len(parsed.residents) == 1
        assert b"whorl" not in pickle.dumps(parsed)

    def test_a_child_is_shown_without_number_name_or_birth_date(self) -> None:
        assert repr(CHILD) == "Resident(nik=NIK('327599**********'))"

    def test_the_answer_about_a_child_shows_no_birthday(self) -> None:
        answer = assess(CHILD, on=SIXTEEN)
        assert isinstance(answer, NotYetObliged)
        assert answer.expected_from == date(2021, 5, 1)
        assert not re.search(r"20[0-9]{2}", repr(answer))
        assert "2021" not in str(answer)

    def test_an_error_about_a_child_names_the_field_and_not_the_date(self) -> None:
        with pytest.raises(InvalidRecord) as caught:
            attrs.evolve(CHILD, first_married_on=date(2004, 4, 30))
        assert str(caught.value) == (
            "Resident.first_married_on: contradicts birth_date; "
            "compare the two fields with the document"
        )

    def test_the_citation_points_to_the_act(self) -> None:
        assert str(law.PERSONAL_DATA) == "Pasal 4 UU 27/2022"
        assert law.PERSONAL_DATA.certainty is law.Certainty.QUOTED
