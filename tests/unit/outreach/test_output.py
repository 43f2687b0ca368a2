"""Tables, months and files of plans."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import attrs
from support.outreach import WEEK, WORKDAY, planned, venue
from support.people import HOME

from dukcapil import Month, Scenario, project


class TestOutput:
    """Tables, months, files."""

    BEST = planned(venue('SMAN 1, "Kota"; \\ Bekasi é' + "é" * 60, 160), venue("=B", 60), crews=2)
    STAMP = datetime(2020, 2, 28, 9, 30, tzinfo=timezone(timedelta(hours=7)))

    def test_months_are_what_a_scenario_takes(self) -> None:
        days = [date(2020, 3, 31), date(2020, 4, 1), date(2020, 6, 1)]
        best = planned(venue("A", 450), days=days)
        months = Month.range(Month(2020, 3), Month(2020, 7))
        assert best.expected_by_month(months) == (150, 150, 0, 150)
        scenario = Scenario(
            start=months[0],
            months=len(months),
            not_recorded_people=500,
            recording_capacity_people=best.expected_by_month(months),
            allocation_cards=1_000,
        )
        assert project(scenario).month_ends[-1].not_recorded_people == 50

    def test_a_sheet_has_a_line_a_day_and_a_column_a_crew(self) -> None:
        best = planned(venue("A", 60), venue("B", 50), days=WEEK[:2], most=WORKDAY)
        assert str(best.by_crew).splitlines() == [
            "      date  crew 1           people a crew-day",
            "2020-03-02  A (60) + B (50)                  0",
            "2020-03-03                                   0",
        ]
        assert str(best.by_crew.between(WEEK[1], WEEK[2])).splitlines() == [
            "      date  people a crew-day",
            "2020-03-03                  0",
        ]
        assert ">A (60) + B (50)</td>" in best.by_crew._repr_html_()

    def test_a_table_by_venue(self) -> None:
        table = planned(venue("A 10", 160), venue("A 9", 60), days=WEEK[:2]).by_venue
        assert str(table).splitlines() == [
            "venue  kind    expected  visits  recorded  left  reason",
            "A 9    school        60       1        60     0  all met",
            "A 10   school       160       1       150    10  crews record more elsewhere",
        ]
        assert table.to_dicts()[1] == {
            "venue": "A 10",
            "kind": "school",
            "region": HOME,
            "region_name": HOME.region_name,
            "name": "",
            "address": "",
            "latitude": None,
            "longitude": None,
            "expected_people": 160,
            "sent_people": 0,
            "reachable_people": 160,
            "visits": 1,
            "recorded_people": 150,
            "left_people": 10,
            "why": "crews record more elsewhere",
        }
        assert table["A 9"].people == 60

    def test_csv_is_read_back(self) -> None:
        rows = list(csv.DictReader(io.StringIO(self.BEST.to_csv(), newline="")))
        for row, told, visit in zip(rows, self.BEST.to_dicts(), self.BEST.rows, strict=True):
            assert list(row) == list(told)
            assert (row["date"], row["people"]) == (str(visit.on), str(visit.people))
            assert row["venue"].removeprefix("'") == told["venue"] == visit.venue
        assert "'=B" in {row["venue"] for row in rows}  # which a spreadsheet would compute
        assert self.BEST.to_csv().count("\r\n") == len(rows) + 1

    def test_a_visit_to_an_unknown_venue_has_no_place(self) -> None:
        lost = attrs.evolve(self.BEST, venues=[]).to_dicts()[0]
        assert lost["kind"] is lost["region"] is lost["region_name"] is None

    def test_a_plan_says_in_short_what_it_is(self) -> None:
        best = planned(venue("A", 160))
        assert repr(best) == "Plan(venues=1, days=5, visits=2, recorded=160)"
        assert str(best).splitlines()[-1] == "2020-03-03     1     1  A          10"

    def test_visits_are_in_order(self) -> None:
        keys = [(visit.on, visit.crew, visit.stop) for visit in self.BEST.visits]
        assert all(one < other for one, other in pairwise(keys))
