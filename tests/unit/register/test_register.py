"""The register: what it takes in, what it refuses, and what it gives back."""

from __future__ import annotations

import copy
import itertools
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, get_args

import attrs
import pytest
from support import oracle

from dukcapil import (
    NIK,
    Citizen,
    InvalidRecord,
    LeapDay,
    PermanentForeigner,
    RegionCode,
    Register,
    Residence,
    Resident,
    Sex,
    Stage,
    StayPermit,
    measure,
)
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardEvent,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardVoided,
    CardWithdrawn,
    Holding,
    IssueReason,
    SuketIssued,
    uses_blank,
)
from dukcapil.errors import DuplicateRecord, Fault, IllegalTransition
from dukcapil.events import LAST_ORDINAL, Retracted
from dukcapil.recording import (
    Biometric,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    PrintReadyRecordMade,
    RecordDeleted,
    Recording,
    RecordingEvent,
    RecordingStatus,
    SentForCardPrinting,
)
from dukcapil.register import Event, Standing, presumed_history
from dukcapil.register._event_columns import EventLog
from dukcapil.residents import EndOfStay
from dukcapil.wajib_ktp import Ground, Obliged, OutOfScope

DAY = timedelta(days=1)
BORN, START = date(2003, 5, 1), date(2020, 6, 1)
HERE, THERE = RegionCode("32.75.01.1001"), RegionCode("33.74.01.1002")
KINDS = tuple(dict.fromkeys((*get_args(RecordingEvent), *get_args(CardEvent))))
OF_A_CARD = tuple(k for k in get_args(CardEvent) if k not in {SuketIssued, Retracted})
Kind = Callable[..., Any]
Permits = list[tuple[int, int | None]] | None
NOON = datetime(2020, 6, 1, 12)  # noqa: DTZ001  # a datetime without a zone, as tables have


def day(number: int) -> date:
    return START + number * DAY


def someone(
    serial: int = 1,
    *,
    born: date = BORN,
    permits: Permits = None,
    stays: list[Residence] | None = None,
) -> Resident:
    """A resident of 32.75.01 from birth; a citizen unless there are permits."""
    sex = Sex.FEMALE
    citizenship: Citizen | PermanentForeigner = Citizen()
    if permits is not None:
        citizenship = PermanentForeigner(
            StayPermit(since=day(since), until=None if until is None else day(until))
            for since, until in permits
        )
    return Resident(
        nik=NIK.build(region=RegionCode("32.75.99"), birth_date=born, sex=sex, serial=serial),
        birth_date=born,
        sex=sex,
        citizenship=citizenship,
        residences=[Residence(region=HERE, since=born)] if stays is None else stays,
    )


ANA, BEA, CID = someone(1), someone(2), someone(3)


def happened(kind: Kind, number: int, who: Resident = ANA, **fields: object) -> Any:  # noqa: ANN401  # any class of event
    """An event of the day of that number, of which, and of whom, its id is made."""
    given: dict[str, object] = {"id": f"e-{who.nik.serial}-{number}", "nik": who.nik}
    given |= {"card": "c-1"} if kind in OF_A_CARD else {}
    given |= {"reason": IssueReason.NEW} if kind is CardPrinted else {}
    return kind(**{**given, "occurred_on": day(number), **fields})


def events_of(*kinds: Kind, who: Resident = ANA) -> list[Any]:
    """One event a day."""
    return [happened(kind, number, who) for number, kind in enumerate(kinds)]


WAY = (BiometricsCaptured, PrintReadyRecordMade, CardPrinted, CardHandedOver)
OF_ANA, OF_BEA = events_of(*WAY), events_of(*WAY[:2], who=BEA)


def refusal(*events: Event, residents: tuple[Resident, ...] = (ANA, BEA)) -> list[Any]:
    """What is wrong with the events: path, field and reason of each fault."""
    with pytest.raises((InvalidRecord, ExceptionGroup)) as caught:
        Register.of(residents, events)
    errors = getattr(caught.value, "exceptions", [caught.value])
    return [(error.path, error.field, error.reason) for error in errors]


# --- taking in -------------------------------------------------------------------------------


def test_the_order_of_the_input_is_irrelevant() -> None:
    register = Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA])
    for people in itertools.permutations([ANA, BEA, CID]):
        for events in itertools.permutations(OF_ANA):
            again = Register.of(people, [*OF_BEA, *events])
            assert again == register
            assert list(again) == [ANA, BEA, CID] == sorted(people, key=lambda one: one.nik)
            assert list(again.events()) == [*OF_ANA, *OF_BEA]


