"""Revisions over tables equal those of a register, by kind of late fact and to the last person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from frames.test_scopes import DAYS, every_engine, snapshots, told_register
from support.engines import given_to, pl
from support.people import person

from dukcapil import RegionCode, Register, Sex, coverage, frames
from dukcapil.coverage import AgeBands, Cohort, RevisionTable
from dukcapil.errors import InvalidTable
from dukcapil.events import Retracted
from dukcapil.frames._registers.revisions import number_of_nobody
from dukcapil.nik import NIK
from dukcapil.recording import BiometricsCaptured
from dukcapil.regions import Level
from dukcapil.register import InactiveNIKs, Stage, StagePart
from dukcapil.residents import Resident

SNAPSHOTS = (date(2021, 3, 1), date(2021, 3, 15))
ASKED: dict[str, dict[str, Any]] = {
    "everything": {"on": DAYS[1], "published": date(2021, 2, 1)},
    "between snapshots": {
        "on": DAYS[-1],
        "published": SNAPSHOTS[0],
        "now": SNAPSHOTS[1],
        "by": [Level.KECAMATAN, AgeBands([17, 30])],
        "stage": StagePart.IN_PROCESS,
    },
    "cohorts": {
        "on": DAYS[1],
        "published": date(2020, 6, 1),
        "by": Cohort.OBLIGED_YEAR,
        "inactive": InactiveNIKs.LEFT_OUT,
    },
    "nothing late": {"on": DAYS[1], "published": date(2022, 1, 1), "by": Level.PROVINCE},
}


def lines(table: RevisionTable[Any]) -> dict[object, object]:
    """Return what a table says of each group, but for one of nobody."""
    return {
        row.key: (row.before, row.after, row.counts)
        for row in table
        if row.before.obliged or row.after.obliged or any(one.people for one in row.counts)
    }


@every_engine
@pytest.mark.parametrize("asked", ASKED)
def test_late_facts(engine: str, asked: str) -> None:
    tables = (given_to(engine, one) for one in snapshots())
    found = frames.revisions(*tables, **ASKED[asked])
    expected = coverage.revisions(told_register(), **ASKED[asked])
    assert lines(found) == lines(expected)
    assert found.dimensions == expected.dimensions
    has_late_facts = any(one.people for row in found for one in row.counts)
    assert has_late_facts is (asked != "nothing late")


def test_keys_of_the_caller_and_columns_of_one_value_each() -> None:
    """A key need not be a NIK; names may be those of our own, and differ from the layout."""
    stays, events = snapshots()
    numbered = [
        table.with_columns(person=pl.col("person").cast(pl.Int64)).rename({"person": "_person"})
        for table in (stays.with_columns(half=pl.col("person").str.slice(15, 1) < "5"), events)
    ]
    asked = ASKED["everything"]

    def half(resident: Resident) -> bool:
        return resident.nik[15] < "5"

    found = frames.revisions(*numbered, **asked, by=("half", "sex"), columns={"person": "_person"})
    expected = coverage.revisions(
        told_register(), **asked, by=(half, lambda resident: resident.sex.value)
    )
    assert lines(found) == lines(expected)
    assert found.dimensions == ("half", "sex")
    with pytest.raises(LookupError, match="no member lists"):
        found.members(found.rows[0].key, coverage.LateFact.CARD)


def test_a_column_that_changes_is_no_dimension() -> None:
    stays, events = snapshots()
    changing = stays.with_columns(half=pl.int_range(pl.len()) % 2)
    with pytest.raises(InvalidTable, match=r"stays\.half: expected one value for each person"):
        frames.revisions(changing, events, **ASKED["everything"], by="half")


def test_sexes_may_be_corrected() -> None:
    """A sex is of the record, which a later snapshot corrects; other columns are of the table."""
    stays, events = frames.to_frames(told_register(), backend="polars")
    before = stays.with_columns(
        sex=pl.lit(Sex.MALE.value), entered_on=pl.lit(SNAPSHOTS[0], pl.Date)
    )
    both = pl.concat([before, stays.with_columns(entered_on=pl.lit(SNAPSHOTS[1], pl.Date))])
    found = frames.revisions(both, events, on=DAYS[1], published=SNAPSHOTS[0], by="sex")
    assert found["female"].before.obliged == 0 < found["female"].after.obliged
    corrected = found["female"][coverage.LateFact.SEX_CORRECTED]
    assert corrected.obliged == found["female"].after.obliged


def test_within_a_region() -> None:
    stays, events = snapshots()
    region = RegionCode("32.75.99")
    found = frames.revisions(frames.within(stays, region), events, **ASKED["everything"])
    expected = coverage.revisions(told_register().within(region), **ASKED["everything"])
    assert (found[()].before, found[()].after) == (expected[()].before, expected[()].after)


def test_events_of_strangers_and_events_alone() -> None:
    """Without snapshots only events are late; those of nobody count for nobody."""
    register = told_register().known_on(date(2021, 12, 31))
    stays, events = frames.to_frames(register, backend="polars")
    known = stays.filter(pl.col("person").str.slice(15, 1) < "5").drop("entered_on")
    asked: dict[str, Any] = {"on": DAYS[1], "published": date(2021, 2, 1)}
    found = frames.revisions(known, events, **asked)
    some = frames.from_frames(known, events.join(known, on="person", how="semi"))
    assert lines(found) == lines(coverage.revisions(some, **asked))


def test_a_retraction_of_a_later_day_bears_on_the_date() -> None:
    """What it retracts happened before, so that it counts whenever it happened itself."""
    someone, since = person(1, date(1990, 5, 5)), date(2020, 5, 4)
    taken = BiometricsCaptured(id="e-1", nik=someone.nik, occurred_on=since, entered_on=since)
    undone = Retracted(
        id="e-2", nik=someone.nik, occurred_on=DAYS[-1], entered_on=DAYS[-1], supersedes="e-1"
    )
    register = Register.of([someone], [taken, undone])
    asked: dict[str, Any] = {"on": DAYS[0], "published": DAYS[0], "stage": Stage.RECORDED}
    found = frames.revisions(*frames.to_frames(register, backend="polars"), **asked)
    assert lines(found) == lines(coverage.revisions(register, **asked))
    assert found[()][coverage.LateFact.EVENT_RETRACTED].covered == -1


def test_days_in_order() -> None:
    with pytest.raises(ValueError, match=r"revisions\.now: expected a day not before"):
        frames.revisions(*snapshots(), on=DAYS[1], published=SNAPSHOTS[1], now=SNAPSHOTS[0])


def test_many_persons_get_numbers_of_nobody() -> None:
    first, later = number_of_nobody(0), number_of_nobody(9999)
    assert isinstance(first, NIK)
    assert first != later
    assert str(later.region) == "32.75.99"
