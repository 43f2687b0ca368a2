"""Timetables and calendars of plans."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction
from typing import Any

import attrs
import pytest
from support.outreach import OFFICE, WEEK, WORKDAY, planned, venue
from support.people import HOME, NEXT_DOOR

from dukcapil import RegionCode
from dukcapil.outreach import (
    OpenDays,
    Plan,
    TravelTimes,
    VenueKind,
    plan,
    replan,
)

STAMP = datetime(2020, 2, 28, 9, 30, tzinfo=timezone(timedelta(hours=7)))
WIB = timezone(timedelta(hours=7))
NAMED = venue(
    "SMAN 98",
    160,
    name='SMA Negeri 98, "Kota"; \\ Bekasi é' + "é" * 60,
    address="Jl. Contoh 1, Margahayu",
    point=(-6.25, 107.0),
)


def calendar(best: Plan, **options: Any) -> str:  # noqa: ANN401
    return best.to_icalendar(**{"stamp": STAMP, "calendar_id": "jebol.example", **options})


def events(best: Plan, **options: Any) -> list[Any]:  # noqa: ANN401  of icalendar
    icalendar = pytest.importorskip("icalendar")
    found: list[Any] = icalendar.Calendar.from_ical(calendar(best, **options)).walk("VEVENT")
    return found


class TestTimetable:
    """When a crew is where."""

    def test_one_venue_a_day_takes_the_whole_day_and_a_short_day_ends_early(self) -> None:
        best = plan(
            [venue("A", 300)],
            crews=1,
            days=WEEK[:2],
            per_crew_day=150,
            short_days={WEEK[1]: Fraction(1, 2), date(2020, 12, 25): Fraction(1, 3)},
        )
        rows = best.timetable(begins=time(7, 30), ends=time(13, 30)).rows
        assert [(row.begins.time(), row.ends.time(), row.visit.people) for row in rows] == [
            (time(7, 30), time(13, 30), 150),
            (time(7, 30), time(10, 30), 75),
        ]

    def test_stops_follow_each_other_with_the_ways_between(self) -> None:
        travel = TravelTimes(between={(HOME, NEXT_DOOR): 25}, same_region=10)
        workday = attrs.evolve(WORKDAY, travel=travel, office=HOME)
        best = planned(
            venue("A", 60), venue("B", 21, region=NEXT_DOOR), days=WEEK[:1], most=workday
        )
        best.verify()
        rows = best.timetable().rows
        # Ten minutes to A, 45 and 150 there, 25 to B, 45 and 52.5 there, 25 back.
        spans = [(f"{row.begins:%H:%M}", f"{row.ends:%H:%M}") for row in rows]
        assert [row.visit.venue for row in rows] == ["A", "B"]
        assert spans == [("08:10", "11:25"), ("11:50", "13:28")]
        away = attrs.evolve(best, workday=attrs.evolve(workday, office=None)).timetable().rows
        assert f"{away[0].begins:%H:%M}" == "08:00"

    def test_the_sheet_of_a_crew_in_both_languages(self) -> None:
        best = planned(NAMED, days=WEEK[:2])
        sheet = best.timetable().of_crew(1).between(WEEK[0], WEEK[1])
        assert [row.visit.on for row in sheet.rows] == [WEEK[0]]
        assert best.timetable().of_crew(2).rows == ()
        assert "<th" in sheet.to_html(title="Crew 2")
        assert "alamat" in sheet.to_html(title="Tim 2", language="id")
        whole = best.timetable()
        assert len(whole.rows) == len(best.visits)
        assert whole.to_dicts()[0] | {"name": ""} == {
            "date": "2020-03-02",
            "crew": 1,
            "stop": 1,
            "begins": "08:00",
            "ends": "14:00",
            "zone": "WIB",
            "venue": "SMAN 98",
            "name": "",
            "address": "Jl. Contoh 1, Margahayu",
            "kind": "school",
            "region": HOME,
            "region_name": HOME.region_name,
            "people": 150,
        }

    @pytest.mark.parametrize(
        ("province", "letters", "hours"),
        [("11", "WIB", 7), ("36", "WIB", 7), ("61", "WIB", 7), ("62", "WIB", 7)]
        + [(code, "WITA", 8) for code in ("51", "53", "63", "64", "65", "71", "76")]
        + [(code, "WIT", 9) for code in ("81", "82", "91", "96")],
    )
    def test_the_zone_of_each_province(self, province: str, letters: str, hours: int) -> None:
        best = planned(venue("A", 9, region=RegionCode(province)), days=WEEK[:1])
        begins = best.timetable().rows[0].begins
        assert begins.tzname() == letters
        assert begins.utcoffset() == timedelta(hours=hours)

    def test_visits_to_places_that_are_not_known_are_left_out(self) -> None:
        assert attrs.evolve(planned(venue("A", 9)), venues=[]).timetable().rows == ()
        with pytest.raises(TypeError, match=r"timetable\.begins: expected time"):
            planned(venue("A", 9)).timetable(begins=8)  # type: ignore[arg-type]


class TestCalendar:
    """Calendars, read back with another library."""

    BEST = planned(NAMED, venue("B", 60, kind=OFFICE), crews=2)

    def test_a_calendar_is_read_back(self) -> None:
        bring = {VenueKind.SCHOOL: "2 sets;\n4 tables, 8 chairs"}
        found = events(self.BEST, bring=bring)
        assert len(found) == len(self.BEST.visits) == 3
        for event, visit in zip(found, self.BEST.visits, strict=True):
            called = NAMED.name if visit.venue == NAMED.id else "B"
            assert event["SUMMARY"] == f"Crew {visit.crew}: {called}, {visit.people} people"
            assert event.decoded("DTSTART") == datetime.combine(visit.on, time(8), WIB)
            assert event.decoded("DTEND") == datetime.combine(visit.on, time(14), WIB)
            assert event.decoded("DTSTAMP") == STAMP
            assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
        office, school = found[0], found[1]
        assert school["LOCATION"] == f"{NAMED.name}, {NAMED.address}"
        assert school["DESCRIPTION"] == "Bring: 2 sets;\n4 tables, 8 chairs"
        assert school["GEO"].to_ical() == "-6.25;107.0"
        assert office["LOCATION"] == f"kelurahan office, {HOME.region_name}"
        assert "DESCRIPTION" not in office
        assert "GEO" not in office
        assert len({event["UID"] for event in found}) == len(found)

    def test_it_has_the_zones_that_it_needs(self) -> None:
        icalendar = pytest.importorskip("icalendar")
        east = venue("A", 9, region=RegionCode("91.71"))
        best = planned(east, venue("B", 9), crews=2, days=WEEK[:1])
        zones = icalendar.Calendar.from_ical(calendar(best)).walk("VTIMEZONE")
        assert [zone["TZID"] for zone in zones] == ["Asia/Jakarta", "Asia/Jayapura"]
        begins = [event.decoded("DTSTART").astimezone(UTC).hour for event in events(best)]
        assert sorted(begins) == [1, 23]

    def test_words_in_indonesian(self) -> None:
        event = events(self.BEST, language="id", bring="alat rekam")[0]
        assert event["SUMMARY"] == "Tim 1: B, 60 jiwa"
        assert event["DESCRIPTION"] == "Bawa: alat rekam"

    def test_lines_are_short_and_end_as_they_must(self) -> None:
        lines = calendar(self.BEST).encode().split(b"\r\n")
        assert lines[-1] == b""
        assert all(len(line) <= 75 for line in lines)
        assert b"\n" not in b"".join(lines)
        assert all(line.decode() for line in lines[:-1])  # no character was cut in two
        assert any(line.startswith(b" ") for line in lines)

    def test_an_event_keeps_its_identity_through_a_replan_and_lost_ones_are_cancelled(self) -> None:
        before = planned(venue("A", 160), venue("B", 60), venue("C", 50), crews=2, days=WEEK[:2])
        again = replan(before, from_day=WEEK[0], crews=1).plan
        was = {event["UID"]: event for event in events(before)}
        now = {event["UID"]: event for event in events(again, before=before)}
        made = {uid for uid, event in now.items() if event["STATUS"] == "CONFIRMED"}
        gone = {uid for uid, event in now.items() if event["STATUS"] == "CANCELLED"}
        assert (len(was), len(made), len(gone)) == (4, 2, 2)
        assert made | gone == set(was)
        assert {event["SEQUENCE"] for event in now.values()} == {1}
        assert {event["SEQUENCE"] for event in was.values()} == {0}
        assert all(now[uid]["DTSTART"] == was[uid]["DTSTART"] for uid in gone)

    def test_two_crews_at_one_venue_are_two_events_and_two_offices_never_share_one(self) -> None:
        best = planned(venue("A", 300, crews_per_day=2), crews=2, days=WEEK[:1])
        uids = {event["UID"] for event in events(best)}
        assert len(uids) == 2
        assert not uids & {event["UID"] for event in events(best, calendar_id="another")}

    def test_events_of_calendars_that_were_sent_are_found_again(self) -> None:
        # Calendar programs know the events of all versions by these; they never change.
        best = planned(venue("A", 300, crews_per_day=2), crews=2, days=WEEK[:1])
        assert [str(event["UID"]) for event in events(best)] == [
            "182ad98b-4494-52ce-84b0-de3c425ac61a",
            "9b75b217-79ef-5944-980a-156abf07e0d4",
        ]

    def test_a_crew_can_have_its_own_calendar(self) -> None:
        own = events(self.BEST, crew=2)
        assert len(own) == sum(visit.crew == 2 for visit in self.BEST.visits) == 2

    def test_mistakes(self) -> None:
        with pytest.raises(ValueError, match="expected a time zone"):
            calendar(self.BEST, stamp=datetime(2020, 2, 28))  # noqa: DTZ001
        with pytest.raises(ValueError, match="calendar_id: expected a name"):
            calendar(self.BEST, calendar_id=" ")
        with pytest.raises(ValueError, match="expected the language"):
            calendar(self.BEST, language="nl")


class TestHolidays:
    """Holidays from a mapping that fills when it is asked."""

    def test_the_package_counts_as_it_is(self) -> None:
        holidays = pytest.importorskip("holidays")
        lazy = holidays.country_holidays("ID", categories=("public", "government"))
        assert not list(lazy)
        office = OpenDays(holidays=lazy)
        assert not office(date(2020, 3, 25))  # Nyepi
        assert not office(date(2020, 12, 24))  # joint leave
        assert office(date(2020, 3, 24))

    def test_a_mapping_is_asked_for_its_years(self) -> None:
        class Lazy(dict[date, str]):
            def __contains__(self, day: object) -> bool:
                assert isinstance(day, date)
                self[date(day.year, 8, 17)] = "Independence"
                return super().__contains__(day)

        office = OpenDays(holidays=Lazy())
        assert not office(date(2020, 8, 17))
        assert not office(date(2021, 8, 17))
        assert office(date(2020, 8, 18))
        assert len(office.holidays) == 51
        assert not OpenDays(holidays={date(2020, 8, 18): "a day"})(date(2020, 8, 18))
