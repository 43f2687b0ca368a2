"""What was written once is read for ever, and written the same again."""

from __future__ import annotations

from typing import Any

import pytest
from support.json_samples import GOLDEN, type_in

from dukcapil.serial import from_json, to_json
from dukcapil.serial._names import TYPE_OF

LINES = GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [pytest.param(line, id=type_in(line)) for line in LINES])
def test_a_golden_document_is_read_and_written_the_same_again(line: str) -> None:
    value = from_json(line)
    first = value[0] if isinstance(value, tuple) and type(value) is tuple else value
    assert type(first) is TYPE_OF[type_in(line)]
    assert to_json(value) == line


def test_every_public_type_has_a_golden_document() -> None:
    """Run `python tests/support/json_samples.py` to add the document of a new type."""
    assert [type_in(line) for line in LINES] == sorted(TYPE_OF)


def test_every_word_of_an_enumeration_is_in_its_golden_document() -> None:
    for line in LINES:
        value = from_json(line)
        if type(value) is tuple:
            members: Any = TYPE_OF[type_in(line)]
            assert value == tuple(members)