def test_events_of_a_day_come_by_ordinal_rank_entry_and_id() -> None:
    same_day: list[Any] = [
        happened(SuketIssued, 0, id=f"{number:02}", ordinal=ordinal, entered_on=day(later))
        for number, (ordinal, later) in enumerate(itertools.product((0, 1, LAST_ORDINAL), (0, 1)))
    ]
    same_day += [attrs.evolve(event, id=f"a{event.id}") for event in same_day]
    same_day += [happened(BiometricsCaptured, 0, id="z"), happened(CardPrinted, 1, id="0")]
    expected = sorted(same_day, key=lambda event: event.order)
    assert list(Register.of([ANA], reversed(same_day)).events()) == expected


def test_an_iterator_is_read_once() -> None:
    def each(items: list[Any]) -> Iterator[Any]:
        yield from items

    register = Register.of(each([ANA, BEA]), each([*OF_ANA, *OF_BEA]))
    assert register == Register.of([BEA, ANA], [*OF_BEA, *OF_ANA])


def test_the_same_event_twice_changes_nothing() -> None:
    twice = [*OF_ANA, *map(copy.deepcopy, OF_ANA)]
    assert Register.of([ANA], twice) == Register.of([ANA], OF_ANA)
    assert Register.of([ANA], twice).event_count == 4


@pytest.mark.parametrize(
    "other",
    [
        attrs.evolve(OF_ANA[2], occurred_on=day(9), entered_on=day(9)),
        attrs.evolve(OF_ANA[2], entered_on=day(9)),
        attrs.evolve(OF_ANA[2], ordinal=1),
        attrs.evolve(OF_ANA[2], card="c-2"),
        attrs.evolve(OF_ANA[2], reason=IssueReason.MOVED_IN),
        attrs.evolve(OF_ANA[2], valid_until=day(99)),
        attrs.evolve(OF_ANA[2], nik=BEA.nik),
        happened(CardBroughtIn, 2),
    ],
)
def test_an_id_means_one_event(other: Event) -> None:
    for events in ([*OF_ANA, other], [other, *OF_ANA]):
        with pytest.raises(DuplicateRecord) as caught:
            Register.of([ANA, BEA], events)
        assert (caught.value.kind, caught.value.count) == ("event id", 1)


def test_every_altered_id_is_counted_once() -> None:
    altered = [attrs.evolve(event, ordinal=n) for event in OF_ANA[:3] for n in (8, 9)]
    with pytest.raises(DuplicateRecord) as caught:
        Register.of([ANA], [*OF_ANA, *OF_ANA, *altered])
    assert caught.value.count == 3


def test_a_nik_that_stands_twice_is_refused_even_for_the_same_resident() -> None:
    for people in ([ANA, ANA], [ANA, attrs.evolve(ANA, name="Ana"), BEA, ANA]):
        with pytest.raises(DuplicateRecord) as caught:
            Register.of(people)
        assert (caught.value.kind, caught.value.count) == ("NIK", 1)
    with pytest.raises(DuplicateRecord) as caught:
        Register.of([ANA, BEA, CID, BEA, ANA, ANA])
    assert caught.value.count == 2


def test_an_event_of_nobody_is_refused_by_its_place_in_the_input() -> None:
    stranger = happened(BiometricsCaptured, 0, CID)
    path = ("events[2]", "nik", Fault.UNKNOWN_RESIDENT)
    assert refusal(*OF_ANA[:2], stranger) == [path]
    several = refusal(stranger, OF_ANA[0], stranger, OF_ANA[0], stranger)
    assert several == [(f"events[{at}]", "nik", Fault.UNKNOWN_RESIDENT) for at in (0, 2, 4)]


@pytest.mark.parametrize(("count", "shown"), [(2, 2), (20, 20), (21, 20), (1_000, 20)])
def test_of_many_faults_the_first_are_shown_and_all_are_counted(count: int, shown: int) -> None:
    strangers = [happened(SuketIssued, number, CID) for number in range(count)]
    with pytest.raises(ExceptionGroup, match=rf"^events: {count} faults: \(1\) ") as c:
        Register.of([ANA], strangers)
    assert [getattr(error, "path", "") for error in c.value.exceptions] == [
        f"events[{at}]" for at in range(shown)
    ]


CAPTURED = happened(BiometricsCaptured, 0, entered_on=day(5))


