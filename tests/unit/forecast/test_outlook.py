"""The answers of an outlook: coverage, first-passage times, tables."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.forecasts import (
    DECEMBER,
    DIE,
    FEBRUARY,
    HALF,
    JANUARY,
    LARGE,
    THIRD,
    THREE_WAIT,
    TWO_A_MONTH,
    changed,
    column,
    refused,
)

from dukcapil import Coverage, Month, project
from dukcapil.distributions import Uniform, Unknown
from dukcapil.errors import Fault
from dukcapil.forecast import Estimate, Interval, outlook


class TestCoverage:
    """Those who hold a card of those who must."""

    def test_of_a_projection(self) -> None:
        known = project(changed(THREE_WAIT, allocation_cards=2))
        assert [end.coverage for end in known.month_ends] == [
            Coverage(obliged=10, covered=covered) for covered in (9, 10, 10)
        ]
        assert (
            project(changed(THREE_WAIT, allocation_cards=2, obliged_people=None))
            .month_ends[0]
            .coverage
            is None
        )

    def test_nobody_holds_a_card_where_more_are_outstanding_than_obliged(self) -> None:
        scenario = changed(THREE_WAIT, allocation_cards=0, replacement_cards=20)
        assert project(scenario).month_ends[0].coverage == Coverage(obliged=10, covered=0)

    def test_of_an_outlook_it_is_told_by_quantile(self) -> None:
        one = outlook(THREE_WAIT)[DECEMBER]
        assert one.coverage(HALF) == (Coverage(obliged=10, covered=10),) * 2
        assert one.coverage(Fraction(19, 20)) == (Coverage(obliged=10, covered=8),) * 2
        coarse = outlook(THREE_WAIT, step_cards=3)[DECEMBER].coverage(Fraction(19, 20))
        assert coarse is not None
        worst, best = coarse
        assert worst.covered <= 8 < best.covered
        with refused(Fault.OUT_OF_BOUNDS, "quantile.share"):
            one.coverage(THIRD)

    def test_it_is_not_told_where_the_obliged_are_not_given(self) -> None:
        one = outlook(changed(THREE_WAIT, obliged_people=None))[DECEMBER]
        assert one.obliged_people is None
        assert one.coverage(HALF) is None

    @pytest.mark.parametrize(
        ("fields", "obliged"),
        [
            ({"newly_obliged_people": DIE}, (11, 16)),
            ({"leaving_waiting_people": 1, "waiting_people": 2}, (9, 9)),
            ({"leaving_waiting_people": 1, "waiting_people": Uniform(0, 2)}, (9, 10)),
            ({"leaving_not_recorded_people": 1, "not_recorded_people": Uniform(0, 3)}, (9, 10)),
            ({"leaving_not_recorded_people": 1, "recording_capacity_people": DIE}, (9, 9)),
            ({"leaving_holding_people": DIE}, (4, 9)),
            ({"leaving_holding_people": 20}, (3, 3)),
        ],
    )
    def test_it_is_bounded_where_chance_decides_who_is_obliged(
        self, fields: dict[str, Any], obliged: tuple[int, int]
    ) -> None:
        one = outlook(changed(THREE_WAIT, **fields), paths=20, compare=False)[DECEMBER]
        low, high = obliged
        assert one.obliged_people == Interval(low, high)
        outstanding = one.outstanding_people.quantile(HALF)
        assert one.coverage(HALF) == (
            Coverage(obliged=low, covered=max(0, low - outstanding.high)),
            Coverage(obliged=high, covered=max(0, high - outstanding.low)),
        )

    def test_nobody_holds_a_card_in_neither_bound_where_more_are_outstanding(self) -> None:
        scenario = changed(THREE_WAIT, newly_obliged_people=DIE, replacement_cards=99)
        assert outlook(scenario, compare=False)[DECEMBER].coverage(HALF) == (
            Coverage(obliged=11, covered=0),
            Coverage(obliged=16, covered=0),
        )

    def test_nobody_leaves_who_is_not_there(self) -> None:
        """All who are obliged wait, so no holder of a card can leave."""
        scenario = changed(
            THREE_WAIT, obliged_people=3, allocation_cards=0, leaving_holding_people=5
        )
        obliged = [end.obliged_people for end in project(scenario).month_ends]
        assert obliged == [3, 3, 3]
        assert column(outlook(scenario), "obliged_people") == [Interval(3, 3)] * 3

    @pytest.mark.parametrize("capacity", [None, 1, 2])
    def test_who_is_obliged_is_who_a_projection_says(self, capacity: int | None) -> None:
        scenario = changed(
            THREE_WAIT,
            newly_obliged_people=[2, 0, 1],
            leaving_not_recorded_people=[1, 9, 0],
            leaving_holding_people=1,
            recording_capacity_people=capacity,
        )
        ends = project(changed(scenario, allocation_cards=9)).month_ends
        for found, end in zip(column(outlook(scenario), "obliged_people"), ends, strict=True):
            assert found is not None
            assert found.low == found.high == end.obliged_people


class TestOutlook:
    """Answers and tables of an outlook."""

    def test_a_month_is_found_by_its_name(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer[JANUARY] is answer.month_outlooks[1]
        for month in (Month(2020, 11), Month(2021, 3)):
            with pytest.raises(KeyError):
                answer[month]

    def test_the_month_that_is_sure_enough(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer.cleared_with(HALF) == DECEMBER
        assert answer.cleared_with(HALF + Fraction(1, 10**30)) == JANUARY
        assert answer.cleared_with(Fraction(1)) == FEBRUARY
        never = outlook(changed(THREE_WAIT, replacement_cards=9))
        assert never.cleared_with(Fraction(1, 100)) is None

    def test_of_a_bracket_the_lower_end_counts(self) -> None:
        answer = outlook(LARGE, step_cards=100, compare=False)
        last = answer.month_outlooks[-1].cleared_by
        assert answer.cleared_with(Fraction(last.low)) == Month(2021, 11)
        assert answer.cleared_with(Fraction(last.value)) is None

    def test_the_first_month_and_what_is_left_beyond_the_horizon(self) -> None:
        answer = outlook(THREE_WAIT)
        assert answer.first_clearance() == (
            (DECEMBER, Estimate.exactly(HALF)),
            (JANUARY, Estimate.exactly(Fraction(7, 16))),
            (FEBRUARY, Estimate.exactly(Fraction(1, 16))),
            (None, Estimate.exactly(Fraction(0))),
        )
        assert answer.first_stock_out() == (
            (DECEMBER, Estimate.exactly(HALF)),
            (JANUARY, Estimate.exactly(Fraction(0))),
            (FEBRUARY, Estimate.exactly(Fraction(0))),
            (None, Estimate.exactly(HALF)),
        )

    def test_how_long_all_together_are_outstanding(self) -> None:
        assert outlook(THREE_WAIT).waiting_person_months().fraction == Fraction(13, 16)

    def test_it_is_a_table_with_the_comparison_beside_it(self) -> None:
        answer = outlook(TWO_A_MONTH)
        assert str(answer).splitlines()[0].endswith("  if independent  if one draw")
        rows = [re.split(r" {2,}", line) for line in str(answer).splitlines()[1:3]]
        assert rows == [
            ["2020-12", "0 / 0 / 1", "0 / 0 / 1", "0.6667", *["0.3333"] * 4],
            ["2021-01", "0 / 0 / 2", "0 / 0 / 2", "0.7778", "0.3333", *["0.4444"] * 2, "0.3333"],
        ]
        assert str(answer).splitlines()[3:] == [
            (
                "Everyone has a card at some month's end by 2021-01 with probability 0.7778; "
                "people have waited for blanks at some month's end by then with probability 0.4444."
            ),
            (
                "Assumed a month: 1 to 3 blanks, 2 replacements, 0 newly obliged; deliveries of "
                "different months are independent."
            ),
            "The numbers are exact but for rounding to the digits shown.",
        ]
        assert ">if one draw</th>" in answer._repr_html_()
        assert answer.rows == answer.month_outlooks
        assert answer.to_text(language="id").splitlines()[1].endswith("0,3333")
        alone = outlook(TWO_A_MONTH, compare=False)
        assert str(alone).splitlines()[0].endswith("ever out of blanks by then")

    def test_it_says_how_exact_it_is(self) -> None:
        coarse = str(outlook(TWO_A_MONTH, step_cards=2, compare=False))
        assert " to " in coarse.splitlines()[1]
        assert coarse.splitlines()[-1].startswith("Computed in steps of 2: ")
        slow = changed(TWO_A_MONTH, not_recorded_people=3, recording_capacity_people=Uniform(0, 2))
        both = outlook(slow, compare=False, paths=100).to_text(language="id").splitlines()
        assert both[-2] == "Angka-angka tepat, kecuali pembulatan."
        assert both[-1].startswith("Peluang s.d. bulan itu dari 100 lintasan simulasi")
        unknown = outlook(changed(TWO_A_MONTH, dependence=Unknown()))
        assert "bergantung dengan cara apa pun" in unknown.to_text(language="id")
        printed = str(outlook(changed(slow, print_capacity_cards=2), compare=False, paths=100))
        assert printed.splitlines()[-1].startswith("From 100 simulated trajectories")
        assert " ± " in printed

    def test_columns_that_say_nothing_are_left_out(self) -> None:
        ample = outlook(changed(THREE_WAIT, on_hand_cards=9))
        heading, first, *_ = (re.split(r" {2,}", line) for line in str(ample).splitlines())
        percent = ", 5 / 50 / 95 %"
        assert heading == [
            "month",
            *(f"{name}{percent}" for name in ("coverage", "outstanding", "blanks")),
        ]
        assert first == ["2020-12", "100.00 / 100.00 / 100.00", "0 / 0 / 0", "7 / 8 / 10"]
        assert "with probability 1;" in str(ample)
        nobody = outlook(changed(THREE_WAIT, obliged_people=0, not_recorded_people=0))
        assert " - / - / - " in str(nobody)
        random = outlook(changed(THREE_WAIT, newly_obliged_people=Uniform(0, 5)), compare=False)
        assert " to " in str(random).splitlines()[1]

    def test_it_gives_rows_for_a_frame(self) -> None:
        rows = outlook(THREE_WAIT, quantiles=[HALF]).to_dicts()
        assert len(rows) == 3
        assert rows[0] == {
            "month": "2020-12",
            "obliged_people_low": 10,
            "obliged_people_high": 10,
            **{
                f"{field}{end}": value
                for field, value in {
                    "stock_out_in": 0.5,
                    "stock_out_by": 0.5,
                    "cleared_in": 0.5,
                    "cleared_by": 0.5,
                }.items()
                for end in ("", "_low", "_high")
            },
            "held_up_by_nothing": 0.5,
            "held_up_by_recording": 0.0,
            "held_up_by_blanks": 0.5,
            "held_up_by_printing": 0.0,
            "not_recorded_people_mean": 0.0,
            "not_recorded_people_p50_low": 0,
            "not_recorded_people_p50_high": 0,
            "waiting_people_mean": 0.75,
            "waiting_people_p50_low": 0,
            "waiting_people_p50_high": 0,
            "outstanding_people_mean": 0.75,
            "outstanding_people_p50_low": 0,
            "outstanding_people_p50_high": 0,
            "on_hand_cards_mean": 0.25,
            "on_hand_cards_p50_low": 0,
            "on_hand_cards_p50_high": 0,
            "if_independent": 0.5,
            "if_common": 0.5,
        }

    def test_quantiles_have_names_without_dots(self) -> None:
        shares = [Fraction(1, 40), HALF, Fraction(999, 1000)]
        columns = outlook(THREE_WAIT, quantiles=shares, compare=False).to_dicts()[0].keys()
        names = [name for name in columns if name.startswith("waiting_people_p")]
        assert names == [
            f"waiting_people_{share}_{end}"
            for share in ("p02_5", "p50", "p99_9")
            for end in ("low", "high")
        ]

    def test_it_survives_pickling(self) -> None:
        answer = outlook(TWO_A_MONTH)
        again = pickle.loads(pickle.dumps(answer))
        assert again == answer
        assert again.scenario == TWO_A_MONTH

    def test_there_are_as_many_months_as_in_the_scenario(self) -> None:
        answer = outlook(TWO_A_MONTH)
        with refused(Fault.MONTHS, "Outlook.month_outlooks"):
            attrs.evolve(answer, month_outlooks=answer.month_outlooks[:1])
