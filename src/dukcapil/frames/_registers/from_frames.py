"""Conversion of two tables to a register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum
from importlib.util import find_spec
from typing import Any, Final, TypeAlias, TypeVar

import attrs
import narwhals.stable.v2 as nw

from dukcapil._shared.checks import RecordFault, raise_faults
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.cards._holding import end_of_card
from dukcapil.errors import DukcapilError, Fault
from dukcapil.events import Event
from dukcapil.frames._engines import ENGINES
from dukcapil.frames._layout import EVENTS, STAYS, Column
from dukcapil.frames._table import Table
from dukcapil.nik import NIK, Sex
from dukcapil.recording import Biometric
from dukcapil.regions import RegionCode
from dukcapil.register import Register
from dukcapil.register._kinds import KINDS
from dukcapil.residents import (
    ChangedCitizenship,
    Citizen,
    CitizenPeriod,
    Citizenship,
    EndOfStay,
    InactiveNIK,
    PermanentForeigner,
    Residence,
    Resident,
    Snapshot,
    StayPermit,
)

__all__ = ["Row", "from_frames", "register_of", "rows_of"]

Row: TypeAlias = Mapping[str, Any]
"""The values of a row by the names of the layout."""


def from_frames(
    stays: object, events: object, *, columns: Mapping[str, str] | None = None
) -> Register:
    """Read a register from two tables; the inverse of `to_frames`.

    Use it for a city, or one kelurahan of a nation, whose figures need their member lists.

    Args:
        stays: the table of stays, in which `person` is the NIK; see `STAYS`. With `entered_on`,
            the rows of a person and day are a snapshot. An eager frame of Polars, pandas or
            PyArrow, or any object with the Arrow PyCapsule interface, such as a relation of DuckDB.
        events: the table of events, with all columns of `EVENTS` but `outside_domicile`, which may
            be missing; such a frame or object, too.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        The register. A print whose validity ends with the permit is read as one without an end of
        its own, which means the same.

    Raises:
        TypeError: for a lazy frame: collect it first.
        ValueError: for keys of `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.
        InvalidNIK: for a person that is not a NIK; a note gives the row.
        InvalidRecord: for rows that contradict themselves, or other rows of the person; a note
            gives the row, or the first row of the person.
        DukcapilError: as `Register.of`, for impossible histories.
        ModuleNotFoundError: for an Arrow stream where neither PyArrow nor Polars is installed.

    Examples:
        >>> from dukcapil.frames import from_frames, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> city = synthetic_city(100, seed=1)
        >>> from_frames(*to_frames(city, backend="polars")) == city
        True
    """
    function = "from_frames"
    people = rows_of(_eager(stays, "stays"), STAYS, columns, name="stays", function=function)
    log = rows_of(_eager(events, "events"), EVENTS, columns, name="events", function=function)
    return register_of(people, log)


def register_of(stays: Iterable[Row], events: Iterable[Row]) -> Register:
    """Return the register of the rows of two tables, in which each person is a NIK."""
    known = [(entered_on, _resident(rows)) for (_, entered_on), rows in _by_snapshot(stays).items()]
    people = [
        resident if entered_on is None else Snapshot(resident=resident, entered_on=entered_on)
        for entered_on, resident in known
    ]
    # A print is compared with what is known of its person now.
    in_order = sorted(known, key=lambda one: one[0] or date.min)
    citizenship = {resident.nik: resident.citizenship for _, resident in in_order}
    log = [_event(row, citizenship, number) for number, row in enumerate(events)]
    return Register.of(people, log)


def rows_of(
    given: nw.DataFrame[Any],
    layout: Sequence[Column],
    columns: Mapping[str, str] | None,
    *,
    name: str,
    function: str,
) -> list[Row]:
    """Return the rows of a table, with None for the nulls of the engine."""
    needed = [one.name for one in layout]
    table = Table.of(given.to_native(), layout, needed, columns, name=name, function=function)
    names = table.present(layout)
    frame: Any = table.frame.select(*(table[one].alias(one) for one in names))
    values = [
        [None if is_null else value for value, is_null in zip(column, nulls, strict=True)]
        for column, nulls in ((frame[one], frame[one].is_null()) for one in names)
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _eager(given: Any, name: str) -> nw.DataFrame[Any]:  # noqa: ANN401
    """Return a frame that holds its rows, or one made of a stream of Arrow."""
    frame = nw.from_native(given, pass_through=True)
    if isinstance(frame, nw.DataFrame):
        return frame
    if hasattr(given, "__arrow_c_stream__"):
        readers = (one.name for one in ENGINES if one.reads_streams and find_spec(one.name))
        backend: Any = next(readers, None)
        if backend is None:
            raise ModuleNotFoundError(
                f"from_frames.{name}: expected PyArrow or Polars to read an Arrow stream; "
                "install one of them"
            )
        return nw.from_arrow(given, backend=backend)
    found = type(given).__name__
    raise TypeError(
        f"from_frames.{name}: expected an eager frame or an Arrow stream, found {found}; "
        "collect a lazy frame first"
    )


def _by_snapshot(rows: Iterable[Row]) -> dict[tuple[str, date | None], list[tuple[int, Row]]]:
    """Return the rows of each person and day of entry, with their numbers."""
    found: dict[tuple[str, date | None], list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows):
        found.setdefault((row["person"], row.get("entered_on")), []).append((number, row))
    return found


def _resident(rows: Sequence[tuple[int, Row]]) -> Resident:
    """Return the resident of all rows of one person, or of one snapshot."""
    number, first = rows[0]
    for other, row in rows:
        faults: list[RecordFault] = [
            (one, Fault.CONTRADICTION, f"stays[{number}].{one}")
            for one in _PERSONAL
            if row[one] != first[one]
        ]
        if row["since"] is None and any(row[one] is not None for one in _OF_STAYS):
            faults.append(("since", Fault.MISSING))
        is_from_birth = row["is_citizen"] or row["permit_since"] is not None
        if not is_from_birth and row["permit_until"] is not None:
            faults.append(("permit_since", Fault.MISSING))
        raise_faults(f"stays[{other}]", faults)
    stays = _different(
        (
            *(row["since"], row["until"], row["region"]),
            _member(EndOfStay, row, "ended_by", f"stays[{other}]"),
        )
        for other, row in rows
    )
    with _noted(f"at stays[{number}]"):
        return Resident(
            nik=NIK(first["person"]),
            birth_date=first["birth_date"],
            sex=_member(Sex, first, "sex", f"stays[{number}]"),
            citizenship=_citizenship([row for _, row in rows]),
            residences=[
                Residence(region=RegionCode(region), since=since, until=until, ended_by=ended_by)
                for since, until, region, ended_by in stays
            ],
            first_married_on=first["first_married_on"],
            died_on=first["died_on"],
            inactive=_inactive([row for _, row in rows]),
        )


_PERSONAL: Final = ("birth_date", "sex", "first_married_on", "died_on")
_OF_STAYS: Final = ("until", "region", "ended_by")


def _citizenship(rows: Sequence[Row]) -> Citizenship:
    found = {(row["permit_since"], row["permit_until"], row["is_citizen"]) for row in rows}
    periods = [
        (CitizenPeriod if is_citizen else StayPermit)(since=since, until=until)
        for since, until, is_citizen in sorted(found, key=lambda one: one[0] or date.min)
        if is_citizen or since is not None
    ]
    if periods == [CitizenPeriod()]:
        return Citizen()
    permits = [period for period in periods if isinstance(period, StayPermit)]
    return (
        PermanentForeigner(permits) if len(permits) == len(periods) else ChangedCitizenship(periods)
    )


def _inactive(rows: Sequence[Row]) -> list[InactiveNIK]:
    found = {
        (row["nik_since"], row["nik_until"]) for row in rows if row.get("is_nik_active") is False
    }
    return [InactiveNIK(since=since, until=until) for since, until in sorted(found)]


def _different(periods: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the distinct periods in order; one without a beginning does not exist."""
    known = {period for period in periods if period[0] is not None}
    return sorted(known, key=lambda period: period[0])


def _event(row: Row, citizenship: Mapping[NIK, Citizenship], number: int) -> Event:
    where = f"events[{number}]"
    with _noted(f"at {where}"):
        if row["kind"] not in _KIND:
            raise_faults(where, [("kind", Fault.UNREADABLE)])
        kind, nik = _KIND[row["kind"]], NIK(row["person"])
        given = {
            **row,
            "nik": nik,
            "ordinal": int(row["ordinal"]),  # pandas has integers of its own
            "reason": _member(IssueReason, row, "reason", where),
            "kinds": _kinds(row, where),
            "outside_domicile": bool(row.get("outside_domicile")),
        }
        if kind is CardPrinted:
            given["valid_until"] = None
        event = kind(**{field: given[field] for field in _FIELDS[kind]})
        # The end that the permit gives anyway is left out, as in registers.
        is_usual = end_of_card(event, citizenship.get(nik, Citizen())) == row["valid_until"]
        if isinstance(event, CardPrinted) and not is_usual:
            return attrs.evolve(event, valid_until=row["valid_until"])
        return event


def _kinds(row: Row, where: str) -> tuple[Biometric, ...]:
    if row["biometrics"] is None:
        return tuple(Biometric)
    parts = ({"biometrics": part} for part in row["biometrics"].split(";"))
    return tuple(_member(Biometric, part, "biometrics", where) for part in parts)


_KIND: Final = {kind.__name__: kind for kind in KINDS}
_FIELDS: Final = {kind: [field.name for field in attrs.fields(kind)] for kind in KINDS}

E = TypeVar("E", bound=Enum)


def _member(members: type[E], row: Row, field: str, where: str) -> Any:  # noqa: ANN401
    """Return the member of a value, or None; errors never show an unknown value."""
    value = row[field]
    known = {one.value: one for one in members}
    if value is not None and value not in known:
        raise_faults(where, [(field, Fault.UNREADABLE)])
    return known.get(value)


@contextmanager
def _noted(note: str) -> Iterator[None]:
    """Add the place in the tables to an error, as a note."""
    try:
        yield
    except (DukcapilError, ExceptionGroup, TypeError) as error:
        error.add_note(note)
        raise