@pytest.mark.parametrize("kind", [BiometricsCaptured, Retracted])
def test_a_correction_is_of_a_known_event_of_the_resident_and_entered_after_it(kind: Kind) -> None:
    def correction(who: Resident, of: str, entered: int) -> Event:
        made: Event = happened(kind, 1, who, id="x", supersedes=of, entered_on=day(entered))
        return made

    good, late = correction(ANA, CAPTURED.id, 5), correction(ANA, CAPTURED.id, 4)
    assert Register.of([ANA], [good, CAPTURED]).event_count == 2
    unknown = ("events[0]", "supersedes", Fault.UNKNOWN_EVENT)
    contradiction = ("events[0]", "supersedes", Fault.CONTRADICTION)
    assert refusal(correction(ANA, "nothing", 9), CAPTURED) == [unknown]
    assert refusal(correction(BEA, CAPTURED.id, 9), CAPTURED) == [contradiction]
    assert refusal(late, CAPTURED) == [contradiction]
    assert refusal(CAPTURED, CAPTURED, late, attrs.evolve(late, id="y", supersedes="z")) == [
        ("events[2]", "supersedes", Fault.CONTRADICTION),
        ("events[3]", "supersedes", Fault.UNKNOWN_EVENT),
    ]


def test_a_correction_may_be_corrected() -> None:
    right = happened(BiometricsCaptured, 3, supersedes=CAPTURED.id, entered_on=day(6))
    back = happened(Retracted, 7, supersedes=right.id)
    steps = [Register.of([ANA], [CAPTURED, right, back][:n]) for n in (1, 2, 3)]
    stages = [[r.standing(ANA.nik, on=day(n)).stage for n in (0, 2, 3)] for r in steps]
    assert stages == [[1, 1, 1], [0, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    ("who", "kind", "other"),
    [
        (BEA, PrintReadyRecordMade, BiometricsCaptured),
        (BEA, CardHandedOver, CardPrinted),
        (someone(2, permits=[(-9, None)]), PrintReadyRecordMade, BiometricsCaptured),
        (someone(2, permits=[(-9, None)]), CardHandedOver, CardPrinted),
    ],
)
def test_an_illegal_event_is_told_by_its_place_in_the_input(
    who: Resident,
    kind: Kind,
    other: Kind,
) -> None:
    first, last = happened(kind, 5, who), happened(kind, 9, who)
    events = [first, first, OF_ANA[0], OF_ANA[0], last, happened(other, 1, who), first]
    with pytest.raises(IllegalTransition) as caught:
        Register.of([who, ANA], events)
    assert caught.value.event == kind.__name__
    assert caught.value.__notes__ == ["at events[4]"]


@pytest.mark.parametrize("permits", [None, [(-9, None)]])
def test_an_illegal_event_is_refused_whoever_it_concerns(permits: Permits) -> None:
    person = someone(permits=permits)
    for kinds in ([CardLost], [PrintReadyRecordMade], [*WAY, CardHandedOver]):
        with pytest.raises(IllegalTransition):
            Register.of([person], events_of(*kinds, who=person))


@pytest.mark.parametrize("permits", [None, [(-9, None)]])
@pytest.mark.parametrize(("count", "shown"), [(2, 2), (21, 20)])
def test_of_many_residents_with_illegal_events_the_first_are_shown(
    count: int, shown: int, permits: Permits
) -> None:
    people = [someone(serial, permits=permits) for serial in range(1, count + 1)]
    events = [happened(CardLost, number, who) for who in people for number in (1, 2)]
    with pytest.raises(
        ExceptionGroup, match=rf"^residents with illegal events: {count} faults: "
    ) as caught:
        Register.of(people, reversed(events))
    # Of each the first in time, and that is the last in the input.
    notes = [getattr(error, "__notes__", None) for error in caught.value.exceptions]
    last = len(events) - 1
    assert notes == [[f"at events[{last - 2 * place}]"] for place in range(shown)]
    assert {type(error) for error in caught.value.exceptions} == {IllegalTransition}


def test_nothing_happens_before_birth_but_by_mistake() -> None:
    suket = happened(SuketIssued, 9)
    early, on_the_day = (
        attrs.evolve(suket, occurred_on=on, entered_on=on) for on in (BORN - DAY, BORN)
    )
    assert Register.of([ANA], [on_the_day]).event_count == 1
    assert refusal(*OF_ANA, early) == [("events[4]", "occurred_on", Fault.CONTRADICTION)]
    back = happened(Retracted, 10, supersedes=early.id)
    right = attrs.evolve(on_the_day, id="x", supersedes=early.id, entered_on=day(9))
    for correction in (back, right):
        assert Register.of([ANA], [early, correction]).event_count == 2


@pytest.mark.parametrize("length", [2, 3])
def test_corrections_do_not_go_in_a_circle(length: int) -> None:
    circle = [
        happened(SuketIssued, 0, id=f"{number}", supersedes=f"{(number + 1) % length}")
        for number in range(length)
    ]
    into_it = happened(SuketIssued, 0, id="x", supersedes="0")
    assert refusal(into_it, *circle) == [
        (f"events[{place}]", "supersedes", Fault.CONTRADICTION) for place in range(1, length + 1)
    ]


def test_an_illegal_event_that_was_corrected_is_no_matter() -> None:
    lost = happened(CardLost, 0)
    right = happened(BiometricsCaptured, 0, id="right", supersedes=lost.id)
    register = Register.of([ANA], [lost, right])
    assert register.standing(ANA.nik, on=day(0)).stage is Stage.RECORDED


def presumed(status: object = RecordingStatus.CARD_ISSUED, **fields: object) -> tuple[Event, ...]:
    given: dict[str, Any] = {"nik": ANA.nik, "on": START, "label": "row-1", **fields}
    return presumed_history(status, **given)  # type: ignore[arg-type]  # anything may come


REGISTER = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA])
STANDING = REGISTER.standing(ANA.nik, on=day(9))
WRONG: dict[str, Callable[[], object]] = {
    "Register.residents": lambda: Register.of(["someone"]),  # type: ignore[list-item]
    "Register.events": lambda: Register.of([ANA], [None]),  # type: ignore[list-item]
    "Register.events#": lambda: Register.of([ANA], [BiometricsCaptured]),  # type: ignore[list-item]
    "standing.on": lambda: REGISTER.standing(ANA.nik, on=NOON),
    "Register.nik": lambda: REGISTER[5],  # type: ignore[index]
    "Register.residents#": lambda: Register.of(None),  # type: ignore[arg-type]
    "fold.known_on": lambda: REGISTER.standing(ANA.nik, on=START, known_on=NOON),
    "assess.leap_day": lambda: REGISTER.standing(ANA.nik, on=START, leap_day=1),  # type: ignore[arg-type]
    "measure.leap_day": lambda: measure(REGISTER, on=START, leap_day=1),  # type: ignore[call-overload]
    "measure.register": lambda: measure([ANA], on=START),  # type: ignore[call-overload]
    "merge.other": lambda: REGISTER.merge([ANA]),  # type: ignore[arg-type]
    "within.region": lambda: REGISTER.within("32.75"),  # type: ignore[arg-type]
    "known_on.day": lambda: REGISTER.known_on(NOON),
    "presumed_history.status": lambda: presumed("x"),
    "presumed_history.nik": lambda: presumed(nik=str(ANA.nik)),
    "presumed_history.on": lambda: presumed(on=NOON),
    "presumed_history.label": lambda: presumed(label=1),
    "Standing.assessment": lambda: attrs.evolve(STANDING, assessment="obliged"),  # type: ignore[arg-type]
    "Standing.region": lambda: attrs.evolve(STANDING, region=str(HERE)),  # type: ignore[arg-type]
    "Standing.recording": lambda: attrs.evolve(STANDING, recording=None),  # type: ignore[arg-type]
    "Standing.holding": lambda: attrs.evolve(STANDING, holding=None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("argument", WRONG)
def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_the_argument(argument: str) -> None:
    name = argument.removesuffix("#").replace(".", r"\.")
    with pytest.raises(TypeError, match=rf"({name}): expected \w+( \w+)*, found \w+"):
        WRONG[argument]()


def test_a_register_is_not_made_by_its_class() -> None:
    with pytest.raises(TypeError, match=r"Register\.of"):
        Register()


# --- a collection ----------------------------------------------------------------------------


def test_residents_are_counted_listed_and_found() -> None:
    assert (len(REGISTER), REGISTER.event_count) == (2, 6)
    assert list(REGISTER) == [*REGISTER.residents] == [ANA, BEA]
    assert REGISTER[BEA.nik] is BEA
    assert ANA.nik in REGISTER
    assert str(ANA.nik) in REGISTER
    for stranger in (CID.nik, "", "~", 5, None, ANA):
        assert stranger not in REGISTER
    empty = Register.of([])
    assert REGISTER.history(str(ANA.nik)) == tuple(OF_ANA)  # type: ignore[arg-type]
    assert (len(empty), list(empty), list(empty.events()), ANA.nik in empty) == (0, [], [], False)


@pytest.mark.parametrize("ask", ["__getitem__", "history", "standing"])
@pytest.mark.parametrize("nik", [CID.nik, someone(1, born=date(1900, 1, 1)).nik])
def test_who_is_not_there_is_a_key_error_without_a_number(ask: str, nik: NIK) -> None:
    with pytest.raises(KeyError) as caught:
        getattr(REGISTER, ask)(nik, **({"on": START} if ask == "standing" else {}))
    assert not re.search(r"\d", str(caught.value))


@pytest.mark.parametrize("attribute", ["residents", "scope"])
def test_a_register_does_not_change(attribute: str) -> None:
    with pytest.raises(AttributeError):
        setattr(REGISTER, attribute, getattr(REGISTER, attribute))


def test_the_repr_counts_and_names_the_scope() -> None:
    assert repr(REGISTER) == "Register(residents=2, events=6)"
    scoped = REGISTER.within(RegionCode("32.75"))
    assert repr(scoped) == "Register(residents=2, events=6, scope='32.75')"


def test_registers_are_equal_by_what_they_hold() -> None:
    assert Register.of([BEA, ANA], [*OF_BEA, *OF_ANA]) == REGISTER
    for other in (
        Register.of([ANA, BEA], OF_ANA),
        Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA]),
        Register.of([ANA, attrs.evolve(BEA, name="Bea")], [*OF_ANA, *OF_BEA]),
        Register.of([ANA, BEA], [attrs.evolve(OF_ANA[0], ordinal=1), *OF_ANA[1:], *OF_BEA]),
        REGISTER.within(RegionCode("32")),
        "register",
    ):
        assert other != REGISTER
    assert EventLog([], []) != []
    for unhashable in (REGISTER, EventLog([], [])):
        with pytest.raises(TypeError, match="unhashable"):
            hash(unhashable)


