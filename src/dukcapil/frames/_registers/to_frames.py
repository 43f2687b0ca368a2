"""Conversion of a register to two tables, and of an answer to one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

import narwhals.stable.v2 as nw

from dukcapil._shared.arrow import Array, Type
from dukcapil._shared.checks import check_type
from dukcapil.cards import CardPrinted
from dukcapil.cards._holding import end_of_card
from dukcapil.events import Event
from dukcapil.frames._engines import MAKERS, Make
from dukcapil.frames._layout import EVENTS, STAYS, Column, Kind
from dukcapil.recording import Biometric, BiometricsCaptured
from dukcapil.register import Register
from dukcapil.residents import CitizenPeriod, Resident

__all__ = ["answer_frame", "to_frames"]

_DTYPES: Final[Mapping[Kind, Any]] = {
    Kind.KEY: nw.String,
    Kind.TEXT: nw.String,
    Kind.DATE: nw.Date,
    Kind.TRUTH: nw.Boolean,
    Kind.NUMBER: nw.Int64,
}


def to_frames(register: Register, *, backend: str) -> tuple[Any, Any]:
    """Convert a register to two eager frames: its stays and its events.

    Args:
        register: the register; its scope is not carried over, nor are names, numbers of family
            cards and former NIKs, which no figure needs, nor earlier snapshots.
        backend: `polars`, `pyarrow`, or `pandas`, with columns of Arrow types. Frames of other
            engines can be made from these.

    Returns:
        A frame of stays, in the order of the NIKs, and one of events; see `STAYS` and `EVENTS`.
        The NIK is the person; `mask_niks` and `pseudonymise_niks` hide it.

    Raises:
        TypeError: for an object that is not a register.
        ValueError: for another backend.
        ModuleNotFoundError: for a backend that is not installed; pandas needs PyArrow too.

    Examples:
        >>> from dukcapil.frames import to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(100, seed=1), backend="polars")
        >>> stays.height, events.height
        (132, 406)
    """
    check_type("to_frames", "register", register, Register)
    if backend not in MAKERS:
        raise ValueError(f"to_frames.backend: expected one of {', '.join(sorted(MAKERS))}")
    make = MAKERS[backend]
    stays = [row for resident in register for row in _stay_rows(resident)]
    events = [
        row
        for resident in register
        for row in _event_rows(resident, register.history(resident.nik))
    ]
    return _frame(STAYS, stays, make), _frame(EVENTS, events, make)


def _frame(  # the class of the frame depends on the engine
    layout: Sequence[Column], rows: Sequence[Sequence[object]], make: Make
) -> Any:  # noqa: ANN401
    columns = list(zip(*rows, strict=True)) or [()] * len(layout)
    data = {one.name: list(values) for one, values in zip(layout, columns, strict=True)}
    return make(data, {column.name: _DTYPES[column.kind] for column in layout})


def _stay_rows(resident: Resident) -> Iterator[tuple[object, ...]]:
    """Return one row per stay and status, and one without a stay where there are none."""
    stays: list[tuple[object, ...]] = [
        (str(stay.region), stay.since, stay.until, stay.ended_by and stay.ended_by.value)
        for stay in resident.residences
    ]
    rows = product(
        stays or [(None, None, None, None)], resident.citizenship.periods, _times_of_nik(resident)
    )
    for stay, period, times in rows:
        yield (
            *(str(resident.nik), resident.birth_date, resident.sex.value),
            *(isinstance(period, CitizenPeriod), period.since, period.until),
            *(resident.first_married_on, resident.died_on, *stay, *times, None),
        )


def _times_of_nik(resident: Resident) -> Iterator[tuple[date | None, date | None, bool]]:
    """Yield the times in which the NIK is active and those in which it is not, in order."""
    since: date | None = None
    for period in resident.inactive:
        if since != period.since:
            yield since, period.since, True
        yield period.since, period.until, False
        since = period.until
        if since is None:
            return
    yield since, None, True


def _event_rows(resident: Resident, history: Sequence[Event]) -> Iterator[tuple[object, ...]]:
    """Return one row per event; fields that its kind lacks are null."""
    superseded = {event.supersedes for event in history}
    ends = _ends_of_cards(resident, history, superseded)
    for event in history:
        card = getattr(event, "card", None)
        own_end = (
            end_of_card(event, resident.citizenship)
            if card
            else getattr(event, "valid_until", None)
        )
        yield (
            *(str(resident.nik), type(event).__name__, event.occurred_on, event.ordinal, card),
            own_end if event.id in superseded else ends.get(card, own_end),
            *(event.id, event.supersedes, event.entered_on),
            event.reason.value if isinstance(event, CardPrinted) else None,
            isinstance(event, CardPrinted) and event.outside_domicile,
            _biometrics(event),
        )


def _ends_of_cards(
    resident: Resident, history: Sequence[Event], superseded: Collection[str | None]
) -> dict[str | None, date | None]:
    """Return the end of validity of each card, by the first of its events in force."""
    ends: dict[str | None, date | None] = {}
    for event in history:
        card = getattr(event, "card", None)
        if card is not None and card not in ends and event.id not in superseded:
            ends[card] = end_of_card(event, resident.citizenship)
    return ends


def _biometrics(event: Event) -> str | None:
    """Return the biometrics taken, or None for all."""
    if not isinstance(event, BiometricsCaptured) or event.kinds.issuperset(Biometric):
        return None
    return ";".join(sorted(kind.value for kind in event.kinds))


_ARROW_TYPES: Final = {
    Type.STRING: nw.String,
    Type.INT64: nw.Int64,
    Type.FLOAT64: nw.Float64,
    Type.BOOL: nw.Boolean,
    Type.DATE: nw.Date,
}


def answer_frame(arrays: Sequence[Array], backend: str) -> Any:  # noqa: ANN401  of that library
    """Return the columns of an answer as a data frame of a library."""
    if backend not in MAKERS:
        raise ValueError("to_frame.backend: expected 'polars', 'pandas' or 'pyarrow'")
    columns = {one.name: one.values for one in arrays}
    return MAKERS[backend](columns, {one.name: _ARROW_TYPES[one.type] for one in arrays})
