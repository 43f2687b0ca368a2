"""From a register to tables and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum
from importlib import import_module
from typing import Any, Final, TypeVar, cast

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoDataFrame

from dukcapil._checks import check_type, raise_faults
from dukcapil._event_log import KINDS
from dukcapil._events import Event
from dukcapil._frame_schema import EVENTS, STAYS, Column, Kind, Table, eager
from dukcapil.cards import CardPrinted, IssueReason, end_with_permit
from dukcapil.errors import DukcapilError, Fault
from dukcapil.nik import NIK, Sex
from dukcapil.recording import Biometric, BiometricsCaptured
from dukcapil.regions import RegionCode
from dukcapil.register import Register
from dukcapil.residents import (
    Citizen,
    EndOfStay,
    PermanentForeigner,
    Residence,
    Resident,
    StayPermit,
)

__all__ = ["read_register", "to_frames"]

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

    Examples:
        >>> from dukcapil.frames import to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(100, seed=1), backend="polars")
        >>> stays.height, events.height
        (132, 406)
    """
    check_type("to_frames", "register", register, Register)
    check_type("to_frames", "backend", backend, str)
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
    ends = _ends_of_cards(resident, history)
    for event in history:
        card = getattr(event, "card", None)
        own_end = getattr(event, "valid_until", None)
        yield (
            *(str(resident.nik), type(event).__name__, event.occurred_on, event.ordinal, card),
            own_end if card is None else ends.get(card, own_end),
            *(event.id, event.supersedes, event.entered_on),
            event.reason.value if isinstance(event, CardPrinted) else None,
            _biometrics(event),
        )


def _ends_of_cards(resident: Resident, history: Sequence[Event]) -> dict[str, date | None]:
    """When the validity of each card ends, by the first of its events that stands."""
    superseded = {event.supersedes for event in history}
    ends: dict[str, date | None] = {}
    for event in history:
        card = getattr(event, "card", None)
        if card is not None and card not in ends and event.id not in superseded:
            own_end = getattr(event, "valid_until", None)
            ends[card] = own_end or end_with_permit(resident.citizenship, event.occurred_on)
    return ends


def _biometrics(event: Event) -> str | None:
    """What was taken, unless it was everything."""
    if not isinstance(event, BiometricsCaptured) or event.kinds == _ALL_KINDS:
        return None
    return ";".join(sorted(kind.value for kind in event.kinds))


_ALL_KINDS: Final = frozenset(Biometric)
_Row = Mapping[str, Any]


def read_register(
    stays: IntoDataFrame, events: IntoDataFrame, *, columns: Mapping[str, str] | None = None
) -> Register:
    """Make a register of two eager frames; the inverse of `to_frames`.

    For a city, or one kelurahan of a nation, of which you want the people behind the figures.

    Args:
        stays: a table as `STAYS` describes, in which the person is the NIK.
        events: a table as `EVENTS` describes, with all its columns.
        columns: your own names of columns, by those of `STAYS` and `EVENTS`.

    Returns:
        The register. A print whose end is that of the permit is read as one without an end of its
        own, which means the same.

    Raises:
        TypeError: for a lazy frame: collect it first.
        InvalidTable: for a column that is missing or is not what it has to be.
        InvalidNIK: for a person that is no NIK, and `InvalidRecord` for rows of one person that
            contradict each other or themselves; a note says the row.
        DukcapilError: as `Register.of`, for histories that cannot be.

    Examples:
        >>> from dukcapil.frames import read_register, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> city = synthetic_city(100, seed=1)
        >>> read_register(*to_frames(city, backend="polars")) == city
        True
    """
    residents = [
        _resident(rows) for rows in _by_person(_rows(stays, STAYS, columns, "stays")).values()
    ]
    citizenship = {resident.nik: resident.citizenship for resident in residents}
    return Register.of(
        residents,
        [
            _event(row, citizenship, number)
            for number, row in enumerate(_rows(events, EVENTS, columns, "events"))
        ],
    )