def gappy() -> Register:
    """As known on day 1: the record was ready, but had not been taken."""
    late = [attrs.evolve(OF_ANA[0], entered_on=day(30)), *OF_ANA[1:]]
    return Register.of([ANA], late).known_on(day(1))


@pytest.mark.parametrize("register", [REGISTER, REGISTER.within(HERE), gappy(), Register.of([])])
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda register: pickle.loads(pickle.dumps(register))]
)
def test_a_register_is_copied_and_kept(register: Register, again: Callable[[Any], Any]) -> None:
    other = again(register)
    assert other == register
    assert (repr(other), list(other)) == (repr(register), list(register))
    assert list(other.events()) == list(register.events())


# --- events come back as they went in --------------------------------------------------------

COMMON: dict[str, Any] = {"entered_on": day(3), "ordinal": 7, "supersedes": "e-1-0"}
DATED = {CardPrinted, SuketIssued}
UNUSUAL: list[Event] = [
    happened(kind, 1, **({**COMMON, "valid_until": day(40)} if kind in DATED else COMMON))
    for kind in KINDS
]
UNUSUAL += [happened(CardLost, 1, card=card) for card in ("0", "Ω \u200b", "c" * 300)]
UNUSUAL += [happened(CardPrinted, 1, reason=reason) for reason in IssueReason]
UNUSUAL += [
    happened(BiometricsCaptured, 1, kinds=set(kinds))
    for size in (1, 3, 4)
    for kinds in itertools.combinations(Biometric, size)
]
UNUSUAL += [
    happened(kind, 1) for kind in KINDS if kind is not Retracted
]  # and with all that is usual


