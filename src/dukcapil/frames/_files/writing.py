"""A register as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.frames._files.arrow import (
    days,
    grouped,
    identifiers,
    numbers,
    parents,
    pyarrow,
    schema,
    sparse,
    texts,
    words,
)
from dukcapil.frames._files.layout import TABLES
from dukcapil.frames._layout import Kind
from dukcapil.register import StagePart
from dukcapil.register._columns import Kept
from dukcapil.register._event_columns import EventLog
from dukcapil.register._kinds import KINDS
from dukcapil.register._people import People
from dukcapil.register._records import ENDS, SEXES, Records
from dukcapil.register._stage_steps import StageSteps
from dukcapil.residents import CitizenPeriod

__all__ = ["tables_of"]

_PRINTED: Final = KINDS.index(CardPrinted)
_ALWAYS: Final = date.min.toordinal()

Table = Any
"""A table of PyArrow, which has no types."""


def tables_of(register: Kept) -> Iterator[tuple[str, Table]]:
    """Yield the tables, made one after the other, with the people in order of their NIKs."""
    state, order = register.state, numbers(register.order)
    people = state.people
    records = grouped(order, people.first)
    yield "records", _table("records", _records(people, order, records))
    stays = grouped(records.flatten(), people.records.first_stay)
    yield "stays", _table("stays", _stays(people.records, stays))
    yield "events", _table("events", _events(state.log, grouped(order, state.log.first)))
    yield "steps", _table("steps", _steps(state.steps, grouped(order, state.steps.first)))


def _table(name: str, columns: Mapping[str, Any]) -> Table:
    return pyarrow().table(dict(columns), schema(TABLES[name]))


def _records(people: People, order: Any, lists: Any) -> dict[str, Any]:  # noqa: ANN401  of Arrow
    records, rows, person = people.records, lists.flatten(), parents(lists)

    def unusual(field: str, as_json: Any) -> Any:  # noqa: ANN401
        values = {
            row: json.dumps(as_json(fields[field]))
            for row, fields in records.unusual.items()
            if field in fields
        }
        return sparse(values, len(records), Kind.TEXT).take(rows)

    return {
        "record": _range(len(rows)),
        "person": person,
        "nik": identifiers(records.nik).take(rows),
        "birth_date": days(records.born).take(rows),
        "sex": words(numbers(records.sex), [sex.value for sex in SEXES]).take(rows),
        "first_married_on": days(records.married).take(rows),
        "died_on": days(records.died).take(rows),
        "family_card": identifiers(records.family_card).take(rows),
        "name": texts(records.name).take(rows),
        "entered_on": days(people.entered, null=_ALWAYS).take(rows),
        "key": sparse(people.keys, len(people), Kind.TEXT).take(order).take(person),
        "citizenship": unusual("citizenship", lambda one: list(map(_dated, one.periods))),
        "former_niks": unusual("former_niks", list),
        "inactive": unusual("inactive", lambda times: list(map(_period, times))),
    }


def _range(count: int) -> Any:  # noqa: ANN401
    pa = pyarrow()
    return pa.array(range(count), pa.uint32())


def _period(one: Any) -> list[str | None]:  # noqa: ANN401  of any class with two days
    return [day and day.isoformat() for day in (one.since, one.until)]


def _dated(one: Any) -> list[str | None]:  # noqa: ANN401
    return ["citizen" if isinstance(one, CitizenPeriod) else "permit", *_period(one)]


def _stays(records: Records, lists: Any) -> dict[str, Any]:  # noqa: ANN401
    rows = lists.flatten()
    ends = [end and end.value for end in ENDS]
    return {
        "record": parents(lists),
        "region": words(numbers(records.place).take(rows), list(map(str, records.regions))),
        "since": days(records.since).take(rows),
        "until": days(records.until).take(rows),
        "ended_by": words(numbers(records.ended_by).take(rows), ends),
    }


def _events(log: EventLog, lists: Any) -> dict[str, Any]:  # noqa: ANN401
    pa, rows = pyarrow(), lists.flatten()

    def unusual(field: str, kind: Kind = Kind.TEXT) -> Any:  # noqa: ANN401
        values = {
            row: _plain(fields[field]) for row, fields in log.unusual.items() if field in fields
        }
        return sparse(values, len(log), kind).take(rows)

    kind = numbers(log.kind).take(rows)
    is_print = pa.compute.equal(kind, _PRINTED)
    reason = words(numbers(log.reason).take(rows), [one.value for one in IssueReason])
    return {
        "person": parents(lists),
        "id": texts(log.ids).take(rows),
        "kind": words(kind, [one.__name__ for one in KINDS]),
        "occurred_on": days(log.occurred).take(rows),
        "entered_on": days(log.entered).take(rows),
        "ordinal": numbers(log.ordinal).take(rows).cast(pa.uint32()),
        "card": texts(log.cards).take(numbers(log.card).take(rows)),
        "reason": pa.compute.if_else(is_print, reason, pa.scalar(None, reason.type)),
        "supersedes": unusual("supersedes"),
        "valid_until": unusual("valid_until", Kind.DATE),
        "outside_domicile": unusual("outside_domicile").is_valid(),
        "biometrics": unusual("kinds"),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return an unusual value of an event as a date or a text."""
    if isinstance(value, frozenset):
        return ";".join(sorted(one.value for one in value))
    return "yes" if value is True else value


def _steps(steps: StageSteps, lists: Any) -> dict[str, Any]:  # noqa: ANN401
    rows = lists.flatten()
    return {
        "person": parents(lists),
        "since": days(steps.day).take(rows),
        "stage": words(numbers(steps.part).take(rows), [part.name for part in StagePart]),
    }