def _rows(
    native: IntoDataFrame, layout: Sequence[Column], columns: Mapping[str, str] | None, name: str
) -> list[_Row]:
    """The rows of an eager frame, with None for what its engine has for null."""
    names = [column.name for column in layout]
    table = Table.of(native, layout, names, columns, name=name)
    given = eager(table.frame)
    if given is None:
        raise TypeError(f"read_register.{name}: expected an eager frame; collect it first")
    frame = given.select(*(table[one].alias(one) for one in names))
    values = [
        [None if is_null else value for value, is_null in zip(column, nulls, strict=True)]
        for column, nulls in ((frame[one], frame[one].is_null()) for one in names)
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _by_person(rows: Iterable[_Row]) -> dict[str, list[tuple[int, _Row]]]:
    found: dict[str, list[tuple[int, _Row]]] = {}
    for number, row in enumerate(rows):
        found.setdefault(row["person"], []).append((number, row))
    return found


def _resident(rows: Sequence[tuple[int, _Row]]) -> Resident:
    """The resident of all rows of one person."""
    number, first = rows[0]
    for other, row in rows[1:]:
        faults = [(one, Fault.CONTRADICTION) for one in _PERSONAL if row[one] != first[one]]
        raise_faults(f"stays[{other}]", faults)
    with _noted(f"at stays[{number}]"):
        return Resident(
            nik=NIK(first["person"]),
            birth_date=first["birth_date"],
            sex=Sex(first["sex"]),
            citizenship=_citizenship([row for _, row in rows]),
            residences=[
                Residence(region=RegionCode(region), since=since, until=until, ended_by=ended_by)
                for since, until, region, ended_by in _different(
                    (row["since"], row["until"], row["region"], _as(EndOfStay, row["ended_by"]))
                    for _, row in rows
                )
            ],
            first_married_on=first["first_married_on"],
            died_on=first["died_on"],
        )


_PERSONAL: Final = ("birth_date", "sex", "is_citizen", "first_married_on", "died_on")


def _citizenship(rows: Sequence[_Row]) -> Citizen | PermanentForeigner:
    if rows[0]["is_citizen"]:
        return Citizen()
    permits = _different((row["permit_since"], row["permit_until"]) for row in rows)
    return PermanentForeigner([StayPermit(since=one, until=other) for one, other in permits])


def _different(periods: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The different periods in order of time; one without a beginning is none."""
    known = {period for period in periods if period[0] is not None}
    return sorted(known, key=lambda period: period[0])


def _event(
    row: _Row, citizenship: Mapping[NIK, Citizen | PermanentForeigner], number: int
) -> Event:
    with _noted(f"at events[{number}]"):
        if row["kind"] not in _KIND:
            raise_faults(f"events[{number}]", [("kind", Fault.UNREADABLE)])
        kind, nik = _KIND[row["kind"]], NIK(row["person"])
        given = {
            **row,
            "nik": nik,
            "reason": _as(IssueReason, row["reason"]),
            "kinds": _ALL_KINDS
            if row["biometrics"] is None
            else [Biometric(one) for one in row["biometrics"].split(";")],
        }
        if kind is CardPrinted:
            usual = end_with_permit(citizenship.get(nik, Citizen()), row["occurred_on"])
            given["valid_until"] = None if usual == row["valid_until"] else row["valid_until"]
        return kind(**{field: given[field] for field in _FIELDS[kind]})


_KIND: Final = {kind.__name__: kind for kind in KINDS}
_FIELDS: Final = {kind: [field.name for field in attrs.fields(kind)] for kind in KINDS}

E = TypeVar("E", bound=Enum)


def _as(members: type[E], value: str | None) -> E | None:
    return None if value is None else members(value)


@contextmanager
def _noted(note: str) -> Iterator[None]:
    """Add to an error where in the tables it arose."""
    try:
        yield
    except (DukcapilError, ExceptionGroup) as error:
        error.add_note(note)
        raise