@pytest.mark.parametrize("event", UNUSUAL, ids=lambda event: type(event).__name__)
def test_no_field_of_an_event_is_lost(event: Event) -> None:
    others = [happened(SuketIssued, 0), happened(Retracted, 9, supersedes=event.id)]
    register = Register.of([BEA, ANA], [*OF_BEA, others[1], event, others[0]])
    (found,) = [one for one in register.history(ANA.nik) if one.id == event.id]
    assert type(found) is type(event)
    assert attrs.asdict(found) == attrs.asdict(event)
    assert register.history(ANA.nik) == (others[0], event, others[1])
    assert tuple(register.events()) == (*register.history(ANA.nik), *OF_BEA)
    assert register.history(BEA.nik) == tuple(OF_BEA)


def test_there_are_events_of_every_class() -> None:
    assert {type(event) for event in UNUSUAL} == set(KINDS)


# --- standings -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", RecordingStatus)
def test_a_presumed_history_leads_to_its_status_in_a_day(status: RecordingStatus) -> None:
    history = presumed(status)
    assert presumed(status) == history
    other = presumed(status, nik=BEA.nik, label="row-2")
    assert Register.of([ANA, BEA], [*history, *other]).event_count == 2 * len(history)
    assert all(event.id.startswith("row-1/") for event in history)
    assert len({event.id for event in history}) == len(history)
    assert {event.occurred_on for event in history} <= {START}
    assert {event.entered_on for event in history} <= {START}
    register = Register.of([ANA], [*history, *history])
    standing = register.standing(ANA.nik, on=START)
    assert standing.status is status
    assert standing.is_in_gap == (status is not RecordingStatus.CARD_ISSUED)
    assert (standing.stage > Stage.RECORDED) == status.is_print_ready
    assert (standing.stage > Stage.NOT_RECORDED) == status.is_recorded
    assert register.standing(ANA.nik, on=day(-1)).status is RecordingStatus.UNREGISTERED
    blanks = {RecordingStatus.CARD_PRINTED, RecordingStatus.CARD_SHIPPED}
    assert sum(map(uses_blank, history)) == (status in blanks)
    assert register.known_on(START) == register
    assert register.known_on(day(-1)) == Register.of([ANA])


