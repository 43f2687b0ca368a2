"""A register as two tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, Final, cast

import narwhals.stable.v2 as nw

from dukcapil._shared.checks import check_type
from dukcapil.cards import CardPrinted, end_with_permit
from dukcapil.events import Event
from dukcapil.frames._layout import EVENTS, STAYS, Column, Kind
from dukcapil.recording import Biometric, BiometricsCaptured
from dukcapil.register import Register
from dukcapil.residents import Citizen, Resident

__all__ = ["to_frames"]

_BACKENDS: Final = ("pandas", "polars", "pyarrow")
_DTYPES: Final[Mapping[Kind, Any]] = {
    Kind.KEY: nw.String,
    Kind.TEXT: nw.String,
    Kind.DATE: nw.Date,
    Kind.TRUTH: nw.Boolean,
    Kind.NUMBER: nw.Int64,
}


def to_frames(register: Register, *, backend: str) -> tuple[Any, Any]:
    """The residents and the events of a register as two eager frames.

    Args:
        register: the register; a scope is not carried over.
        backend: `polars`, `pyarrow`, or `pandas`, which comes with the types of Arrow; what
            other engines take is made of these.

    Returns:
        A frame as `STAYS` describes, in the order of the NIKs, and one as `EVENTS` does. The NIK
        is the person; `mask_niks` and `pseudonymise_niks` hide it.

    Raises:
        TypeError: for something that is not a register.
        ValueError: for another backend.
        ModuleNotFoundError: for one that is not installed; pandas needs PyArrow too.

    Examples:
        >>> from dukcapil.frames import to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(100, seed=1), backend="polars")
        >>> stays.height, events.height
        (132, 406)
    """
    check_type("to_frames", "register", register, Register)
    if backend not in _BACKENDS:
        raise ValueError(f"backend: expected one of {', '.join(_BACKENDS)}")
    stays = [row for resident in register for row in _stay_rows(resident)]
    events = [
        row
        for resident in register
        for row in _event_rows(resident, register.history(resident.nik))
    ]
    return _frame(STAYS, stays, backend), _frame(EVENTS, events, backend)


def _frame(  # the class of the engine is not known here
    layout: Sequence[Column], rows: Sequence[Sequence[object]], backend: str
) -> Any:  # noqa: ANN401
    columns = list(zip(*rows, strict=True)) or [()] * len(layout)
    data = {one.name: list(values) for one, values in zip(layout, columns, strict=True)}
    schema = {column.name: _DTYPES[column.kind] for column in layout}
    if backend == "pandas":  # whose own types know no dates, and no nulls beside text
        table = nw.from_dict(data, schema, backend="pyarrow").to_native()
        return table.to_pandas(types_mapper=import_module("pandas").ArrowDtype)
    return nw.from_dict(data, schema, backend=cast("Any", backend)).to_native()


def _stay_rows(resident: Resident) -> Iterator[tuple[object, ...]]:
    """One row for each stay and permit, and one with neither where there is none."""
    citizenship = resident.citizenship
    is_citizen = isinstance(citizenship, Citizen)
    permits = () if isinstance(citizenship, Citizen) else citizenship.permits
    stays: list[tuple[object, ...]] = [
        (str(stay.region), stay.since, stay.until, stay.ended_by and stay.ended_by.value)
        for stay in resident.residences
    ]
    permitted: list[tuple[object, ...]] = [(one.since, one.until) for one in permits]
    for stay in stays or [(None, None, None, None)]:
        for permit in permitted or [(None, None)]:
            yield (
                *(str(resident.nik), resident.birth_date, resident.sex.value),
                *(is_citizen, *permit, resident.first_married_on, resident.died_on, *stay),
            )


def _event_rows(resident: Resident, history: Sequence[Event]) -> Iterator[tuple[object, ...]]:
    """One row for each event; what only some kinds have is null for the others."""
    superseded = {event.supersedes for event in history}
    ends = _ends_of_cards(resident, history, superseded)
    for event in history:
        card = getattr(event, "card", None)
        own_end = _end_of(event, resident) if card else getattr(event, "valid_until", None)
        yield (
            *(str(resident.nik), type(event).__name__, event.occurred_on, event.ordinal, card),
            own_end if event.id in superseded else ends.get(card, own_end),
            *(event.id, event.supersedes, event.entered_on),
            event.reason.value if isinstance(event, CardPrinted) else None,
            _biometrics(event),
        )


def _ends_of_cards(
    resident: Resident, history: Sequence[Event], superseded: Collection[str | None]
) -> dict[str | None, date | None]:
    """When the validity of each card ends, by the first of its events that stands."""
    ends: dict[str | None, date | None] = {}
    for event in history:
        card = getattr(event, "card", None)
        if card is not None and card not in ends and event.id not in superseded:
            ends[card] = _end_of(event, resident)
    return ends


def _end_of(event: Event, resident: Resident) -> date | None:
    """When a card would end by an event of it."""
    own_end: date | None = getattr(event, "valid_until", None)
    return own_end or end_with_permit(resident.citizenship, event.occurred_on)


def _biometrics(event: Event) -> str | None:
    """What was taken, unless it was everything."""
    if not isinstance(event, BiometricsCaptured) or event.kinds.issuperset(Biometric):
        return None
    return ";".join(sorted(kind.value for kind in event.kinds))
