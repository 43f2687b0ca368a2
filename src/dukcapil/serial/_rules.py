"""The form of each type, found by its annotation. A type with fields needs no rule of its own."""

import types
import typing
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, partial
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs

from dukcapil._shared.sentences import Sentence
from dukcapil._shared.values import CheckedText, Value
from dukcapil.blanko import Entry, Import, Ledger, PlaceBalance, StockLine
from dukcapil.cards import Card, Holding
from dukcapil.coverage import AgeBand, FlowCount, RevisionCount
from dukcapil.demand import Backtest
from dukcapil.events import LAST_ORDINAL, Event
from dukcapil.forecast import Outlook
from dukcapil.law import Instrument
from dukcapil.months import Month
from dukcapil.outreach import DayRule
from dukcapil.recording import Recording
from dukcapil.regions import RegionCode
from dukcapil.register import Register, Standing
from dukcapil.residents import (
    ChangedCitizenship,
    Citizen,
    CitizenPeriod,
    InactiveNIK,
    Parsed,
    PermanentForeigner,
    Residence,
    Resident,
    Snapshot,
    StayPermit,
)
from dukcapil.serial._forms import (
    FLOAT,
    FRACTION,
    Form,
    Items,
    Keyed,
    Member,
    Optional,
    Parts,
    Scalar,
    Text,
)
from dukcapil.serial._names import ABSTRACT, NAME_OF, PUBLIC_UNIONS, TYPE_OF, public_subclasses
from dukcapil.serial._objects import PERSONAL, Choice, Fields, Open, Tagged
from dukcapil.serial._wholes import (
    RuleForm,
    SentenceForm,
    ledger_of,
    part_of_ledger,
    part_of_register,
    register_of,
)
from dukcapil.spreadsheets import Row, Sheet
from dukcapil.wajib_ktp import NotYetObliged, Obliged, OutOfScope

__all__ = [
    "ANY",
    "document_form",
    "form_of",
    "is_known",
    "name_of",
    "run_time_classes",
    "type_named",
    "types_of_unions",
]

_OF_PERSONS: Final = frozenset(
    {
        *(Resident, Residence, Snapshot, Citizen, PermanentForeigner, ChangedCitizenship),
        *(CitizenPeriod, StayPermit, InactiveNIK, Parsed, Obliged, NotYetObliged, OutOfScope),
        *(Recording, Card, Holding, Standing, Register, Row, Sheet),
        *public_subclasses(Event),
    }
)
"""Types whose values say something of one person, and collections of them."""

_MAY_BE_NEGATIVE: Final = frozenset(
    {
        *(AgeBand, Backtest, FlowCount, Import, Instrument, PlaceBalance, RevisionCount),
        *(Outlook, Row, StockLine),
    }
)
"""Types of which some whole numbers are changes, may lack, or are not checked; see `_field`."""