@pytest.mark.parametrize("status", RecordingStatus)
@pytest.mark.parametrize("until", [None, 1, 0])
def test_a_foreigner_without_a_permit_holds_no_card_whatever_the_table_says(
    until: int | None, status: RecordingStatus
) -> None:
    person = someone(permits=[(-9, until)])
    register = Register.of([person], presumed(status))
    standing = register.standing(person.nik, on=START)
    has_ended = until == 0 and status.startswith("CARD_")
    expected = RecordingStatus.PRINT_READY_RECORD if has_ended else status
    assert standing.status is expected
    assert register._steps.at(0, START.toordinal()) == standing.stage


def test_a_status_is_that_of_the_card_while_there_is_one() -> None:
    register = Register.of([ANA], events_of(*WAY[:3], CardShipped, CardHandedOver, CardLost))
    statuses = [register.standing(ANA.nik, on=day(number)).status.name for number in range(-1, 7)]
    assert statuses == [
        "UNREGISTERED",
        "BIO_CAPTURED",
        "PRINT_READY_RECORD",
        "CARD_PRINTED",
        "CARD_SHIPPED",
        "CARD_ISSUED",
        "PRINT_READY_RECORD",
        "PRINT_READY_RECORD",
    ]


def test_a_held_card_counts_for_more_than_one_that_waits() -> None:
    again = happened(CardPrinted, 5, card="c-2", reason=IssueReason.DATA_CHANGE)
    standing = Register.of([ANA], [*OF_ANA, again]).standing(ANA.nik, on=day(5))
    assert (standing.status, standing.stage) == (RecordingStatus.CARD_ISSUED, Stage.HOLDING)


@pytest.mark.parametrize("leap_day", LeapDay)
def test_who_must_hold_a_card_and_does_not_is_in_the_gap(leap_day: LeapDay) -> None:
    leapling = someone(born=date(2004, 2, 29))
    eve, birthday = date(2021, 2, 28), date(2021, 3, 1)
    bare, done = Register.of([leapling]), Register.of([leapling], events_of(*WAY, who=leapling))
    for on in (eve, birthday):
        obliged = on == birthday or leap_day is LeapDay.FEBRUARY_28
        standing = bare.standing(leapling.nik, on=on, leap_day=leap_day)
        assert isinstance(standing.assessment, Obliged) == standing.is_in_gap == obliged
        assert not done.standing(leapling.nik, on=on, leap_day=leap_day).is_in_gap


def test_a_standing_says_where_and_what_without_any_date() -> None:
    assert STANDING.region == HERE
    assert STANDING.holding.card is not None
    assert str(STANDING) == (
        "obliged: is an Indonesian citizen, has turned 17 (UU 24/2013 Pasal 63 ayat (1)); "
        "CARD_ISSUED"
    )
    assert not re.search(r"2020|2003|, \d", f"{STANDING!s}{STANDING!r}".replace("UU 24/2013", ""))
    gone = REGISTER.standing(ANA.nik, on=BORN - DAY)
    assert (gone.region, gone.recording, gone.holding) == (None, Recording(), Holding())
    assert gone.assessment == OutOfScope(grounds=(Ground.NOT_RESIDENT,))
    assert pickle.loads(pickle.dumps(STANDING)) == copy.copy(STANDING) == STANDING
    assert len({STANDING, gone, attrs.evolve(STANDING)}) == 2
    with pytest.raises(TypeError, match="positional"):
        Standing(STANDING.assessment, HERE, Recording(), Holding())  # type: ignore[call-arg]


# --- steps -----------------------------------------------------------------------------------

