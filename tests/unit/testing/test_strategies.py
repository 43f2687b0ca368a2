"""The strategies of `dukcapil.testing`, and the kinds of values that they reach."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from importlib.metadata import distribution, entry_points
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukcapil import (
    NIK,
    Citizen,
    Coverage,
    CoverageTable,
    FamilyCardNumber,
    Interval,
    Month,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Scenario,
    Sex,
    Stage,
    StayPermit,
    forecast,
    testing,
)
from dukcapil.cards import CardEvent, CardPrinted, IssueReason
from dukcapil.coverage import AgeBands, Flow, flows, partition
from dukcapil.distributions import (
    Binomial,
    Blocks,
    Common,
    Distribution,
    Empirical,
    Independent,
    Mixture,
    NegativeBinomial,
    Pmf,
    Poisson,
    Regimes,
    Sum,
    Uniform,
    Unknown,
)
from dukcapil.errors import MissingExtra
from dukcapil.forecast import FailedPrints, Method
from dukcapil.outreach import (
    OpenDays,
    Plan,
    PlannedDay,
    TravelTimes,
    Venue,
    Visit,
    Workday,
)
from dukcapil.recording import RecordingEvent
from dukcapil.regions import Level
from dukcapil.residents import ChangedCitizenship, EndOfStay
from dukcapil.testing._registration import KINDS, register

EVENTS = tuple(dict.fromkeys((*get_args(RecordingEvent), *get_args(CardEvent))))
DISTRIBUTIONS = (Uniform, Pmf, Empirical, Mixture, Sum, Binomial, Poisson, NegativeBinomial)
DEPENDENCES = (Independent, Blocks, Common, Regimes, Unknown)
REGISTERED = (
    NIK,
    FamilyCardNumber,
    RegionCode,
    Month,
    StayPermit,
    PermanentForeigner,
    Residence,
    Resident,
    Coverage,
    CoverageTable,
    Interval,
    Scenario,
    Register,
    *DISTRIBUTIONS,
    *DEPENDENCES,
    OpenDays,
    Plan,
    PlannedDay,
    TravelTimes,
    Venue,
    Visit,
    Workday,
    *EVENTS,
)
FIRST, LAST = date(2020, 12, 15), date(2021, 4, 15)

BUDGET = settings().max_examples
few = settings(max_examples=max(3, BUDGET // 10), database=None)
many = settings(
    max_examples=3 * BUDGET,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

register()  # as Hypothesis itself does where the package is installed


@pytest.mark.parametrize("kind", REGISTERED)
def test_hypothesis_makes_every_type_by_its_annotation(kind: type) -> None:
    @few
    @given(st.from_type(kind))
    def check(value: object) -> None:
        assert type(value) is kind

    check()


@pytest.mark.parametrize("name", testing.__all__)
def test_everything_published_is_there(name: str) -> None:
    assert callable(getattr(testing, name))


def test_nothing_else_is_published() -> None:
    with pytest.raises(ImportError, match="nonsense"):
        from dukcapil.testing import nonsense  # noqa: F401, PLC0415
    with pytest.raises(AttributeError, match="'nonsense'"):
        testing.nonsense  # noqa: B018
    with pytest.raises(AttributeError):
        testing.attrs  # noqa: B018


OFFICE_BOOKS = (
    *("DKBCounts", "DKBRow", "Deformity", "Movement", "OfficeBook", "OfficeColumn", "OfficeLine"),
    *("OfficeSheet", "PrintedDay", "as_csv", "as_xlsx", "dkb_table", "print_log"),
    *("residents_export", "stock_card"),
)
WITHOUT_HYPOTHESIS = """
    import sys
    sys.modules["hypothesis"] = None
    from dukcapil import testing
    from dukcapil.errors import MissingExtra

    assert len(testing.synthetic_city(5, seed=1)) == 5
    assert len(testing.kelurahan()) == 56
    without = {"synthetic_city", "synthetic_people", "kelurahan", *OFFICE_BOOKS}
    assert all(getattr(testing, name) for name in without)
    for name in set(testing.__all__) - without:
        try:
            getattr(testing, name)
        except MissingExtra as error:
            assert error.extra == "testing"
            assert isinstance(error.__cause__, ModuleNotFoundError)
        else:
            raise SystemExit(name)
    from dukcapil.testing import niks
