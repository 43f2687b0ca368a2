"""The columns of a register taken apart into plain values, for pickles and files.

Nothing in them names a class of this package that is not public, so that what was kept does not
hang on where modules are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dukcapil.register._event_columns import EventLog
from dukcapil.register._people import People
from dukcapil.register._records import Records
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._state import State
from dukcapil.register._texts import Texts

__all__ = ["put_together", "taken_apart"]

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


def _whole(parts: Any) -> Any:  # noqa: ANN401
    if not (isinstance(parts, tuple) and isinstance(parts[0], str)):
        return parts
    name, slots = parts
    value: Any = object.__new__(_CLASSES[name])
    for slot, part in slots.items():
        setattr(value, slot, _whole(part))
    return value
