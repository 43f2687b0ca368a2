"""Calls of everything public with personal data in every position, of every type and shape.

Public names are found by going through the packages, so that a new one is called as well. A
method is called on the values that constructors and functions have answered with.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import EnumType
from fractions import Fraction
from functools import partial
from types import FunctionType, MethodType
from typing import Any, Final, NamedTuple

import dukcapil
from dukcapil import (
    NIK,
    Citizen,
    FamilyCardNumber,
    Ledger,
    Month,
    RegionCode,
    Register,
    Residence,
    Resident,
    Scenario,
    Sex,
    measure,
)
from dukcapil.allocation import Claim
from dukcapil.blanko import STORE, Counted
from dukcapil.distributions import Uniform
from dukcapil.outreach import Venue, VenueKind, Visit, plan
from dukcapil.recording import BiometricsCaptured

NIK_TEXT, KK_TEXT = "3275994105030001", "3275990501200001"
NAME: Final = "Siti Aminah Wulandari"
BORN: Final = date(2003, 5, 1)
TODAY: Final = date(2020, 11, 23)
HOME: Final = RegionCode("32.75.99")

SITI: Final = Resident(
    nik=NIK(NIK_TEXT),
    birth_date=BORN,
    sex=Sex.FEMALE,
    citizenship=Citizen(),
    residences=[Residence(region=HOME, since=BORN)],
    name=NAME,
    family_card=FamilyCardNumber(KK_TEXT),
)
CAPTURED: Final = BiometricsCaptured(id=f"{NIK_TEXT}-1", nik=SITI.nik, occurred_on=date(2020, 5, 4))
REGISTER: Final = Register.of([SITI], [CAPTURED])
VENUE: Final = Venue(id=f"{NAME} {NIK_TEXT}", kind=VenueKind.HOMES, region=HOME, expected_people=1)
LEDGER: Final = Ledger().post(
    Counted(id=NIK_TEXT, on=TODAY, at=STORE, counted_cards=0, actor=NAME, note=KK_TEXT)
)
SCENARIO: Final = Scenario(
    start=Month(2020, 12), months=2, not_recorded_people=3, allocation_cards=Uniform(1, 3)
)
ROW: Final[dict[str, object]] = {
    "NIK": NIK_TEXT,
    "NAMA": NAME,
    "TGL_LHR": BORN,
    NAME: KK_TEXT,
    KK_TEXT: NAME,
}

HOSTILE: Final[dict[str, object]] = {
    "number": NIK_TEXT,
    "longer number": f"{NIK_TEXT}7",
    "family card": KK_TEXT,
    "name": NAME,
    "two lines": f"{NAME}\n{NIK_TEXT}",
    "broken text": f"{NIK_TEXT}\udcff{NAME}",
    "day as text": "01-05-2003",
    "bytes": NAME.encode(),
    "integer": int(NIK_TEXT),
    "negative": -int(NIK_TEXT),
    "float": float(NIK_TEXT),
    "decimal": Decimal(NIK_TEXT),
    "fraction": Fraction(int(NIK_TEXT), 7),
    "day": BORN,
    "moment": datetime(2003, 5, 1, 4, 30),  # noqa: DTZ001  as a table without zones has it
    "NIK": SITI.nik,
    "resident": SITI,
    "event": CAPTURED,
    "row": ROW,
    "values of a row": list(ROW.values()),
    "rows": [ROW, ROW],
    "keyed by number": {SITI.nik: SITI},
    "people": [SITI, SITI],
    "pairs": [(NIK_TEXT, NAME)],
}
"""Personal data as what they are, and as other types and shapes."""

COUNTS_AND_DAYS: Final = frozenset(
    {"integer", "negative", "float", "decimal", "fraction", "day", "moment"}
)
"""Values that a repr may show: in a position of counts and days of tables they are such."""

GOOD: Final[dict[str, object]] = {
    "on": TODAY,
    "register": REGISTER,
    "resident": SITI,
    "residents": [SITI],
    "events": [CAPTURED],
    "nik": SITI.nik,
    "id": "x-1",
    "occurred_on": TODAY,
    "birth_date": BORN,
    "born": BORN,
    "region": HOME,
    "since": date(2020, 1, 1),
    "until": TODAY,
    "start": Month(2020, 1),
    "month": Month(2020, 1),
    "months": [Month(2020, 1)],
    "rows": [ROW],
    "scenario": SCENARIO,
    "ledger": LEDGER,
    "venues": [VENUE],
    "days": [TODAY],
    "crews": 1,
    "per_crew_day": 5,
    "claims": [Claim(key="a")],
    "document": "x",
    "sex": Sex.FEMALE,
    "cards": 3,
    "demand": Uniform(1, 3),
    "key": "a",
    "kind": VenueKind.SCHOOL,
    "secret": bytes(16),
    "before": date(2020, 1, 1),
    "after": TODAY,
}
"""Arguments that are right by their names, for the positions beside a hostile one."""

SKIPPED: Final[Mapping[str, str]] = {
    "dukcapil.errors": "errors say what they are told; those who tell them are called",
    "dukcapil.testing": "makes people up: no data of a caller come in, and a count is an order",
}
"""Packages and callables that are not called, each with the reason."""


class Call(NamedTuple):
    """A call with personal data in one position, or in all of them.

    Attributes:
        name: the callable, by its public path.
        position: the parameter; empty for all.
        value: the name of the value in `HOSTILE`.
        make: the call.
    """

    name: str
    position: str
    value: str
    make: Callable[[], object]


def public() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every public callable by its path: functions, classes, and functions of classes."""
    for info in pkgutil.iter_modules(dukcapil.__path__, "dukcapil."):
        if "._" in info.name or info.name in SKIPPED:
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:  # an extra that is not installed here
            continue
        for name in module.__all__:
            value = getattr(module, name)
            path = f"{info.name}.{name}"
            if callable(value) and path not in SKIPPED:
                yield path, value
                if isinstance(value, type):
                    yield from _of_class(path, value)


