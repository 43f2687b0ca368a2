"""Tables as a register."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import attrs

from dukcapil._shared.publishing import release
from dukcapil.cards import IssueReason
from dukcapil.errors import DukcapilError
from dukcapil.frames._files.arrow import (
    Unfit,
    check_ascending,
    check_held,
    codes,
    digits_of,
    firsts,
    numbers,
    numbers_of,
    ordinals,
    places_of,
    rows_of,
    texts_of,
    values_by_row,
)
from dukcapil.frames._files.container import Contents, Part
from dukcapil.nik import NIK
from dukcapil.recording import Biometric
from dukcapil.regions import RegionCode
from dukcapil.register import Register, StagePart
from dukcapil.register._columns import restored
from dukcapil.register._kinds import KINDS
from dukcapil.register._parts import filled_in
from dukcapil.register._records import ENDS, SEXES
from dukcapil.register._texts import Texts
from dukcapil.residents import (
    ChangedCitizenship,
    CitizenPeriod,
    InactiveNIK,
    PermanentForeigner,
    StayPermit,
)

__all__ = ["register_of"]


_T = TypeVar("_T")

_ALWAYS: Final = date.min.toordinal()


def register_of(contents: Contents) -> Register:
    """Return the register that a file holds.

    Raises:
        Unfit: for tables that do not make a register.
    """
    about = contents.about
    records, people = _records(contents)
    log = _events(contents.part("events"), about["people"])
    is_same_release = about["saved_by"] == release()
    steps = _steps(contents.part("steps"), about["people"]) if is_same_release else None
    try:
        state = filled_in(records, people, log, steps, strict=about["is_checked"])
    except (DukcapilError, ExceptionGroup) as error:
        raise Unfit("events.parquet holds events that contradict each other") from error
    return restored(
        state,
        scope=_scope(about["scope"]),
        set_aside=about["set_aside_people"],
    )


def _scope(text: str | None) -> RegionCode | None:
    try:
        return None if text is None else RegionCode(text)
    except ValueError:
        raise Unfit("register.json names a scope that is no code of a region") from None


def _parsed(parse: Callable[[Any], _T], text: str) -> _T:
    """Return what a function makes of a text of the file."""
    try:
        return parse(text)
    except (ValueError, TypeError, KeyError, ExceptionGroup):
        raise Unfit("a value that is not understood") from None


# --- records and stays -----------------------------------------------------------------------


def _records(contents: Contents) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of the records with their stays, and those of the people."""
    part = contents.part("records")
    person = part.column("person", numbers_of)
    first = part.column("person", firsts, contents.about["people"], has_each=True)
    nik = part.column("nik", digits_of)
    present = array("Q", (nik[row - 1] for row in first[1:]))
    part.column("nik", lambda _: check_ascending(numbers(present), is_strict=True))
    part.column("entered_on", _check_entered, numbers(person))
    records = {
        "nik": nik,
        "born": part.column("birth_date", ordinals),
        "sex": part.column("sex", codes, {sex.value: code for code, sex in enumerate(SEXES)}),
        "married": part.column("first_married_on", ordinals),
        "died": part.column("died_on", ordinals),
        "family_card": part.column("family_card", digits_of),
        "name": part.column("name", texts_of),
        "unusual": _by_row(
            {
                "citizenship": part.column("citizenship", _parsed_by_row, _citizenship),
                "former_niks": part.column("former_niks", _parsed_by_row, _niks),
                "inactive": part.column("inactive", _parsed_by_row, _inactive),
            }
        ),
        **_stays(contents.part("stays"), part.column("record", _count)),
    }
    people = {
        "first": first,
        "entered": part.column("entered_on", ordinals, null=_ALWAYS),
        "keys": part.column("key", _keys, person),
    }
    return records, people


def _count(record: Any) -> int:  # noqa: ANN401  of Arrow
    """Return the number of records, which are numbered from 0."""
    if numbers_of(record) != array("I", range(len(record))):
        raise Unfit("rows out of order")
    return len(record)


def _check_entered(values: Any, person: Any) -> None:  # noqa: ANN401
    check_ascending(numbers(ordinals(values, null=_ALWAYS)), person, is_strict=True)


def _keys(values: Any, person: array[int]) -> dict[int, str]:  # noqa: ANN401
    keys: dict[int, str] = {}
    for row, key in values_by_row(values).items():
        if keys.setdefault(person[row], key) != key:
            raise Unfit("two keys of one person")
    return keys


def _parsed_by_row(values: Any, parse: Callable[[str], _T]) -> dict[int, _T]:  # noqa: ANN401
    return {row: _parsed(parse, text) for row, text in values_by_row(values).items()}


