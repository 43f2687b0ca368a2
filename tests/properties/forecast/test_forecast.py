"""Distributions of the recursion and of its bounds, against closed forms and against every path."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate, product
from typing import Any, Literal, cast

import attrs
from hypothesis import example, given
from hypothesis import strategies as st
from support.forecast_oracle import Oracle

from dukcapil import Interval, Month, Scenario, bounds, project
from dukcapil.forecast import Binding, MonthEnd

START = Month(2020, 12)
STOCKS = ("not_recorded_people", "waiting_people", "on_hand_cards")
FLOWS = (
    "newly_obliged_people",
    "recording_capacity_people",
    "allocation_cards",
    "replacement_cards",
    "print_capacity_cards",
)
LEAVING = ("leaving_not_recorded_people", "leaving_waiting_people")
FIGURES = (
    "not_recorded_people",
    "waiting_people",
    "outstanding_people",
    "on_hand_cards",
    "good_cards",
)
shares = st.fractions(0, Fraction(9, 10), max_denominator=20)


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    print_cap: bool | None = None,
    no_failures: bool = False,
    most: int = 40,
    leaving: tuple[str, ...] = (),
) -> Scenario:
    """Known amounts, small enough for people and cards to run short in turn."""
    months = draw(st.integers(1, 6))
    amounts = st.integers(0, most)
    schedules = st.lists(amounts, min_size=months, max_size=months)
    has_cap = draw(st.booleans()) if print_cap is None else print_cap
    return Scenario(
        start=START,
        months=months,
        **cast("Any", {field: draw(amounts) for field in STOCKS}),
        newly_obliged_people=draw(schedules),
        **cast("Any", {field: draw(schedules) for field in leaving}),
        recording_capacity_people=draw(st.none() | schedules),
        allocation_cards=draw(schedules),
        replacement_cards=draw(schedules),
        print_capacity_cards=draw(schedules) if has_cap else None,
        failed_share=Fraction(0) if no_failures else draw(shares),
    )


def changed(scenario: Scenario, **fields: Any) -> Scenario:  # noqa: ANN401
    return attrs.evolve(scenario, **fields)


def flow(scenario: Scenario, field: str) -> list[int]:
    return list(getattr(scenario, field))


def good_among(blanks: int, scenario: Scenario) -> int:
    return int((1 - scenario.failed_share) * blanks)


def blanks_for(good: int, scenario: Scenario) -> int:
    """The least number of blanks with so many good ones among them, found by counting up."""
    blanks = good
    while good_among(blanks, scenario) < good:
        blanks += 1
    return blanks


def lindley(scenario: Scenario) -> tuple[list[int], list[int]]:
    """Those not recorded, and those recorded in the month, one month after the other."""
    left: list[int] = []
    recorded: list[int] = []
    there: Any = scenario.not_recorded_people
    capacity: Any = scenario.recording_capacity_people
    for month, joining in enumerate(flow(scenario, "newly_obliged_people")):
        there += joining
        recorded.append(there if capacity is None else min(there, capacity[month]))
        there -= recorded[-1]
        left.append(there)
    return left, recorded


def totals(scenario: Scenario) -> tuple[list[int], list[int]]:
    """Cards asked for and blanks arrived since the start."""
    asked = map(sum, zip(lindley(scenario)[1], flow(scenario, "replacement_cards"), strict=True))
    first_asked: Any = scenario.waiting_people
    first_blanks: Any = scenario.on_hand_cards
    requested = list(accumulate(asked, initial=first_asked))
    arrived = list(accumulate(flow(scenario, "allocation_cards"), initial=first_blanks))
    return requested[1:], arrived[1:]


class TestRecursion:
    """The recursion of the month equals its closed forms."""

    @given(scenarios())
    def test_recording_is_a_queue(self, scenario: Scenario) -> None:
        ends = project(scenario).month_ends
        assert [end.not_recorded_people for end in ends] == lindley(scenario)[0]

    @given(scenarios(print_cap=False))
    def test_without_a_print_capacity_blanks_or_requests_end_first(
        self, scenario: Scenario
    ) -> None:
        for end, asked, came in zip(project(scenario).month_ends, *totals(scenario), strict=True):
            tried = min(came, blanks_for(asked, scenario))
            assert end.good_cards == good_among(tried, scenario)
            assert end.waiting_people == asked - end.good_cards
            assert end.on_hand_cards == came - tried

    @given(scenarios(print_cap=True))
    def test_with_one_the_least_of_three_limits_holds(self, scenario: Scenario) -> None:
        good = 0
        limits = zip(*totals(scenario), flow(scenario, "print_capacity_cards"), strict=True)
        for end, (asked, came, can_print) in zip(project(scenario).month_ends, limits, strict=True):
            good = min(good + can_print, asked, good_among(came, scenario))
            assert end.good_cards == good
            assert blanks_for(good, scenario) <= end.good_cards + end.spoiled_cards <= came


class TestConservation:
    """No person and no card is lost."""

    @given(scenarios())
    def test_people_and_cards_add_up(self, scenario: Scenario) -> None:
        people: Any = scenario.not_recorded_people + scenario.waiting_people  # type: ignore[operator]
        cards: Any = scenario.on_hand_cards
        for month, end in enumerate(project(scenario).month_ends):
            people += flow(scenario, "newly_obliged_people")[month]
            people += flow(scenario, "replacement_cards")[month]
            cards += flow(scenario, "allocation_cards")[month]
            assert end.outstanding_people + end.good_cards == people
            assert end.on_hand_cards + end.good_cards + end.spoiled_cards == cards

    @given(scenarios(print_cap=False, no_failures=True))
    def test_stock_less_queue_is_a_walk(self, scenario: Scenario) -> None:
        walk: Any = scenario.on_hand_cards - scenario.waiting_people  # type: ignore[operator]
        recorded = lindley(scenario)[1]
        for month, end in enumerate(project(scenario).month_ends):
            walk += flow(scenario, "allocation_cards")[month]
            walk -= recorded[month] + flow(scenario, "replacement_cards")[month]
            assert end.on_hand_cards - end.waiting_people == walk
            assert min(end.on_hand_cards, end.waiting_people) == 0


class TestExits:
    """Who dies or moves away is among those who are there."""

    @given(scenarios(most=5, leaving=LEAVING))
    def test_the_trajectory_is_the_only_one(self, scenario: Scenario) -> None:
        ((_, only),) = Oracle(scenario).trajectories
        for end, slow in zip(project(scenario).month_ends, only, strict=True):
            assert end.not_recorded_people == slow.not_recorded_people
            assert end.waiting_people == slow.waiting_people
            assert end.on_hand_cards == slow.on_hand_cards
            assert end.good_cards == slow.good_cards
            assert end.binding is slow.binding

    @given(
        scenarios(leaving=(*LEAVING, "leaving_holding_people")),
        st.none() | st.integers(1_000, 1_100),
    )
    def test_everybody_is_outstanding_served_or_gone(
        self, scenario: Scenario, obliged: int | None
    ) -> None:
        scenario = changed(scenario, obliged_people=obliged)
        not_recorded: Any = scenario.not_recorded_people
        waiting: Any = scenario.waiting_people
        people = not_recorded + waiting
        for month, end in enumerate(project(scenario).month_ends):
            joining, replaced, *leaving = (
                flow(scenario, field)[month]
                for field in ("newly_obliged_people", "replacement_cards", *LEAVING)
            )
            gone = min(not_recorded + joining, leaving[0]) + min(waiting, leaving[1])
            people += joining + replaced - gone
            assert end.outstanding_people + end.good_cards == people
            if obliged is not None:
                holding = obliged - not_recorded - waiting
                holders_leaving = flow(scenario, "leaving_holding_people")[month]
                obliged += joining - gone - min(holding, holders_leaving)
            assert end.obliged_people == obliged
            not_recorded, waiting = end.not_recorded_people, end.waiting_people

    @given(scenarios(leaving=LEAVING))
    def test_no_card_is_lost_with_them(self, scenario: Scenario) -> None:
        cards: Any = scenario.on_hand_cards
        for month, end in enumerate(project(scenario).month_ends):
            cards += flow(scenario, "allocation_cards")[month]
            assert end.arrived_cards == cards


class TestBinding:
    """The backlog is the larger of the recording-limited and the blank-limited one."""

    @given(scenarios(print_cap=False))
    def test_the_larger_of_two_queues_is_outstanding(self, scenario: Scenario) -> None:
        asked: Any = scenario.not_recorded_people + scenario.waiting_people  # type: ignore[operator]
        _, arrived = totals(scenario)
        for month, end in enumerate(project(scenario).month_ends):
            asked += flow(scenario, "newly_obliged_people")[month]
            asked += flow(scenario, "replacement_cards")[month]
            by_recording = end.not_recorded_people
            by_blanks = asked - good_among(arrived[month], scenario)
            assert end.outstanding_people == max(by_recording, by_blanks)
            assert (end.binding is Binding.BLANKS) == (by_blanks > by_recording)
            assert (end.binding is Binding.NOTHING) == (end.outstanding_people == 0)
            if by_blanks > by_recording:
                assert end.on_hand_cards == 0

    @given(scenarios())
    def test_what_binds_is_what_is_short(self, scenario: Scenario) -> None:
        for end in project(scenario).month_ends:
            match end.binding:
                case Binding.NOTHING:
                    assert end.outstanding_people == 0
                case Binding.RECORDING:
                    assert end.not_recorded_people > 0 == end.waiting_people
                case Binding.BLANKS:
                    assert end.waiting_people > 0 == end.on_hand_cards
                case Binding.PRINTING:
                    assert end.waiting_people > 0
                    assert end.on_hand_cards > 0
                    assert scenario.print_capacity_cards is not None


RAISES: dict[str, dict[str, Literal[-1, 1]]] = {
    "allocation_cards": {"outstanding_people": -1, "on_hand_cards": 1, "waiting_people": -1},
    "newly_obliged_people": {"outstanding_people": 1, "on_hand_cards": -1, "waiting_people": 1},
    "recording_capacity_people": {
        "outstanding_people": -1,
        "on_hand_cards": -1,
        "waiting_people": 1,
    },
    "replacement_cards": {"outstanding_people": 1, "on_hand_cards": -1, "waiting_people": 1},
    "print_capacity_cards": {"outstanding_people": -1, "on_hand_cards": -1, "waiting_people": -1},
}
RAISES |= {
    field: {"outstanding_people": -1, "on_hand_cards": 1, "waiting_people": -1, "good_cards": -1}
    for field in LEAVING
}
RAISES |= {
    "not_recorded_people": RAISES["newly_obliged_people"],
    "waiting_people": RAISES["replacement_cards"],
    "on_hand_cards": RAISES["allocation_cards"],
}


def mixed(scenario: Scenario) -> set[tuple[str, str]]:
    """Inputs of which one more may raise a figure in one month, and lower it in another.

    A card printed earlier takes somebody out of those who may leave, and so does recording.
    """
    capacity, printers = "recording_capacity_people", "print_capacity_cards"
    supplies = ("allocation_cards", "on_hand_cards")
    has_cap = scenario.print_capacity_cards is not None
    fails = scenario.failed_share > 0
    pairs: set[tuple[str, str]] = set()
    if has_cap:
        pairs.add((capacity, "waiting_people"))
    if has_cap and fails:
        pairs |= {(supply, "on_hand_cards") for supply in supplies}
    if scenario.leaving_not_recorded_people != 0:
        pairs.add((capacity, "outstanding_people"))
    if scenario.leaving_waiting_people != 0:
        pairs |= {(capacity, figure) for figure in FIGURES}
        pairs |= {(printers, figure) for figure in ("outstanding_people", "waiting_people")}
        if fails:
            figures = ("outstanding_people", "waiting_people", "on_hand_cards")
            pairs |= set(product(supplies, figures))
    return pairs


class TestSignTable:
    """One more of an input moves every figure in one direction."""

    @given(scenarios(), st.sampled_from([*STOCKS, *FLOWS]), st.data())
    def test_every_sign_of_the_table_holds(
        self, scenario: Scenario, field: str, data: st.DataObject
    ) -> None:
        self.check(scenario, field, data)

    @given(
        scenarios(most=4, leaving=LEAVING) | scenarios(most=4, leaving=LEAVING[:1]),
        st.sampled_from([*STOCKS, *FLOWS, *LEAVING]),
        st.data(),
    )
    def test_with_exits_too(self, scenario: Scenario, field: str, data: st.DataObject) -> None:
        self.check(scenario, field, data)

    @staticmethod
    def check(scenario: Scenario, field: str, data: st.DataObject) -> None:
        amount = getattr(scenario, field)
        if isinstance(amount, tuple):
            month = data.draw(st.integers(0, scenario.months - 1))
            more: Any = [n + (index == month) for index, n in enumerate(amount)]
        elif amount is None:
            return
        else:
            more = amount + 1
        before = project(scenario).month_ends
        after = project(changed(scenario, **{field: more})).month_ends
        exceptions = mixed(scenario)
        for was, now in zip(before, after, strict=True):
            for figure, sign in ({"good_cards": 1} | RAISES[field]).items():
                change = getattr(now, figure) - getattr(was, figure)
                assert sign * change >= 0 or (field, figure) in exceptions


ALL = (*STOCKS, *FLOWS, *LEAVING)


@st.composite
def uncertain(draw: st.DrawFn, *, leaving: tuple[str, ...] = ()) -> Scenario:
    """Two months with up to three intervals of width one or two: few enough to try all paths."""
    known = draw(scenarios(most=6, leaving=leaving))
    known = changed(
        known,
        months=2,
        **{
            field: None
            if getattr(known, field) is None
            else draw(st.lists(st.integers(0, 6), min_size=2, max_size=2))
            for field in (*FLOWS, *leaving)
        },
    )
    fields = [*STOCKS, *FLOWS, *leaving]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=3, unique=True))
    for field in chosen:
        amount = getattr(known, field)
        width = draw(st.integers(1, 2))
        if isinstance(amount, int):
            known = changed(known, **{field: Interval(amount, amount + width)})
        elif amount is not None:
            first = Interval(amount[0], amount[0] + width)
            known = changed(known, **{field: (first, amount[1])})
    return known


def every_path(scenario: Scenario) -> Iterator[tuple[MonthEnd, ...]]:
    """The trajectories of all scenarios that the intervals allow."""
    choices: list[list[object]] = []
    for field in ALL:
        value = getattr(scenario, field)
        amounts = value if isinstance(value, tuple) else (value,)
        ranges = [range(a.low, a.high + 1) if isinstance(a, Interval) else (a,) for a in amounts]
        choices.append(list(product(*ranges)) if isinstance(value, tuple) else list(*ranges))
    for values in product(*choices):
        fields: Any = dict(zip(ALL, values, strict=True))
        yield project(changed(scenario, **fields)).month_ends


def leaving_office(**fields: Any) -> Scenario:  # noqa: ANN401
    """Two months in which little happens but what is told: a chance that is seldom drawn."""
    usual: Any = {"not_recorded_people": 0, "allocation_cards": 0}
    return Scenario(start=START, months=2, **(usual | fields))


class TestBounds:
    """Corner trajectories are exact bounds."""

    @given(uncertain())
    def test_they_hold_and_are_reached(self, scenario: Scenario) -> None:
        self.check(scenario)

    @given(uncertain(leaving=LEAVING[:1]))
    @example(
        leaving_office(
            leaving_not_recorded_people=(0, 1),
            recording_capacity_people=(Interval(0, 1), 0),
            not_recorded_people=1,
        )
    )
    @example(
        leaving_office(
            leaving_not_recorded_people=(0, Interval(0, 1)),
            on_hand_cards=Interval(0, 1),
            newly_obliged_people=(0, 1),
            allocation_cards=(2, 0),
            print_capacity_cards=1,
            failed_share=Fraction(1, 2),
        )
    )
    def test_where_people_leave_who_are_not_recorded(self, scenario: Scenario) -> None:
        self.check(scenario)

    @given(uncertain(leaving=LEAVING[1:]))
    @example(
        leaving_office(
            leaving_waiting_people=1,
            not_recorded_people=1,
            on_hand_cards=1,
            replacement_cards=(0, 1),
            print_capacity_cards=(Interval(0, 1), 1),
        )
    )
    @example(
        leaving_office(
            leaving_waiting_people=(0, 1),
            on_hand_cards=Interval(0, 1),
            newly_obliged_people=1,
            allocation_cards=1,
            failed_share=Fraction(1, 2),
        )
    )
    @example(
        leaving_office(
            leaving_waiting_people=(0, 1),
            not_recorded_people=Interval(0, 1),
            on_hand_cards=1,
            allocation_cards=(Interval(0, 1), 1),
            replacement_cards=(0, 1),
            failed_share=Fraction(1, 2),
        )
    )
    def test_where_people_leave_who_wait(self, scenario: Scenario) -> None:
        self.check(scenario)

    @staticmethod
    def check(scenario: Scenario) -> None:
        result = bounds(scenario)
        paths = list(every_path(scenario))
        for month, bound in enumerate(result.month_bounds):
            for figure in FIGURES:
                reached = {getattr(path[month], figure) for path in paths}
                interval = getattr(bound, figure)
                assert interval.low <= min(reached)
                assert max(reached) <= interval.high
                if figure not in result.loose_figures:
                    assert interval == Interval(min(reached), max(reached))

    @given(uncertain())
    def test_clearance_is_the_first_and_the_last_over_all_paths(self, scenario: Scenario) -> None:
        result = bounds(scenario)
        cleared = [
            next((end.month for end in path if not end.outstanding_people), None)
            for path in every_path(scenario)
        ]
        months = [month for month in cleared if month is not None]
        assert result.cleared_earliest == min(months, default=None)
        assert result.cleared_latest == (None if None in cleared else max(months))

    @given(scenarios())
    def test_of_known_amounts_they_are_the_trajectory(self, scenario: Scenario) -> None:
        result = bounds(scenario)
        for bound, end in zip(result.month_bounds, project(scenario).month_ends, strict=True):
            for figure in FIGURES:
                value = getattr(end, figure)
                assert getattr(bound, figure) == Interval(value, value)
        assert result.loose_figures == frozenset()
        assert result.cleared_earliest == result.cleared_latest == project(scenario).cleared_in