"""


def test_without_hypothesis_there_is_a_city_and_the_rest_says_what_to_install() -> None:
    code = f"OFFICE_BOOKS = {OFFICE_BOOKS}\n{textwrap.dedent(WITHOUT_HYPOTHESIS)}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"dukcapil.errors.MissingExtra: {MissingExtra(extra='testing')}"


def test_a_strategy_that_cannot_be_loaded_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dukcapil.testing._codes", None)
    with pytest.raises(MissingExtra) as caught:
        testing.niks()
    assert caught.value.extra == "testing"
    assert callable(testing.synthetic_people)


def test_the_city_is_a_register_of_its_people() -> None:
    people = list(testing.synthetic_people(300, 7))
    city = testing.synthetic_city(300, seed=7)
    assert city == Register.of(
        [resident for resident, _ in people], [event for _, events in people for event in events]
    )
    assert len(city) == 300


def test_hypothesis_is_told_by_an_entry_point() -> None:
    if not distribution("dukcapil").entry_points.select(group="hypothesis"):
        pytest.skip("installed before the entry point was there")
    (entry,) = entry_points(group="hypothesis", name="dukcapil")
    assert entry.load() is register


@given(testing.residents().flatmap(lambda one: st.tuples(st.just(one), testing.histories(one))))
def test_histories_are_legal(person: tuple[Resident, tuple[Any, ...]]) -> None:
    resident, history = person
    register = Register.of([resident], history)
    assert set(register.history(resident.nik)) == set(history)


@given(st.data(), st.sampled_from(tuple(Level)))
def test_strategies_keep_to_what_they_are_asked_for(data: st.DataObject, level: Level) -> None:
    assert data.draw(testing.region_codes(level)).level is level
    assert data.draw(testing.intervals(high=3)).high <= 3
    assert len(data.draw(testing.registers(max_size=2))) <= 2
    history = data.draw(testing.histories(data.draw(testing.residents()), label="x"))
    assert all(event.id.startswith("x-") for event in history)
    window = (date(2015, 1, 1), date(2015, 6, 30))
    for resident, events in data.draw(testing.populations(window=window)):
        corrected = {event.supersedes for event in events}
        assert all(
            window[0] <= event.occurred_on <= window[1]
            for event in events
            if event.id not in corrected and event.supersedes is None
        )
        assert date(1938, 1, 1) <= resident.birth_date <= date(2008, 12, 31)


# --- the property tests are not vacuous ------------------------------------------------------


Population = list[tuple[Resident, tuple[Any, ...]]]


def assert_reached(found: set[Any], expected: set[Any]) -> None:
    """Assert that all of the expected occurs; a small budget may miss what is rare."""
    assert found <= expected
    assert found == expected or BUDGET < 100


@cache
def drawn() -> list[tuple[Population, Register]]:
    """Populations, the same every time."""
    found: list[tuple[Population, Register]] = []

    @many
    @given(testing.populations())
    def draw(population: Population) -> None:
        people = [resident for resident, _ in population]
        events = [event for _, history in population for event in history]
        found.append((population, Register.of(people, events)))

    draw()
    return found


def found_in_populations(find: Callable[[Population, Register], set[Any]]) -> set[Any]:
    return {thing for population, register in drawn() for thing in find(population, register)}


def test_the_whole_budget_of_populations_is_drawn() -> None:
    assert len(drawn()) == 3 * BUDGET


def test_every_flow_occurs() -> None:
    def find(_: Population, register: Register) -> set[Any]:
        by = (Level.DESA_KELURAHAN, AgeBands([17, 18, 40]))
        return {
            count.flow
            for row in flows(register, FIRST, LAST, by=by)
            for count in row.counts
            if count.obliged or count.covered
        }

    assert_reached(found_in_populations(find), set(Flow))


def test_every_stage_occurs_among_the_obliged() -> None:
    def find(_: Population, register: Register) -> set[Any]:
        return {
            (stage, month.number)
            for month in Month.range(Month(2021, 1), Month(2021, 4))
            for row in partition(register, on=month.last_day)
            for stage in Stage
            if row.counts[stage]
        }

    expected = {(stage, month) for stage in Stage for month in (1, 2, 3)}
    assert_reached(found_in_populations(find), expected)


def test_every_event_reason_and_correction_occurs() -> None:
    def find(population: Population, _: Register) -> set[Any]:
        events = [event for _, history in population for event in history]
        return (
            {type(event) for event in events}
            | {event.reason for event in events if type(event) is CardPrinted}
            | {("superseded", event.supersedes is not None) for event in events}
            | {("late", event.entered_on > event.occurred_on) for event in events}
        )

    yes_and_no = {(what, which) for what in ("superseded", "late") for which in (True, False)}
    assert_reached(found_in_populations(find), {*EVENTS, *IssueReason, *yes_and_no})


def test_every_kind_of_resident_occurs() -> None:
    def find(population: Population, _: Register) -> set[Any]:
        people = [resident for resident, _ in population]
        return (
            {len(people)}
            | {type(one.citizenship).__name__ for one in people}
            | {one.sex for one in people}
            | {("married", one.first_married_on is not None) for one in people}
            | {("dead", one.died_on is not None) for one in people}
            | {("new NIK", bool(one.former_niks)) for one in people}
            | {("inactive", bool(one.inactive)) for one in people}
            | {
                ("leapling", (one.birth_date.month, one.birth_date.day) == (2, 29))
                for one in people
            }
            | {("stays", min(3, len(one.residences))) for one in people}
            | {stay.ended_by for one in people for stay in one.residences}
        )

    either = ("married", "dead", "leapling", "new NIK", "inactive")
    facts = {(what, which) for what in either for which in (True, False)}
    citizenships = (Citizen, PermanentForeigner, ChangedCitizenship)
    kinds = {*(one.__name__ for one in citizenships), *Sex, None, *EndOfStay}
    stays = {("stays", 1), ("stays", 2), ("stays", 3)}
    assert_reached(found_in_populations(find), {*range(5), *kinds, *facts, *stays})


def test_hypothesis_makes_distributions_where_any_distribution_will_do() -> None:
    @few
    @given(st.from_type(Distribution))  # type: ignore[type-abstract]
    def check(distribution: object) -> None:
        assert isinstance(distribution, Distribution)

    check()


def test_every_kind_of_distribution_and_dependence_occurs() -> None:
    found: set[object] = set()

    @many
    @given(testing.distributions(), testing.dependences())
    def draw(distribution: Distribution, dependence: object) -> None:
        found.update({type(distribution), type(dependence), distribution.is_exact})

    draw()
    assert_reached(found, {*DISTRIBUTIONS, *DEPENDENCES, True, False})


def test_uncertain_scenarios_reach_every_method_and_are_all_taken() -> None:
    found: set[object] = set()

    @many
    @given(testing.uncertain_scenarios(high=6))
    def draw(scenario: Scenario) -> None:
        answer = forecast.outlook(scenario, max_points=2_000, paths=2, compare=False)
        assert len(answer.month_outlooks) == scenario.months <= 6
        found.update({answer.method, type(scenario.dependence), scenario.failed_prints})

    draw()
    assert_reached(found, {*Method, *DEPENDENCES, *FailedPrints})


@pytest.mark.parametrize("module", KINDS)
def test_each_module_makes_the_types_registered_for_it(module: str) -> None:
    strategies = import_module(f"dukcapil.testing.{module}")
    assert set(strategies.MADE) == set(KINDS[module])


def test_the_strategies_are_those_of_one_module() -> None:
    strategies = import_module("dukcapil.testing._codes")
    assert testing.niks is strategies.niks