def _by_row(columns: Mapping[str, Mapping[int, Any]]) -> dict[int, dict[str, Any]]:
    """Return the values of columns that have few, by row and then by column."""
    found: dict[int, dict[str, Any]] = {}
    for name, values in columns.items():
        for row, value in values.items():
            found.setdefault(row, {})[name] = value
    return dict(sorted(found.items()))


def _citizenship(text: str) -> PermanentForeigner | ChangedCitizenship:
    dated = [_KIND_OF_PERIOD[kind](**_days(days)) for kind, *days in json.loads(text)]
    permits = [one for one in dated if isinstance(one, StayPermit)]
    is_foreigner = len(permits) == len(dated)
    return PermanentForeigner(permits) if is_foreigner else ChangedCitizenship(dated)


def _niks(text: str) -> tuple[NIK, ...]:
    return tuple(map(NIK, json.loads(text)))


def _inactive(text: str) -> tuple[InactiveNIK, ...]:
    return tuple(InactiveNIK(**_days(days)) for days in json.loads(text))


_KIND_OF_PERIOD: Final[Mapping[str, Any]] = {"citizen": CitizenPeriod, "permit": StayPermit}


def _days(texts: Iterable[str | None]) -> dict[str, Any]:
    since, until = (None if text is None else date.fromisoformat(text) for text in texts)
    return {"since": since, "until": until}


def _stays(part: Part, records: int) -> dict[str, Any]:
    place, regions = part.column("region", _regions)
    return {
        "first_stay": part.column("record", firsts, records),
        "place": place,
        "regions": regions,
        "since": part.column("since", ordinals),
        "until": part.column("until", ordinals),
        "ended_by": part.column(
            "ended_by", codes, {end and end.value: code for code, end in enumerate(ENDS)}
        ),
    }


def _regions(values: Any) -> tuple[array[int], list[RegionCode]]:  # noqa: ANN401
    place, texts = places_of(values, first=0)
    return place, [_parsed(RegionCode, str(text)) for text in texts]


# --- events and steps ------------------------------------------------------------------------

_FIELDS: Final = [{one.name: one for one in attrs.fields(kind)} for kind in KINDS]
"""The fields of each class of events, by their names."""


def _events(part: Part, people: int) -> dict[str, Any]:
    person = part.column("person", numbers_of)
    first = part.column("person", firsts, people)
    occurred = part.column("occurred_on", ordinals)
    part.column("occurred_on", lambda _: check_ascending(numbers(occurred), numbers(person)))
    kind = part.column("kind", codes, {one.__name__: code for code, one in enumerate(KINDS)})

    def of_field(name: str, column: str, convert: Callable[..., _T], *args: object) -> _T:
        """Return a column that some classes of events have, and some must have."""
        held = [fields.get(name) for fields in _FIELDS]
        may = bytes(one is not None for one in held)
        must = bytes(one is not None and one.default is attrs.NOTHING for one in held)
        part.column(column, check_held, numbers(array("B", kind)), may, must)
        return part.column(column, convert, *args)

    reasons: dict[str | None, int] = {one.value: code for code, one in enumerate(IssueReason)}
    card, cards = of_field("card", "card", _cards)
    return {
        "person": person,
        "first": first,
        "kind": kind,
        "occurred": occurred,
        "entered": part.column("entered_on", ordinals),
        "ordinal": part.column("ordinal", numbers_of, "B"),
        "reason": of_field("reason", "reason", codes, {None: 0, **reasons}),
        "card": card,
        "cards": cards,
        "ids": part.column("id", texts_of),
        "unusual": _by_row(
            {
                "supersedes": of_field("supersedes", "supersedes", values_by_row),
                "valid_until": of_field("valid_until", "valid_until", values_by_row),
                "outside_domicile": of_field("outside_domicile", "outside_domicile", _true_by_row),
                "kinds": of_field("kinds", "biometrics", _parsed_by_row, _biometrics),
            }
        ),
    }


def _cards(values: Any) -> tuple[array[int], Texts]:  # noqa: ANN401
    place, cards = places_of(values, first=1)
    return place, Texts([None]).joined(cards)


def _true_by_row(values: Any) -> dict[int, bool]:  # noqa: ANN401
    return dict.fromkeys(rows_of(values), True)


def _biometrics(text: str) -> frozenset[Biometric]:
    return frozenset(map(Biometric, text.split(";")))


def _steps(part: Part, people: int) -> dict[str, Any]:
    first, person = part.column("person", firsts, people), part.column("person", numbers_of)
    day = part.column("since", ordinals)
    part.column("since", lambda _: check_ascending(numbers(day), numbers(person), is_strict=True))
    return {
        "first": first,
        "day": day,
        "part": part.column("stage", codes, {one.name: one.value for one in StagePart}),
    }