SECOND: dict[str, Any] = {"card": "c-2", "reason": IssueReason.LOST_OR_DAMAGED}
LIVES: dict[str, tuple[Resident, list[Any]]] = {
    "nothing": (ANA, []),
    "a whole way, and back": (
        ANA,
        [
            *events_of(*WAY[:2], SentForCardPrinting, CardPrinted, CardShipped, CardHandedOver),
            happened(CardWithdrawn, 8),
            happened(RecordDeleted, 9),
            happened(BiometricsCaptured, 11),
        ],
    ),
    "all in a day": (ANA, [happened(kind, 2, id=kind.__name__) for kind in WAY]),
    "up and down in a day": (
        ANA,
        [*OF_ANA, happened(CardLost, 5), happened(CardPrinted, 5, id="x", ordinal=9, **SECOND)],
    ),
    "two cards": (
        ANA,
        [
            *OF_ANA,
            happened(CardPrinted, 4, **SECOND),
            happened(CardHandedOver, 6, card="c-2"),
            happened(CardDamaged, 7),
            happened(CardVoided, 9, card="c-2"),
        ],
    ),
    "a card from elsewhere, lost": (ANA, events_of(CardBroughtIn, CardLost)),
    "a card from elsewhere, lost, then recorded": (
        ANA,
        events_of(CardBroughtIn, CardLost, BiometricsCaptured),
    ),
    "a duplicate": (ANA, events_of(*WAY[:2], DuplicateFound, DuplicateCleared, RecordDeleted)),
    "corrected": (
        ANA,
        [
            *OF_ANA,
            happened(CardHandedOver, 7, supersedes=OF_ANA[3].id),
        ],
    ),
    "a suket": (ANA, [*OF_ANA[:2], happened(SuketIssued, 3), happened(CardPrinted, 5)]),
    "a dated card of a citizen": (
        ANA,
        [*OF_ANA[:2], attrs.evolve(OF_ANA[2], valid_until=day(9)), OF_ANA[3]],
    ),
    "a dated card that was corrected": (
        ANA,
        [*OF_ANA[:3], happened(CardPrinted, 6, valid_until=day(9), supersedes=OF_ANA[2].id)],
    ),
}
PERMITS: dict[str, Permits] = {
    "for life": [(-9, None)],
    "that ends": [(-9, 6)],
    "renewed": [(-9, 6), (6, None)],
    "that lapses": [(-9, 6), (9, 15)],
    "to come": [(9, 15)],
}
for label, permits in PERMITS.items():
    foreigner = someone(permits=permits)
    ways = {"": [], ", then replaced": [happened(CardPrinted, 10, **SECOND)]}
    for how, more in ways.items():
        LIVES[f"a foreigner, permit {label}{how}"] = (foreigner, [*OF_ANA, *more])


@pytest.mark.parametrize("life", LIVES)
def test_the_steps_are_the_stages_of_every_day(life: str) -> None:
    person, events = LIVES[life]
    # Others before and after, so that everybody's steps have their own place.
    before = someone(9, born=date(2003, 4, 1))
    register = Register.of(
        [person, CID, before],
        [*events, *events_of(*WAY, who=CID), *events_of(BiometricsCaptured, who=before)],
    )
    position = register.residents.index(person)
    for number in range(-3, 20):
        on = day(number)
        stage = register.standing(person.nik, on=on).stage
        assert register._steps.at(position, on.toordinal()) == stage
        assert oracle.stage(person, events, on) == stage


def test_some_lives_day_by_day() -> None:
    def stages(life: str) -> str:
        person, events = LIVES[life]
        register = Register.of([person], events)
        return "".join(str(int(register.standing(person.nik, on=day(n)).stage)) for n in range(14))

    assert stages("a whole way, and back") == "12233444200111"
    assert stages("up and down in a day") == "12344333333333"
    assert stages("two cards") == "12344444422222"
    assert stages("a card from elsewhere, lost, then recorded") == "42111111111111"
    assert stages("a dated card of a citizen") == "12344444422222"[:9] + "22222"
    assert stages("a foreigner, permit that ends") == "12344422222222"
    assert stages("a foreigner, permit that lapses, then replaced") == "12344422223333"


# --- merge -----------------------------------------------------------------------------------


def test_whoever_is_in_both_registers_counts_once() -> None:
    one = Register.of([ANA, BEA], [*OF_ANA, *OF_BEA[:1]])
    other = Register.of([CID, BEA], OF_BEA)
    both = Register.of([ANA, BEA, CID], [*OF_ANA, *OF_BEA])
    assert one.merge(other) == other.merge(one) == both
    assert both.merge(both) == both.merge(Register.of([])) == both


def test_what_means_something_else_in_the_other_register_is_refused() -> None:
    renamed = Register.of([attrs.evolve(ANA, name="Ana"), CID])
    altered = Register.of([ANA], [attrs.evolve(OF_ANA[0], ordinal=1)])
    for other, kind in ((renamed, "NIK"), (altered, "event id")):
        with pytest.raises(DuplicateRecord) as caught:
            REGISTER.merge(other)
        assert (caught.value.kind, caught.value.count) == (kind, 1)