_DATE: Final = Text(
    "a date such as 2020-11-30",
    date.isoformat,
    date.fromisoformat,
    pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}",
    extra={"format": "date"},
)
_SCALARS: Final[dict[object, Form]] = {
    str: Scalar(str, "string", "text"),
    int: Scalar(int, "integer", "a whole number"),
    bool: Scalar(bool, "boolean", "true or false"),
    float: FLOAT,
    Fraction: FRACTION,
    Decimal: Text(
        "a decimal number as text", str, Decimal, pattern="-?[0-9]+([.][0-9]+)?(E[+-]?[0-9]+)?"
    ),
    date: _DATE,
    datetime: Text("a date and time in ISO 8601", datetime.isoformat, datetime.fromisoformat),
    time: Text("a time in ISO 8601", time.isoformat, time.fromisoformat),
    timedelta: Text(
        "microseconds as text",
        lambda span: str(span // timedelta(microseconds=1)),
        lambda text: timedelta(microseconds=int(text)),
        pattern="-?[0-9]+",
    ),
    Month: Text(
        "a month such as 2020-11",
        str,
        Month.parse,
        pattern="[0-9]{4}-(0[1-9]|1[0-2])",
        name=NAME_OF[Month],
    ),
}
_OTHERS: Final = {
    "Fraction": Fraction,
    "Decimal": Decimal,
    "date": date,
    "datetime": datetime,
    "time": time,
    "timedelta": timedelta,
    "float": float,
    "sentence": Sentence,
}
"""Names of types that are not the library's, where a value may be of any type."""


_OTHER_NAMES: Final = {kind: name for name, kind in _OTHERS.items()}


def _open_name(kind: type[Any]) -> str | None:
    return NAME_OF.get(kind) or _OTHER_NAMES.get(kind)


def name_of(kind: type[Any]) -> str:
    """Return the name of a type in JSON; of one that has none there, that of the class."""
    return _open_name(kind) or kind.__name__


def type_named(name: object) -> type[Any] | None:
    """Return the type of a name in JSON; None for another name."""
    return (TYPE_OF.get(name) or _OTHERS.get(name)) if isinstance(name, str) else None


@cache
def _open_form(name: str) -> Form | None:
    """Return the form of a value that has the name of its type with it; None for another name."""
    kind = type_named(name)
    if kind is None or kind is Sentence:
        return None if kind is None else SentenceForm(ANY)
    form = form_of(kind)
    return form if isinstance(form, Fields) else Tagged(name, form)


ANY: Final[Form] = Open(_open_form, _open_name)
"""The form of any value."""


def is_known(hint: Any) -> bool:  # noqa: ANN401  of any annotation
    """Return whether an annotation is of types of the library alone, or of None beside them."""
    members = [one for one in _members(hint) if one is not types.NoneType]
    origins = [get_origin(one) or one for one in members]
    return bool(origins) and all(
        isinstance(one, type) and (one in NAME_OF or one in ABSTRACT) for one in origins
    )


def _members(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401  of any annotation
    is_union = get_origin(hint) in {types.UnionType, typing.Union}
    return get_args(hint) if is_union else (hint,)


def form_of(hint: Any) -> Form:  # noqa: ANN401  of any annotation
    """Return the form of the values of an annotation, made once.

    Raises:
        TypeError: for an annotation of something that is not of the library.
    """
    return _form_of(hint)


@cache
def _form_of(hint: Any) -> Form:  # noqa: ANN401  of any annotation
    if hint in _SCALARS:
        return _SCALARS[hint]
    if hint == DayRule:
        return RuleForm(ANY, Items(_DATE, tuple))
    if hint is Hashable or hint is object or isinstance(hint, TypeVar):
        return ANY
    members = _members(hint)
    if len(members) > 1:
        return _union(members)
    origin, inner = get_origin(hint) or hint, get_args(hint)
    if inner and origin in _COLLECTIONS:
        return _collection(origin, inner)
    return _class(origin)


_COLLECTIONS: Final = {tuple, Sequence, Iterable, frozenset, Mapping}


def _union(members: Sequence[Any]) -> Form:
    others = [one for one in members if one is not types.NoneType]
    if len(others) == 1:
        return Optional(form_of(others[0]))
    kinds = [*dict.fromkeys(_run_time_class(one) for one in others)]
    choice = Choice(ANY, kinds, partial(_as_written, tuple(others)))
    return Optional(choice) if len(others) < len(members) else choice


@cache
def run_time_classes(hint: Any) -> tuple[type[Any], ...]:  # noqa: ANN401  of any annotation
    """Return the classes of the values of an annotation, for `isinstance`."""
    return tuple(_run_time_class(one) for one in _members(hint))


@cache
def types_of_unions() -> frozenset[type[Any]]:
    """Return the types of which a union has several, so that data have to say which is meant."""
    hints: list[Any] = [*PUBLIC_UNIONS]
    for kind in TYPE_OF.values():
        if attrs.has(kind):
            attrs.resolve_types(kind)
            hints += [field.type for field in attrs.fields(kind)]
    found = {one for base in ABSTRACT for one in public_subclasses(base)}
    for hint in hints:
        members = [one for one in _members(hint) if one in NAME_OF and attrs.has(one)]
        found.update(members if len(members) > 1 else ())
    return frozenset(found)


def document_form(hint: Any) -> Form:  # noqa: ANN401  of any annotation
    """Return the form of a value that stands alone, so that its type must be said.

    Raises:
        TypeError: as `form_of`.
    """
    form_of(hint)
    members = tuple(one for one in _members(hint) if one is not types.NoneType)
    return Choice(ANY, run_time_classes(hint), partial(_as_written, members))


def _run_time_class(hint: Any) -> type[Any]:  # noqa: ANN401  of any annotation
    origin: type[Any] = get_origin(hint) or hint
    return tuple if origin is Sequence else origin


def _as_written(hints: Iterable[Any]) -> list[Form]:
    """Return the forms of the types of a union, with names where they need them."""
    found: list[Form] = []
    for hint in hints:
        kind = _run_time_class(hint)
        name = _open_name(kind)
        if kind in ABSTRACT:
            found += _as_written(public_subclasses(kind))
        elif name is None or kind is float:  # what JSON has itself
            found.append(form_of(hint))
            found += [SentenceForm(ANY)] if kind is str else []
        else:
            found.append(typing.cast("Form", _open_form(name)))
    return found


def _collection(origin: Any, inner: tuple[Any, ...]) -> Form:  # noqa: ANN401  a generic class
    if origin is frozenset:
        return Items(form_of(inner[0]), frozenset)
    if origin is Mapping:
        return Keyed(form_of(inner[1]))
    if origin is tuple and inner[-1] is not Ellipsis:
        return Parts([form_of(one) for one in inner])
    return Items(form_of(inner[0]), tuple)


def _class(kind: Any) -> Form:  # noqa: ANN401  a class
    if kind in _WHOLES:
        return _WHOLES[kind]
    if kind in ABSTRACT:
        return Choice(ANY, [kind], partial(_as_written, (kind,)))
    if isinstance(kind, type) and issubclass(kind, CheckedText):
        personal = PERSONAL if kind._is_personal else {}  # noqa: SLF001  for those who describe it
        pattern = kind._pattern  # noqa: SLF001  as above
        expected = f"a text that is a {kind.__name__}"
        return Text(expected, str, kind, pattern=pattern, name=NAME_OF[kind], extra=personal)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Member(kind, NAME_OF.get(kind, ""))
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _named_parts(kind)
    if isinstance(kind, type) and issubclass(kind, Value) and attrs.has(kind):
        return _fields(kind)
    raise TypeError(f"expected a type of dukcapil, found another {type(kind).__name__}")


_LEDGER: Final = Fields(
    Ledger,
    NAME_OF[Ledger],
    lambda: {
        "serials": _SCALARS[bool],
        "years": form_of(tuple[int, int]),
        "explain_from_cards": Optional(_SCALARS[int]),
        "entries": Items(form_of(Entry), tuple),
        "digest": Text("a digest", str, str, pattern="[0-9a-f]*"),
    },
    required=frozenset({"entries"}),
    make=ledger_of,
    take=part_of_ledger,
)
_REGISTER: Final = Fields(
    Register,
    NAME_OF[Register],
    lambda: {
        "residents": Items(form_of(Resident | Snapshot), tuple),
        "events": Items(form_of(Event), tuple),
        "scope": Optional(form_of(RegionCode)),
        "is_checked": _SCALARS[bool],
        "set_aside_people": _SCALARS[int],
    },
    required=frozenset({"residents", "events"}),
    make=register_of,
    take=part_of_register,
    personal=True,
)
_WHOLES: Final[dict[object, Form]] = {Ledger: _LEDGER, Register: _REGISTER}


def _named_parts(kind: Any) -> Form:  # noqa: ANN401  a class of named tuples
    hints, defaults = typing.get_type_hints(kind), kind._field_defaults
    return Fields(
        kind,
        NAME_OF.get(kind, ""),
        lambda: {name: form_of(hints[name]) for name in kind._fields},
        required=frozenset(kind._fields) - defaults.keys(),
        make=lambda things: kind(**things),
    )


def _field(kind: type[Any], field: "attrs.Attribute[Any]") -> Form:
    """Return the form of a field; of whole numbers, with the bounds that their class checks.

    Nearly all are counts, so that those which may be negative are listed. A test holds the bounds
    to what the classes do.
    """
    members = _members(field.type)
    if kind in _MAY_BE_NEGATIVE or members not in {(int,), (int, types.NoneType)}:
        return form_of(field.type)
    is_ordinal = issubclass(kind, Event) and field.name == "ordinal"
    most = {"maximum": LAST_ORDINAL} if is_ordinal else {}
    whole = Scalar(int, "integer", "a whole number", {"minimum": 0, **most})
    return whole if len(members) == 1 else Optional(whole)


def _fields(kind: type[Any]) -> Form:
    """Return the form of a class of attrs: every field that makes the value, in their order."""
    attrs.resolve_types(kind)
    fields = [
        field
        for field in attrs.fields(kind)
        if field.init and not field.metadata.get("is_transient")
    ]
    aliases = {field.name: field.alias for field in fields}
    return Fields(
        kind,
        NAME_OF.get(kind, ""),
        lambda: {field.name: _field(kind, field) for field in fields},
        required=frozenset(field.name for field in fields if field.default is attrs.NOTHING),
        make=lambda things: kind(**{aliases[name]: thing for name, thing in things.items()}),
        personal=kind in _OF_PERSONS,
    )
