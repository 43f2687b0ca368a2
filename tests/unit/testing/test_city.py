"""The synthetic city: the same everywhere, legal throughout, and shaped like the published one."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources
from itertools import islice

import pytest

from dukcapil import InvalidRecord, RegionCode, Resident, Sex, assess, cards, recording, regions
from dukcapil.cards import CardPrinted, IssueReason
from dukcapil.events import Event
from dukcapil.recording import BiometricsCaptured
from dukcapil.residents import Citizen, EndOfStay
from dukcapil.testing import kelurahan, synthetic_people
from dukcapil.wajib_ktp import Obliged

Person = tuple[Resident, tuple[Event, ...]]

BEKASI = RegionCode("32.75")
UNTIL = date(2021, 1, 1)
LAST_DAY = date(2020, 12, 31)
DIGEST = "d91a7995f05d4fae408d979b4603d21a4451c2c0164b08100d0de3d30c9862f8"


@cache
def large_city() -> list[Person]:
    return list(synthetic_people(6_000, 1))


def city() -> list[Person]:
    return large_city()[:3_000]


def obliged_in_the_city(on: date) -> list[Person]:
    return [
        (resident, events)
        for resident, events in city()
        if resident.lives_in(BEKASI, on=on) and isinstance(assess(resident, on=on), Obliged)
    ]


def share_recorded(people: Sequence[Person], on: date) -> float:
    done = sum(recording.fold(events, on=on).status.is_recorded for _, events in people)
    return done / len(people)


# --- the same people, everywhere -----------------------------------------------------------------


def canonical(resident: Resident, events: tuple[Event, ...]) -> Iterator[object]:
    yield from (str(resident.nik), resident.birth_date, resident.sex.value)
    yield from (resident.first_married_on, resident.died_on, type(resident.citizenship).__name__)
    for stay in resident.residences:
        reason = stay.ended_by and f"EndOfStay.{stay.ended_by.name}"
        yield from (str(stay.region), stay.since, stay.until, reason)
    for event in events:
        yield from (type(event).__name__, event.id, event.occurred_on, event.entered_on)


def test_the_same_arguments_give_the_same_people_on_every_machine() -> None:
    lines = [" ".join(map(str, canonical(*person))) for person in synthetic_people(200, 17)]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == DIGEST


def test_another_seed_gives_other_people() -> None:
    assert list(synthetic_people(10, 1)) != list(synthetic_people(10, 2))


def test_a_smaller_city_is_the_beginning_of_a_larger_one() -> None:
    assert list(synthetic_people(100, 1)) == city()[:100]


def test_nobody_depends_on_the_random_numbers_of_somebody_else() -> None:
    state = random.getstate()
    people = synthetic_people(20, 1)
    one = list(islice(people, 10))
    list(synthetic_people(20, 2))
    assert [*one, *people] == city()[:20]
    assert random.getstate() == state


def test_people_are_made_one_by_one() -> None:
    assert next(synthetic_people(10**12, 1)) == city()[0]


# --- nobody is real ------------------------------------------------------------------------------


def test_every_nik_is_of_a_kecamatan_that_does_not_exist() -> None:
    assert {resident.nik.region for resident, _ in city()} == {"32.75.99"}
    assert regions.lookup("32.75.99") is None


def test_every_nik_and_every_event_is_identified_once() -> None:
    niks = [resident.nik for resident, _ in city()]
    ids = [event.id for _, events in city() for event in events]
    assert len(set(niks)) == len(niks)
    assert len(set(ids)) == len(ids)


def test_no_id_holds_a_nik() -> None:
    for resident, events in city():
        for event in events:
            assert resident.nik not in event.id
            assert resident.nik not in getattr(event, "card", "")


def test_a_few_niks_disagree_with_the_record_in_the_birth_date() -> None:
    found = Counter(resident.nik_disagreements() for resident, _ in large_city())
    assert found.keys() == {(), ("birth_date",)}
    assert 6 <= found["birth_date",] <= 20


# --- the table of kelurahan ----------------------------------------------------------------------


def test_there_are_56_kelurahan_in_12_kecamatan() -> None:
    codes = [region.code for region in kelurahan()]
    assert len(set(codes)) == len(codes) == 56
    assert {code.parent for code in codes} == {r.code for r in regions.children("32.75")}
    assert codes == sorted(codes)
    assert kelurahan()[0].name == "Bekasijaya"


def test_the_table_of_kelurahan_is_the_one_that_its_header_names() -> None:
    table = resources.files("dukcapil") / "_data" / "kelurahan_bekasi.tsv"
    lines = table.read_bytes().decode().splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("#"))
    digest = hashlib.sha256(body.encode()).hexdigest()
    assert f"# SHA-256 of the rows below this header: {digest}\n" in lines


def test_people_live_in_all_kelurahan_and_not_in_equal_numbers() -> None:
    people = (resident.residence(on=LAST_DAY) for resident, _ in city())
    homes = Counter(stay.region for stay in people if stay is not None and stay.region in BEKASI)
    assert homes.keys() == {region.code for region in kelurahan()}
    assert max(homes.values()) > 2 * min(homes.values())


# --- lives and histories -------------------------------------------------------------------------


def test_every_history_is_legal() -> None:
    for resident, events in city():
        recording.fold(events, on=LAST_DAY)
        cards.fold(events, on=LAST_DAY, citizenship=resident.citizenship)


def test_events_are_of_the_resident_and_of_their_time_in_the_register() -> None:
    for resident, events in city():
        last = resident.residences[-1]
        elsewhere = len(resident.residences) > 1 and last.region not in BEKASI
        gone = [last.since if elsewhere else last.until, resident.died_on, UNTIL]
        end = min(day for day in gone if day is not None)
        for event in events:
            assert event.nik == resident.nik
            assert resident.residences[0].since <= event.occurred_on < end


def test_lives_have_begun_and_known_deaths_have_happened() -> None:
    for resident, _ in city():
        assert resident.birth_date <= LAST_DAY
        assert resident.died_on is None or date(2012, 1, 1) <= resident.died_on <= LAST_DAY
        assert resident.first_married_on is None or resident.first_married_on <= LAST_DAY
        assert any(stay.region in BEKASI for stay in resident.residences)


def test_a_card_is_first_printed_from_a_record_for_somebody_who_must_hold_it() -> None:
    for resident, events in city():
        printed = [event for event in events if isinstance(event, CardPrinted)]
        for event in printed:
            day = event.occurred_on
            assert day >= date(2012, 1, 1)
            assert isinstance(assess(resident, on=day), Obliged)
            assert recording.fold(events, on=day).status.is_print_ready
        reasons = [event.reason for event in printed]
        assert reasons[:1] in ([], [IssueReason.NEW])
        assert IssueReason.NEW not in reasons[1:]


def test_everything_that_happens_in_a_city_happens_in_this_one() -> None:
    happened, reasons, ends, citizens = set(), set(), set(), Counter[type]()
    for resident, events in large_city():
        happened |= {type(event).__name__ for event in events}
        reasons |= {event.reason for event in events if isinstance(event, CardPrinted)}
        ends |= {stay.ended_by for stay in resident.residences}
        citizens[type(resident.citizenship)] += 1
    assert happened == {
        "AdjudicationRequired",
        "BiometricsCaptured",
        "CardDamaged",
        "CardHandedOver",
        "CardLost",
        "CardPrinted",
        "CardWithdrawn",
        "DuplicateCleared",
        "DuplicateFound",
        "EnrollmentFailedAtCentral",
        "PrintReadyRecordMade",
        "ProcessingStarted",
        "ReceivedAtCentral",
        "RecordDeleted",
        "SearchFailedAtCentral",
        "SentForEnrollment",
        "SuketIssued",
    }
    assert reasons == set(IssueReason)
    assert ends == {None, *EndOfStay} - {EndOfStay.REORGANISED}
    assert 8 <= citizens.total() - citizens[Citizen] <= 24


# --- the shape of the city -----------------------------------------------------------------------

# Census of September 2020, Kota Bekasi: everybody, and five-year bands from 15 to 64.
CENSUS_TOTAL = 2_543_676
CENSUS = {
    Sex.MALE: (104215, 104992, 111321, 114590, 107153, 100082, 86431, 76198, 63015, 48523),
    Sex.FEMALE: (97869, 103247, 112198, 114591, 106190, 100631, 87361, 78257, 66563, 47671),
}


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def test_ages_and_sexes_are_those_of_the_census() -> None:
    living = [resident for resident, _ in large_city() if resident.died_on is None]
    found = Counter((r.sex, age(r.birth_date, LAST_DAY) // 5 * 5) for r in living)
    for sex, counts in CENSUS.items():
        for band, count in zip(range(15, 65, 5), counts, strict=True):
            expected = count / CENSUS_TOTAL
            assert found[sex, band] / len(living) == pytest.approx(expected, abs=0.01)
    in_the_bands = sum(map(sum, CENSUS.values())) / CENSUS_TOTAL
    working = sum(15 <= age(resident.birth_date, LAST_DAY) < 65 for resident in living)
    assert working / len(living) == pytest.approx(in_the_bands, abs=0.02)
    assert max(band for _, band in found) == 85


def test_a_city_may_end_on_a_leap_day() -> None:
    people = [resident for resident, _ in synthetic_people(500, 1, until=date(2020, 2, 29))]
    assert max(resident.birth_date for resident in people) <= date(2020, 2, 28)


def test_about_one_in_twenty_has_died_or_moved_away() -> None:
    gone = sum(not resident.lives_in(BEKASI, on=LAST_DAY) for resident, _ in city())
    assert 0.04 < gone / len(city()) < 0.07


def test_few_marry_before_17_and_nobody_before_14() -> None:
    women, young = 0, 0
    for resident, _ in large_city():
        married = resident.first_married_on
        if married is not None:
            assert age(resident.birth_date, married) >= 14
            is_woman = resident.sex is Sex.FEMALE
            women += is_woman
            young += is_woman and age(resident.birth_date, married) < 17
    assert 0.005 < young / women < 0.02


def test_in_2013_four_in_five_were_recorded() -> None:
    on = date(2013, 9, 30)
    assert 0.77 < share_recorded(obliged_in_the_city(on), on) < 0.85


def test_at_the_end_of_2020_nearly_all_are_recorded_and_hold_a_card() -> None:
    people = obliged_in_the_city(LAST_DAY)
    holding = sum(
        cards.fold(events, on=LAST_DAY, citizenship=resident.citizenship).card is not None
        for resident, events in people
    )
    assert 0.97 < share_recorded(people, LAST_DAY) < 0.985
    assert 0.96 < holding / len(people) < 0.98


def test_some_are_recorded_at_16_and_nobody_earlier_but_the_married() -> None:
    pupils = 0
    for resident, events in city():
        captured = [e.occurred_on for e in events if isinstance(e, BiometricsCaptured)]
        if captured and age(resident.birth_date, captured[0]) < 17:
            allowed = recording.recordable_from(resident)
            assert allowed is not None
            assert captured[0] >= allowed
            pupils += resident.first_married_on is None
    assert pupils > 20


# --- arguments -----------------------------------------------------------------------------------


def test_without_visits_to_schools_fewer_are_recorded_and_nothing_else_changes() -> None:
    stopped = list(synthetic_people(3_000, 1, school_visits_stop_on=date(2020, 3, 16)))
    assert [resident for resident, _ in stopped] == [resident for resident, _ in city()]
    later = fewer = 0
    for (_, usual), (_, events) in zip(city(), stopped, strict=True):
        if events != usual:
            before, after = (recording.fold(es, on=LAST_DAY).recorded_on for es in (usual, events))
            assert before is not None
            assert before >= date(2020, 3, 16)
            later += after is not None
            fewer += after is None
            assert after is None or 60 <= (after - before).days <= 400
    assert later
    assert fewer


def test_a_city_of_the_past_knows_nothing_later() -> None:
    people = list(synthetic_people(500, 1, until=date(2012, 1, 1)))
    assert any(events for _, events in people)
    assert all(event.occurred_on < date(2012, 1, 1) for _, events in people for event in events)
    assert all(resident.died_on is None for resident, _ in people)


def test_an_empty_city_has_nobody() -> None:
    assert list(synthetic_people(0, 1)) == []


def test_arguments_are_refused_at_once() -> None:
    with pytest.raises(InvalidRecord):
        synthetic_people(-1, 1)
    with pytest.raises(InvalidRecord):
        synthetic_people(1, -1)
    with pytest.raises(InvalidRecord):
        synthetic_people(1, 1, until=date(2011, 12, 31))
    with pytest.raises(TypeError):
        synthetic_people(1.0, 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        synthetic_people(1, "1")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        synthetic_people(1, 1, until=datetime(2021, 1, 1))  # noqa: DTZ001
    with pytest.raises(TypeError):
        synthetic_people(1, 1, school_visits_stop_on="2020-03-16")  # type: ignore[arg-type]