def _of_class(path: str, cls: type) -> Iterator[tuple[str, Callable[..., object]]]:
    for name in dir(cls):
        if not name.startswith("_"):
            value = getattr(cls, name)
            if isinstance(value, MethodType) and value.__func__.__module__.startswith("dukcapil"):
                yield f"{path}.{name}", value


def values() -> list[object]:
    """Return values of public classes, full of personal data, whose methods are called."""
    return [
        SITI.nik,
        SITI.family_card,
        SITI,
        SITI.residences[0],
        CAPTURED,
        REGISTER,
        REGISTER.standing(SITI.nik, on=TODAY),
        measure(REGISTER, on=TODAY),
        LEDGER,
        *LEDGER,
        VENUE,
        Visit(on=TODAY, crew=1, venue=VENUE.id, people=1),
        plan([VENUE], crews=1, days=[TODAY], per_crew_day=5),
        Claim(key=NAME),
        SCENARIO,
        SCENARIO.allocation_cards,
        HOME,
        Month(2020, 1),
    ]


_OPERATORS: Final = ("__getitem__", "__contains__", "__eq__", "__lt__", "__add__", "__sub__")


def methods(value: object) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the public methods of a value, and the operators of its class that are our own."""
    cls = type(value)
    for name in dir(cls):
        method = inspect.getattr_static(cls, name)
        is_ours = (getattr(method, "__module__", None) or "").startswith("dukcapil")
        is_asked = not name.startswith("_") or (name in _OPERATORS and is_ours)
        if is_asked and isinstance(method, FunctionType):
            yield f"{cls.__name__}().{name}", getattr(value, name)


def calls(name: str, function: Callable[..., object]) -> Iterator[Call]:
    """Yield the calls of one callable."""
    if isinstance(function, EnumType):
        for label, value in HOSTILE.items():
            yield Call(name, "value", label, partial(function, value))
        return
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # of builtins
        return
    named = [one for one in parameters if one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD}]
    needed = [one for one in named if one.default is one.empty]
    for label, value in HOSTILE.items():
        if needed:
            given = {one.name: value for one in needed}
            yield Call(name, "", label, _call(function, needed, given))
        for one in named:
            others = {other.name: GOOD.get(other.name, NAME) for other in needed}
            yield Call(name, one.name, label, _call(function, named, {**others, one.name: value}))


def _call(
    function: Callable[..., Any],
    parameters: list[inspect.Parameter],
    given: dict[str, object],
) -> Callable[[], object]:
    given = dict(given)
    ordered = [one.name for one in parameters if one.kind is one.POSITIONAL_ONLY]
    arguments = [given.pop(name) for name in ordered if name in given]
    return lambda: function(*arguments, **given)
