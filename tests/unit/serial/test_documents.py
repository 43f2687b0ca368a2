"""Documents and plain data: what is read, what is refused, and with which words."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import attrs
import pytest
from dateutil.rrule import WEEKLY, rrule, rruleset
from support.json_samples import SITI

from dukcapil import (
    NIK,
    Coverage,
    CoverageTable,
    Interval,
    Ledger,
    Month,
    RegionCode,
    Register,
    Resident,
    Scenario,
    Sex,
    regions,
)
from dukcapil._shared.sentences import Sentence
from dukcapil.blanko import Allocated, Entry, Place, Printed
from dukcapil.coverage import AgeBand
from dukcapil.distributions import Distribution, Poisson
from dukcapil.errors import InvalidJSON
from dukcapil.events import Event
from dukcapil.forecast import Estimate, Exactness
from dukcapil.outreach import OpenDays, Venue, VenueKind
from dukcapil.residents import CitizenPeriod, Codes, Problem, Snapshot
from dukcapil.serial import from_json, from_plain, to_json, to_plain
from dukcapil.serial._rules import form_of

ON = date(2020, 11, 30)
ENTRY = Printed(id="p-1", on=ON, cards=3)
FIELDS = [field.name for field in attrs.fields(Printed)]
NOTHING_PRIVATE = "3275994105030001"


def faults(make: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidJSON) as caught:
        make()
    assert caught.value.__context__ is None
    return list(caught.value.faults)


def document(value: object, **envelope: object) -> str:
    return json.dumps({"format": "dukcapil", "version": 1, "value": value, **envelope})


# --- the envelope ----------------------------------------------------------------------------


def test_a_document_is_an_envelope_around_a_value_or_several() -> None:
    values = (Month(2020, 11), Coverage(obliged=2, covered=1), "text", 1, 0.5, None, True)
    text = to_json(values, indent=1)
    assert json.loads(text)["version"] == 1
    assert from_json(text) == from_json(text.encode()) == values
    assert from_json(to_json([*values])) == values
    assert from_json(to_json(values), tuple[object, ...]) == values


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "$"),
        ("[1, 2", "$"),
        ("[]", "$"),
        ("{}", "$"),
        ('{"format": "dukcapil", "format": "dukcapil"}', "$"),
        ("[" * 100_000, "$"),
        (document(1, extra=2), "$"),
        (document(1, version=2), "$.version"),
        (document(1, version=0), "$.version"),
        (document(1, version=True), "$.version"),
        (document(1, version=None), "$.version"),
        (document(float("nan")), "$"),
        (document({"type": "Nonsense"}), "$.value.type"),
        (document({"type": ["x"]}), "$.value.type"),
        (document({}), "$.value.type"),
        (document({"type": "months.Month", "value": "2020-13"}), "$.value.value"),
        (document({"type": "months.Month"}), "$.value"),
        (document({"type": "date", "value": "2020-02-30"}), "$.value.value"),
        (document({"type": "Decimal", "value": "NaN"}), "$.value.value"),
        (document({"type": "Fraction", "value": [1, 0]}), "$.value.value"),
        (document({"type": "errors.InvalidNIK"}), "$.value.type"),
    ],
)
def test_something_else_is_refused_where_it_is(text: str, path: str) -> None:
    assert [found for found, _ in faults(lambda: from_json(text))] == [path]


def test_a_later_version_is_refused_with_the_advice_to_upgrade() -> None:
    with pytest.raises(InvalidJSON, match="install a newer release"):
        from_json(document(1, version=2))


def test_the_text_must_be_text() -> None:
    with pytest.raises(TypeError, match="expected text or bytes, found int"):
        from_json(1)  # type: ignore[call-overload]


def test_a_value_of_another_type_than_expected_is_refused() -> None:
    text = to_json(ENTRY)
    assert from_json(text, Printed) == from_json(text, Entry) == ENTRY
    assert faults(lambda: from_json(text, Allocated)) == [
        ("$.value.type", "expected 'blanko.Allocated'")
    ]
    assert faults(lambda: from_json(document([1]), Coverage)) == [
        ("$.value", "expected an object of Coverage, found a list")
    ]
    assert from_json(to_json(None), Coverage | None) is None


def test_levels_without_end_are_refused() -> None:
    deep: Any = 1
    for _ in range(20_000):
        deep = [deep]
    assert faults(lambda: from_plain(deep)) == [("$", "expected fewer levels within each other")]


# --- plain data ------------------------------------------------------------------------------


def test_of_one_class_the_type_may_be_left_out() -> None:
    assert from_plain({"obliged": 2, "covered": 1}, Coverage) == Coverage(obliged=2, covered=1)
    assert from_plain("female", Sex) is Sex.FEMALE
    assert from_plain("32.75", RegionCode) == RegionCode("32.75")
    assert from_plain([1, 2], Fraction) == Fraction(1, 2)
    assert from_plain(17, int) == 17
    assert from_plain({"low": 17, "high": None}, AgeBand) == AgeBand(17, None)


@pytest.mark.parametrize(
    "value",
    [Month(2020, 11), Sex.FEMALE, SITI.nik, ENTRY, AgeBand(17, None), Poisson(rate=2)],
    ids=lambda value: type(value).__name__,
)
def test_what_is_written_of_a_value_is_read_for_its_class(value: object) -> None:
    assert from_plain(to_plain(value), type(value)) == value


def test_a_generic_class_takes_keys_of_any_type() -> None:
    table = CoverageTable.of(
        [
            (key, ON, Coverage(obliged=2, covered=1))
            for key in (RegionCode("32.75"), (Sex.MALE, AgeBand(17, 19)), "x", 3, ON, None, True)
        ]
    )
    assert from_plain(to_plain(table), CoverageTable[RegionCode]) == table
    assert [type(row.key) for row in from_json(to_json(table))] == [type(r.key) for r in table]


def test_defaults_may_be_left_out_and_nothing_else() -> None:
    plain = {"id": "p-1", "on": "2020-11-30", "cards": 3}
    assert from_plain(plain, Printed) == ENTRY
    assert faults(lambda: from_plain({"id": "p-1", "kards": 1, NOTHING_PRIVATE: 2}, Printed)) == [
        ("$", f"2 unknown keys; Printed has {', '.join(FIELDS)}"),
        ("$.on", "expected a value, found none"),
        ("$.cards", "expected a value, found none"),
    ]


def test_every_fault_is_told_with_its_path_and_without_a_value() -> None:
    plain = to_plain(SITI)
    plain |= {"nik": NOTHING_PRIVATE[:15], "birth_date": "01-05-2003", "sex": 1}
    plain["residences"][1]["region"] = "SITI"
    plain["residences"][0] = {"type": "residents.StayPermit", "since": None}
    found = faults(lambda: from_plain({"resident": plain, "entered_on": [1]}, Snapshot))
    assert [path for path, _ in found] == [
        "$.resident.nik",
        "$.resident.birth_date",
        "$.resident.sex",
        "$.resident.residences[0].type",
        "$.resident.residences[0].region",
        "$.resident.residences[0].since",
        "$.resident.residences[1].region",
        "$.entered_on",
    ]
    assert not any("SITI" in why or "2003" in why or "3275" in why for _, why in found)
    error = InvalidJSON(faults=found)
    assert str(error).endswith("and 5 more, see `faults`")


def test_what_a_class_finds_wrong_is_told_in_its_words() -> None:
    ((path, why),) = faults(lambda: from_plain({"obliged": -1, "covered": 0}, Coverage))
    assert (path, why.partition(":")[0]) == ("$", "Coverage.obliged")
    plain = to_plain(SITI) | {"died_on": "1999-01-01", "first_married_on": "1999-01-01"}
    found = faults(lambda: from_plain(plain, Resident))
    assert [path for path, _ in found] == ["$"] * 3
    assert not any("1999" in why for _, why in found)


def test_no_refusal_shows_the_data_to_the_end_of_its_chain() -> None:
    for text in (
        document(to_plain(SITI) | {"nik": f"{NOTHING_PRIVATE}0"}),
        document(to_plain(SITI) | {NOTHING_PRIVATE: 1}),
        document({"type": NOTHING_PRIVATE}),
        f'{{"{NOTHING_PRIVATE}": {NOTHING_PRIVATE}',
    ):
        with pytest.raises(InvalidJSON) as caught:
            from_json(text)
        assert NOTHING_PRIVATE[3:10] not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (True, int),
        (1.0, int),
        ("1", int),
        ("x", float),
        (10**400, float),
        (1, bool),
        (None, str),
        ("2020-1-1", date),
        ("20201101", date),
        ("2020-11-01T00:00", date),
        ([1], Fraction),
        ([True, 1], Fraction),
        ("male ", Sex),
        ("MALE", Sex),
        ({}, tuple[int, ...]),
        ([1, 2, 3], tuple[int, str]),
        ([1, "x", 2], tuple[int, ...]),
        ("x", Resident),
        ({"sex": [], "marital": {"1": "kawin"}}, Codes),
        (True, int | Interval),
        ({"low": 1, "high": 2}, int | Interval),
        ({"type": "months.Month", "value": "2020-11"}, int | Interval),
    ],
)
def test_data_of_another_kind_are_refused(data: object, kind: object) -> None:
    assert faults(lambda: from_plain(data, kind))


def test_numbers_keep_their_kind() -> None:
    infinite = (float("inf"), float("-inf"))
    assert from_json(to_json(infinite)) == infinite
    assert type(from_plain(2, float)) is float
    assert type(from_plain({"rate": 2, "type": "distributions.Poisson"}, Poisson).rate) is float
    assert from_plain(to_plain(Poisson(rate=Fraction(1, 3))), Distribution) == Poisson(
        rate=Fraction(1, 3)
    )
    estimate = Estimate(value=1.0, low=1.0, high=float("inf"), exactness=Exactness.EXACT)
    assert from_json(to_json(estimate)) == estimate


class Mine:
    """A class of somebody else."""


class Key(NamedTuple):
    """A key of somebody else."""

    name: str


@pytest.mark.parametrize("value", [Mine(), Key("a"), b"x", 1j, Event])
def test_what_is_not_of_the_library_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="expected a value of dukcapil or of JSON"):
        to_json(value)
    with pytest.raises(TypeError, match="expected a value of dukcapil or of JSON"):
        to_json(CoverageTable.of([(value, ON, Coverage(obliged=1, covered=1))]))


def test_a_type_that_is_not_of_the_library_is_not_read() -> None:
    with pytest.raises(TypeError, match="expected a type of dukcapil"):
        from_plain({}, Mine)


# --- values that are not made of their fields --------------------------------------------------


def test_a_ledger_proves_its_digest() -> None:
    ledger = Ledger().post(Allocated(id="a-1", on=ON, cards=5, document="BAST 1"))
    plain = to_plain(ledger)
    assert from_plain(plain, Ledger).digest == ledger.digest
    assert from_plain({"entries": plain["entries"]}, Ledger) == ledger
    plain["entries"][0]["cards"] = 6
    ((_, why),) = faults(lambda: from_plain(plain, Ledger))
    assert why.startswith("expected the entries of the digest")
    plain["entries"][0]["cards"] = 0
    assert [path for path, _ in faults(lambda: from_plain(plain, Ledger))] == ["$.entries[0]"]


def test_days_of_entry_that_go_back_make_no_ledger() -> None:
    later = ON + timedelta(days=9)
    first, second = (
        Allocated(id=id_, on=ON, entered_on=later, cards=5, document="BAST 1")
        for id_ in ("a-1", "a-2")
    )
    entries = to_plain(Ledger().post(first).post(second))["entries"]
    entries[1]["entered_on"] = ON.isoformat()
    with pytest.raises(InvalidJSON, match=r"entries were made on .* already"):
        from_plain({"entries": entries}, Ledger)


def test_a_ledger_keeps_what_it_was_begun_with() -> None:
    begun = Ledger(serials=True, years=(2015, 2030), explain_from_cards=3)
    again = from_json(to_json(begun), Ledger)
    assert again == begun
    assert to_plain(again)["years"] == [2015, 2030]
    plain = to_plain(begun) | {"years": [2030, 2015]}
    assert [path for path, _ in faults(lambda: from_plain(plain, Ledger))] == ["$"]


def test_a_register_comes_back_with_its_scope_and_as_checked_as_it_was() -> None:
    register = Register.of([SITI])
    for one in (register, register.within(RegionCode("32.75.99")), register.known_on(ON)):
        again = from_json(to_json(one), Register)
        assert again == one
        assert (again.scope, again.is_checked) == (one.scope, one.is_checked)
        assert again.set_aside_people == 0
    plain = to_plain(register)
    plain["residents"] *= 2
    assert [path for path, _ in faults(lambda: from_plain(plain, Register))] == ["$"]


@pytest.mark.parametrize(
    "rule",
    [None, [ON], OpenDays(holidays=[ON]), rrule(WEEKLY, dtstart=ON, count=3)],
    ids=["all", "dates", "open days", "rrule"],
)
def test_a_rule_of_days_is_written_unless_it_is_a_function(rule: Any) -> None:  # noqa: ANN401
    venue = Venue(
        id="v-1",
        kind=VenueKind.SCHOOL,
        region=RegionCode("32.75.01.1001"),
        expected_people=3,
        open_on=rule,
    )
    again = from_json(to_json(venue), Venue)
    assert again == venue or str(again.open_on) == str(rule)
    plain = to_plain(venue)
    for wrong in (1, "x", ["x"], {"type": "months.Month", "value": "2020-11"}):
        plain["open_on"] = wrong
        assert faults(lambda: from_plain(plain, Venue))[0][0].startswith("$.open_on")
    for text in ("FREQ=NEVER", 1, None, "RRULE:FREQ=DAILY;COUNT=1\nEXDATE:20200101T000000"):
        plain["open_on"] = {"type": "rrule", "value": text}
        assert faults(lambda: from_plain(plain, Venue))[0][0] == "$.open_on.value"


@pytest.mark.parametrize("rule", [lambda day: day == ON, rruleset()], ids=["function", "set"])
def test_a_rule_that_is_code_is_not_written(rule: Any) -> None:  # noqa: ANN401
    region = RegionCode("32.75.01.1001")
    venue = Venue(id="v-1", kind=VenueKind.SCHOOL, region=region, expected_people=3, open_on=rule)
    with pytest.raises(TypeError, match="expected a value"):
        to_json(venue)


def test_a_sentence_keeps_its_parts_for_tables_in_indonesian() -> None:
    sentence = Sentence("sum", people=3, printed=4)
    problem = Problem(row=1, column="x", reason=sentence)
    again = from_json(to_json(problem), Problem)
    assert again == problem
    assert isinstance(again.reason, Sentence)
    plain = to_plain(problem)["reason"]
    for changed in ({"kind": "later"}, {"kind": 1}, {"parts": {"x": 1}}, {"text": "another"}):
        other = from_plain(to_plain(problem) | {"reason": plain | changed}, Problem)
        assert other.reason == (plain | changed)["text"]
        assert type(other.reason) is str
    for wrong in ({"parts": 1}, {"text": 1}, {"more": 1}):
        data = to_plain(problem) | {"reason": plain | wrong}
        assert faults(lambda data=data: from_plain(data, Problem))  # type: ignore[misc]


def test_every_field_of_a_scenario_keeps_what_it_may_be() -> None:
    scenario = Scenario(
        start=Month(2020, 12),
        months=2,
        not_recorded_people=Interval(1, 2),
        allocation_cards=[3, Poisson(rate=Fraction(1, 2))],
    )
    assert from_json(to_json(scenario), Scenario) == scenario


def test_forms_are_made_once() -> None:
    assert form_of(Resident) is form_of(Resident)
    assert from_plain(to_plain(CitizenPeriod()), CitizenPeriod) == CitizenPeriod()
    assert from_plain(to_plain(regions.lookup(RegionCode("32.75")))).name == "Kota Bekasi"
    assert from_plain({"kind": "point", "name": "x"}, Place) == Place.point("x")
    assert from_plain(NOTHING_PRIVATE, NIK) == NOTHING_PRIVATE
