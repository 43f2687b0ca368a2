"""The columns of a register taken apart into plain values, for pickles and files.

Nothing in them names a class of this package that is not public, so that what was kept does not
hang on where modules are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from dukcapil.register._event_columns import EventLog
from dukcapil.register._faults import Faults
from dukcapil.register._people import People
from dukcapil.register._records import Records
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._state import State
from dukcapil.register._texts import Texts

__all__ = ["filled_in", "put_together", "taken_apart"]

_T = TypeVar("_T")

_CLASSES: Final[dict[str, type]] = {
    "events": EventLog,
    "people": People,
    "records": Records,
    "steps": StageSteps,
    "texts": Texts,
}
_NAME_OF: Final = {kind: name for name, kind in _CLASSES.items()}


def taken_apart(state: State) -> dict[str, Any]:
    """Return the columns as arrays, buffers and values of public classes, by name."""
    return {
        "strict": state.strict,
        **{name: _parts(getattr(state, name)) for name in ("people", "log", "steps")},
    }


def _parts(value: Any) -> Any:  # noqa: ANN401
    name = _NAME_OF.get(type(value))
    if name is None:
        return value
    return name, {slot: _parts(getattr(value, slot)) for slot in type(value).__slots__}


def put_together(columns: Mapping[str, Any]) -> State:
    """Return the columns again."""
    people, log, steps = (_whole(columns[name]) for name in ("people", "log", "steps"))
    return State(people, log, steps, strict=columns["strict"])


def filled_in(
    records: Mapping[str, Any],
    people: Mapping[str, Any],
    log: Mapping[str, Any],
    steps: Mapping[str, Any] | None,
    *,
    strict: bool,
) -> State:
    """Return columns from those alone that do not follow from others, as a file keeps them.

    Args:
        records: the columns of the records, by the slots of `Records`.
        people: those of the people, who are in order of their NIKs.
        log: those of the events, with the person of each.
        steps: those of the steps; None to fold the events anew.
        strict: whether the events were checked.

    Raises:
        InvalidRecord: for a correction that contradicts the corrected event.
        IllegalTransition: for an event that cannot follow the one before, when folded anew.
        ExceptionGroup: of these, for several.
    """
    kept = _with_slots(Records, records)
    kept.fill_in()
    persons = _with_slots(People, {**people, "records": kept})
    persons.fill_in()
    slots = dict(log)
    person_of_row = slots.pop("person")
    events = _with_slots(EventLog, slots)
    events.fill_in(person_of_row)
    if steps is None:
        folded = StageSteps(persons, events, Faults(), strict=strict)
    else:
        folded = _with_slots(StageSteps, {**steps, "_last": None})
    return State(persons, events, folded, strict=strict)


def _whole(parts: Any) -> Any:  # noqa: ANN401
    if not (isinstance(parts, tuple) and isinstance(parts[0], str)):
        return parts
    name, slots = parts
    return _with_slots(_CLASSES[name], {slot: _whole(part) for slot, part in slots.items()})


def _with_slots(kind: type[_T], slots: Mapping[str, Any]) -> _T:
    value = object.__new__(kind)
    for slot, part in slots.items():
        setattr(value, slot, part)
    return value