def test_two_halves_of_a_history_must_fit() -> None:
    with pytest.raises(IllegalTransition):
        Register.of([ANA], OF_ANA[:2]).merge(Register.of([ANA], [happened(BiometricsCaptured, 9)]))


def test_only_registers_of_one_scope_are_merged() -> None:
    here = REGISTER.within(HERE)
    assert here.merge(REGISTER.within(HERE)) == here
    for one, other in ((here, REGISTER), (REGISTER, here), (here, REGISTER.within(THERE))):
        with pytest.raises(ValueError, match="one scope"):
            one.merge(other)


def test_a_register_with_gaps_may_be_merged() -> None:
    other = Register.of([CID])
    for merged in (gappy().merge(gappy()), gappy().merge(other), other.merge(gappy())):
        assert merged.standing(ANA.nik, on=day(1)).stage is Stage.PRINT_READY


# --- within ----------------------------------------------------------------------------------

MOVER = someone(
    4,
    stays=[
        Residence(region=HERE, since=BORN, until=day(2), ended_by=EndOfStay.MOVED),
        Residence(region=THERE, since=day(2)),
    ],
)
OUTSIDER = someone(5, stays=[Residence(region=THERE, since=BORN)])


def test_a_scope_keeps_whoever_ever_lived_there_with_all_that_happened() -> None:
    of_mover = events_of(*WAY, who=MOVER)
    register = Register.of([ANA, MOVER, OUTSIDER], [*OF_ANA, *of_mover])
    for code in ("32", "32.75", "32.75.01", HERE):
        part = register.within(RegionCode(code))
        assert list(part) == [ANA, MOVER]
        assert part[MOVER.nik] is MOVER
        assert part.scope == code
        assert part.history(MOVER.nik) == tuple(of_mover)
        assert part.standing(MOVER.nik, on=day(9)) == register.standing(MOVER.nik, on=day(9))
    assert list(register.within(RegionCode("33"))) == [MOVER, OUTSIDER]
    assert list(register.within(RegionCode("32.75.02"))) == []
    assert measure(register.within(HERE), on=day(9)).total(on=day(9)).obliged == 1
    assert measure(register, on=day(9)).total(on=day(9)).obliged == 3


def test_a_scope_can_only_be_narrowed() -> None:
    city = Register.of([ANA, MOVER], OF_ANA).within(RegionCode("32.75"))
    nested = city.within(RegionCode("32.75.01"))
    assert nested == Register.of([ANA, MOVER], OF_ANA).within(RegionCode("32.75.01"))
    assert city.within(RegionCode("32.75")) == city
    for outside in ("32", "33.74", "32.76", THERE):
        with pytest.raises(ValueError, match="a region of the scope"):
            city.within(RegionCode(outside))


# --- known on --------------------------------------------------------------------------------


def test_what_was_entered_later_was_not_known() -> None:
    right = happened(CardHandedOver, 6, supersedes=OF_ANA[3].id, entered_on=day(20))
    register = Register.of([ANA], [*OF_ANA, right])
    known = register.known_on(day(19))
    assert known.history(ANA.nik) == tuple(OF_ANA)
    assert known == Register.of([ANA], OF_ANA)
    assert register.known_on(day(20)) == register
    assert register.known_on(day(0)).history(ANA.nik) == (OF_ANA[0],)
    for on, stage in ((3, Stage.PRINTED), (6, Stage.HOLDING)):
        assert register.standing(ANA.nik, on=day(on)).stage is stage
        assert known.standing(ANA.nik, on=day(on)).stage is Stage.HOLDING
        earlier = register.standing(ANA.nik, on=day(on), known_on=day(19))
        assert earlier == known.standing(ANA.nik, on=day(on))


@pytest.mark.parametrize("permits", [None, [(-9, 15)]])
def test_what_was_known_may_have_gaps(permits: Permits) -> None:
    person = someone(permits=permits)
    events = events_of(*WAY, CardLost, who=person)
    late = [attrs.evolve(event, entered_on=day(30)) for event in (events[0], events[2])]
    register = Register.of([person], [*late, events[1], *events[3:]])
    known = register.known_on(day(10))
    assert known.event_count == 3
    for number, stage in enumerate([0, 2, 2, 4, 2]):
        assert known.standing(person.nik, on=day(number)).stage == stage
        assert known._steps.at(0, day(number).toordinal()) == stage
    assert known.within(HERE).standing(person.nik, on=day(3)).stage is Stage.HOLDING
    assert known.known_on(day(3)).event_count == 2
    with pytest.raises(IllegalTransition):
        Register.of([person], known.events())
