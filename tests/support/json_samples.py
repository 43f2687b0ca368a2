"""One value of every public type, and the documents of them that were once written.

`python tests/support/json_samples.py` adds the documents of types that have none. It changes none:
what a release has written, every later release reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from support.tables import ANSWERS, ledger

from dukcapil import (
    NIK,
    FamilyCardNumber,
    Interval,
    Month,
    RegionCode,
    Register,
    Residence,
    Resident,
    Scenario,
    Sex,
    assess,
    blanko,
    cards,
    coverage,
    demand,
    distributions,
    forecast,
    inventory,
    law,
    outreach,
    parse_residents,
    recording,
    regions,
    register,
    residents,
    spreadsheets,
)
from dukcapil.events import Retracted
from dukcapil.serial import to_json
from dukcapil.serial._names import NAME_OF, TYPE_OF
from dukcapil.testing._registration import KINDS

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "json-1.jsonl"
"""A document a line, of every public type, in order of their names."""

PRAYER: Final = outreach.Hours(
    begins=time(11, 30), ends=time(13), on=outreach.OpenDays(weekdays=[4])
)
DAY, BORN = date(2020, 11, 30), date(2003, 5, 1)
SITI: Final = Resident(
    nik=NIK("3275994105030001"),
    birth_date=BORN,
    sex=Sex.FEMALE,
    citizenship=residents.ChangedCitizenship(
        [
            residents.StayPermit(since=date(2014, 1, 6), until=date(2024, 1, 6)),
            residents.CitizenPeriod(since=date(2019, 8, 17)),
        ]
    ),
    residences=[
        Residence(
            region=RegionCode("32.75.01"),
            since=BORN,
            until=date(2010, 7, 1),
            ended_by=residents.EndOfStay.MOVED,
        ),
        Residence(region=RegionCode("32.75.99.1001"), since=date(2010, 7, 1)),
    ],
    first_married_on=date(2019, 2, 2),
    name="SITI",
    family_card=FamilyCardNumber("3275990501200001"),
    former_niks=[NIK("3275994105030002")],
    inactive=[residents.InactiveNIK(since=date(2025, 3, 1))],
)
_DEMAND: Final = distributions.Poisson(rate=Fraction(5, 2))
_ROW: Final = spreadsheets.Row(
    source="Mei.xlsx",
    sheet="Rekap",
    number=7,
    positions={"NIK": 0, "TGL": 1, "JAM": 2, "KET": 3},
    cells=(1.5, DAY, datetime(2020, 11, 30, 8, 30), spreadsheets.NoValue.ERROR),  # noqa: DTZ001
)
_FIELDS: Final[dict[str, Any]] = {"id": "e-1", "nik": SITI.nik, "occurred_on": DAY}
_CARDS: Final[dict[str, Any]] = {
    "card": "c-1",
    "reason": cards.IssueReason.NEW,
    "valid_until": date(2025, 1, 1),
}


def _events() -> Iterator[object]:
    for name, kind in TYPE_OF.items():
        if name.startswith(("recording.", "cards.")) and hasattr(kind, "occurred_on"):
            fields = {field.name for field in attrs.fields(kind)}
            more = {key: one for key, one in _CARDS.items() if key in fields}
            yield kind(**_FIELDS, **more)
    yield Retracted(**_FIELDS, supersedes="e-0")


def _entries() -> Iterator[object]:
    fields: dict[str, Any] = {"id": "b-1", "on": DAY, "document": "BAST 1", "reason": "found"}
    for name, kind in TYPE_OF.items():
        if name.startswith("blanko.") and hasattr(kind, "entered_on"):
            given = {
                "cards": 5,
                "at": blanko.STORE,
                "counted_cards": 4,
                "reverses": "b-0",
                "until": DAY,
                "serials": (blanko.Serials(1, 2), blanko.Serials(11, 13)),
                "office": "33.74",
            }
            if kind is blanko.Returned:
                given["source"] = blanko.Place.point("32.75.01")
            known = {field.name for field in attrs.fields(kind)}
            yield kind(**fields, **{key: one for key, one in given.items() if key in known})


def _required() -> Iterator[object]:
    scenario = Scenario(
        start=Month(2020, 12),
        months=2,
        not_recorded_people=Interval(3, 5),
        waiting_people=2,
        on_hand_cards=_DEMAND,
        allocation_cards=[1, distributions.Uniform(0, 3)],
        failed_share=Fraction(1, 50),
    )
    yield scenario
    certain = forecast.Estimate(
        value=0.5, low=0.5, high=0.5, exactness=forecast.Exactness.EXACT, fraction=Fraction(1, 2)
    )
    yield certain
    yield forecast.Required(amount=3, probability=certain, one_less=None, scenario=scenario)
    yield forecast.Infeasible(
        reason=forecast.Binding.BLANKS,
        short_by=Interval(3, 5),
        probability=certain,
        confidence=Fraction(9, 10),
        untested=(Interval(7, 9),),
    )


def _inventory() -> Iterator[object]:
    policy = inventory.OrderUpTo(cards=9)
    yield from (policy, inventory.FixedLot(at_cards=3, lot_cards=5))
    yield inventory.MinMax(min_cards=3, max_cards=9)
    yield inventory.newsvendor(_DEMAND, missing_cost=3, left_cost=1)
    yield inventory.reorder_point(_DEMAND, service_level=Fraction(19, 20))
    yield inventory.policy_measures(policy, demand=_DEMAND, lead_time=1)
    yield inventory.StockLevels(
        monthly_cards=Fraction(5, 2), lead_time_months=1, review_months=1, safety_months=1
    )


def _explicit() -> Iterator[object]:
    """Values of types of which no answer and no strategy has one."""
    yield from (SITI, residents.Snapshot(resident=SITI, entered_on=DAY), residents.SIAK)
    yield from (*_events(), *_entries(), *_required(), *_inventory())
    yield Register.of([SITI], [recording.BiometricsCaptured(**_FIELDS)])
    yield Register.of([SITI]).standing(SITI.nik, on=DAY)
    yield from (assess(SITI, on=date(2015, 1, 1)), residents.Citizen(), ledger())
    yield assess(attrs.evolve(SITI, died_on=date(2020, 3, 1)), on=DAY)
    row = {"nik": "0", "birth_date": "2003-05-01", "sex": "P", "region": "32.75.01"}
    yield parse_residents([row], on=DAY)
    yield cards.Card(
        id="c-1",
        status=cards.CardStatus.HELD,
        reason=cards.IssueReason.NEW,
        came_on=DAY,
        printed_on=DAY,
        handed_over_on=DAY,
        ended_on=None,
        valid_until=None,
    )
    yield from (law.WAJIB_KTP, regions.lookup(RegionCode("32.75")))
    yield register.Reorganisation(on=date(2024, 1, 1), successors={"32.75.98": "32.75.99"})
    yield from (coverage.AgeBand(17, 19), coverage.AgeBands([17, 20]))
    whole, part = coverage.Coverage(obliged=9, covered=8), coverage.Coverage(obliged=7, covered=1)
    yield coverage.CoverageChange(key=Sex.MALE, before=part, after=whole)
    yield coverage.Disagreement(
        key=(RegionCode("32.75"), DAY), on=DAY, printed="12.5", computed=whole.percent(digits=1)
    )
    yield coverage.parse_table([{"kode": "32.75.01", "wajib ktp": 9, "sudah rekam": 8}], on=DAY)
    history = demand.DemandHistory(start=Month(2019, 1), cards=[0, 3, 0, 0, 2, 0, 1, 0, 0, 4, 0, 1])
    yield demand.intermittent_demand(history)
    vote = demand.Occasion.in_months("vote", [Month(2019, 4)])
    yield demand.trend_and_season(history, occasions=[vote])
    yield from (_DEMAND, distributions.Binomial(trials=4, chance=Fraction(1, 3)))
    yield distributions.NegativeBinomial(size=2.5, rate=Fraction(7, 2))
    yield distributions.Pmf({0: Fraction(1, 4), 2: Fraction(3, 4)})
    yield distributions.Mixture([(1, _DEMAND), (3, distributions.Uniform(0, 2))])
    yield distributions.Sum([_DEMAND, distributions.Empirical([1, 2, 2])])
    yield from (distributions.Blocks(months=3), distributions.Regimes(stay=Fraction(3, 4)))
    yield from (outreach.OpenDays(holidays=[DAY]), outreach.Promise(venue="school", on=DAY))
    yield from (PRAYER, outreach.Night(crew=1, on=DAY))
    harbour, island = RegionCode("32.75.01.1001"), RegionCode("32.75.01.1002")
    sails = outreach.OpenDays(weekdays=[1, 4])  # and on some dates within the island
    travel = outreach.TravelTimes(
        between={(harbour, island): 20},
        same_region=5,
        only_on={(harbour, island): sails, (island, island): [DAY]},
    )
    yield from (travel, _workday(travel))
    yield from (
        _ROW,
        spreadsheets.Sheet(
            source="Mei.xlsx",
            name="Rekap",
            headings=("NIK", "TGL", "JAM", "KET"),
            heading_rows=(1, 1),
            rows=(_ROW,),
            remarks=residents.Problems([]),
        ),
    )


def _workday(travel: outreach.TravelTimes) -> outreach.Workday:
    return outreach.Workday(
        minutes=360,
        setup_minutes=30,
        most_stops=2,
        travel=travel,
        minutes_per_person=3,
        begins_at=time(7, 30),
        breaks=PRAYER,
    )


def _inside(value: Any) -> Iterator[object]:  # noqa: ANN401  of any type
    """Yield a value and the first values inside it."""
    yield value
    inner: list[object] = []
    if attrs.has(type(value)) and not isinstance(value, blanko.Ledger):
        inner = [getattr(value, field.name) for field in attrs.fields(type(value)) if field.init]
    elif isinstance(value, Mapping):
        inner = [*value.values()]
    elif isinstance(value, tuple | frozenset):
        inner = sorted(value, key=str)[:20] if isinstance(value, frozenset) else [*value[:20]]
    for one in inner:
        yield from _inside(one)


def samples() -> dict[str, Any]:
    """Return a value of every public type by its name, and all members of enumerations."""
    found: dict[str, Any] = {}
    for value in (*_explicit(), *(make() for make in ANSWERS.values())):
        for one in _inside(value):
            if type(one) in NAME_OF:
                found.setdefault(NAME_OF[type(one)], one)
    quick = settings(database=None, phases=[Phase.generate, Phase.shrink], derandomize=True)
    drawn = {kind for kinds in KINDS.values() for kind in kinds if kind in NAME_OF}
    for kind in sorted(drawn, key=NAME_OF.__getitem__):
        if NAME_OF[kind] not in found:
            strategy: Any = st.from_type(kind)
            found[NAME_OF[kind]] = find(strategy, lambda _: True, settings=quick, random=Random(0))  # noqa: S311  of examples
    for name, kind in TYPE_OF.items():
        if issubclass(kind, Enum):
            found[name] = tuple(kind)
    return dict(sorted(found.items()))


def type_in(line: str) -> str:
    """Return the name of the type of the value of a document, or of its first value."""
    value = json.loads(line)["value"]
    first = value[0] if isinstance(value, list) else value
    return str(first["type"])


def main() -> None:
    """Add the documents of types that have none."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines() if GOLDEN.exists() else []
    there = {type_in(line) for line in lines}
    lines += [to_json(value) for name, value in samples().items() if name not in there]
    GOLDEN.write_text("\n".join(sorted(lines, key=type_in)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
