"""What is written is read as it was, for all values that the strategies make."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dateutil.rrule import rrulebase
from hypothesis import given, settings
from hypothesis import strategies as st

from dukcapil import Register
from dukcapil.errors import InvalidJSON
from dukcapil.outreach import Plan, Venue
from dukcapil.serial import from_json, from_plain, to_json, to_plain
from dukcapil.testing import registers
from dukcapil.testing._registration import KINDS

DRAWN = [kind for kinds in KINDS.values() for kind in kinds if kind is not Register]


def is_code(value: object) -> bool:
    """Whether a value has a rule of days that is a function, which no document can have."""
    venues = value.venues if isinstance(value, Plan) else (value,)
    rules = [venue.open_on for venue in venues if isinstance(venue, Venue)]
    return any(isinstance(rule, rrulebase) or callable(rule) for rule in rules)


@pytest.mark.parametrize("kind", DRAWN, ids=lambda kind: kind.__name__)
@settings(max_examples=settings().max_examples // 5)
@given(data=st.data())
def test_a_value_is_read_as_it_was(kind: Any, data: st.DataObject) -> None:  # noqa: ANN401
    value = data.draw(st.from_type(kind).filter(lambda one: not is_code(one)))
    text = to_json(value)
    again = from_json(text, kind)
    assert again == value
    assert type(again) is type(value)
    assert to_json(again) == text
    assert from_plain(json.loads(json.dumps(to_plain(value))), kind) == value


@given(registers())
def test_a_register_is_read_as_it_was(register: Register) -> None:
    assert from_json(to_json(register), Register) == register


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("type"), inner),
)


@settings(max_examples=settings().max_examples * 3)
@given(data=st.data())
def test_anything_else_is_refused_by_the_one_error(data: st.DataObject) -> None:
    """A document with one place changed is another value or refused, and nothing else."""
    kind: Any = data.draw(st.sampled_from(DRAWN))
    plain = to_plain(data.draw(st.from_type(kind).filter(lambda one: not is_code(one))))
    if isinstance(plain, dict):
        key = data.draw(st.sampled_from(sorted(plain)))
        plain[key] = data.draw(json_values)
    try:
        again = from_plain(plain, kind)
    except InvalidJSON as error:
        found: InvalidJSON | None = error
    else:
        found = None
        assert to_plain(from_plain(to_plain(again), type(again))) == to_plain(again)
    if found is not None:
        assert found.faults
        assert found.__context__ is None
