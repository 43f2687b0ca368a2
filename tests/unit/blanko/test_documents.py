"""Documents: retries, refusals, all or none, and what was known when."""

from __future__ import annotations

import copy
import itertools
import pickle
from typing import Any

import attrs
import pytest
from support.small_ledgers import (
    FULL,
    KINDS,
    ON_THE_WAY,
    POINT,
    PRINTER,
    back,
    closed,
    counted,
    documents,
    in_store,
    made,
    may,
    opened,
    printed,
    refuses,
    reopened,
)

from dukcapil.blanko import (
    MINISTRY,
    PRINTED,
    PROVINCE,
    STORE,
    Allocated,
    Closed,
    Entry,
    Ledger,
    Moment,
    Printed,
    Received,
    Reopened,
    Reversed,
    Serials,
    Spoiled,
)
from dukcapil.blanko._digests import canonical  # the bytes that digests are made of
from dukcapil.blanko._movements import Movement
from dukcapil.errors import (
    ConflictingEntry,
    CountMismatch,
    InsufficientBlanko,
    InvalidRecord,
    RefusedEntry,
)

# --- once and no more ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_retry_writes_nothing_and_another_entry_is_no_retry(kind: type) -> None:
    entry = made(kind, **FULL)
    source = entry.ends[0] if isinstance(entry, Movement) else STORE
    ledger = opened(9, at=source) if source.holds_cards else Ledger()
    if kind is Reversed:
        ledger = ledger.post(Printed(id="p-1", on=may(1), cards=1, at=STORE, compensate=True))
    if kind is Reopened:
        ledger = ledger.post(Closed(id="close", on=may(2), until=may(20)))
    ledger = ledger.post(entry)
    assert ledger.post(copy.deepcopy(entry), entry) is ledger
    for field in attrs.fields(kind):
        if field.name == "id":
            continue
        for other in ALTERED[field.name]:
            if other != getattr(entry, field.name) and _possible(entry, field.name, other):
                changed = attrs.evolve(entry, **{field.name: other})
                assert canonical(changed) != canonical(entry)
                with pytest.raises(ConflictingEntry) as caught:
                    ledger.post(changed)
                assert caught.value.field == field.name
    later = attrs.evolve(entry, note="other", lot="other")
    assert "the id is in the ledger with another lot" in refuses(
        ledger, later, error=ConflictingEntry
    )
    other_kind = Spoiled if kind is Printed else Printed
    assert "another class" in refuses(ledger, made(other_kind), error=ConflictingEntry)


PLACES = (STORE, POINT, PRINTER, ON_THE_WAY, MINISTRY, PROVINCE)
ALTERED: dict[str, tuple[Any, ...]] = {
    "on": (may(3),),
    "entered_on": (may(9),),
    "in_advance": (True,),
    **dict.fromkeys(
        ("document", "lot", "reason", "actor", "note", "reverses", "office"), ("other",)
    ),
    "cards": (6,),
    "counted_cards": (6,),
    "serials": (Serials(1, 5),),
    "compensate": (True,),
    "until": (may(10),),
    **dict.fromkeys(("source", "to", "at", "recipient"), PLACES),
}


def _possible(entry: Entry, field: str, value: object) -> bool:
    try:
        attrs.evolve(entry, **{field: value})  # type: ignore[arg-type]  # any field
    except InvalidRecord:
        return False
    return True


def test_a_refusal_is_told_and_not_stored() -> None:
    document = (printed(3, 5), printed(4, 50))
    ledger = opened(20)
    same, error = ledger.submit(*document)
    assert type(error) is InsufficientBlanko
    assert same is ledger
    taken, error = ledger.post(counted(2, 90)).submit(*document)
    assert (error, in_store(taken, 9)) == (None, [35])


def test_a_document_is_judged_by_where_it_ends() -> None:
    lot: dict[str, Any] = {"on": may(2), "document": "BAST 1"}
    ledger = Ledger().post(
        Allocated(id="a-1", cards=1_500, **lot),
        Received(id="r-1", cards=1_500, **lot),
        printed(3, 1_400),
        counted(4, 100),
    )
    right: tuple[Entry, ...] = (
        *(back("r-1", 2), back("a-1", 2), back("c-4", 4)),
        Allocated(id="a-2", cards=1_600, **lot),
        Received(id="r-2", cards=1_600, **lot),
    )
    for document in itertools.permutations(right):
        corrected = ledger.post(*document, counted(4, 200, id="c-5"))
        assert in_store(corrected, 2, 3, 4) == [1_600, 200, 200]
        corrected.verify()
        assert pickle.loads(pickle.dumps(corrected)) == corrected
    refuses(ledger, *right[:3], error=InsufficientBlanko)
    why = "store on 2017-05-05: a count of fewer cards than none; enter first what arrived"
    assert why in refuses(opened(20), printed(5, 21), counted(5, 9))
    refuses(ledger, *right[:2], *right[3:], error=CountMismatch)
    refuses(ledger, *right, counted(4, 200, id="c-5"), printed(4, 1), error=CountMismatch)


def test_a_count_in_a_document_knows_what_the_document_says_of_earlier_days() -> None:
    ledger = opened(100).post(printed(5, 10))
    late = printed(4, 1, compensate=True)
    after = ledger.post(printed(6, 1), counted(9, 89), late, counted(10, 85))
    assert in_store(after, 4, 5, 6, 9, 10) == [99, 89, 88, 89, 85]


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([printed(3, 21)], "store would hold fewer cards than none"),
        ([counted(4, 20), printed(3, 1)], "store would hold another number than was counted"),
    ],
)
def test_entries_that_no_ledger_took_do_not_become_one(entries: list[Entry], why: str) -> None:
    again = opened(20).__reduce__()[0]
    assert callable(again)
    with pytest.raises(RefusedEntry, match=why):
        again([*opened(20), *entries])


# --- all or none -----------------------------------------------------------------------------


def test_many_documents_are_taken_or_none() -> None:
    ledger = opened(120)
    entries: list[Entry] = [printed(2, 10), counted(3, 100), closed(4), printed(5, 50)]
    assert in_store(ledger.post_all(documents(*entries)), 9) == [50]
    with pytest.raises(InsufficientBlanko):
        ledger.post_all(documents(*entries, printed(6, 51)))
    with pytest.raises(TypeError, match=r"Ledger.post: expected entries, found str"):
        ledger.post_all(documents(*entries, "Printed"))
    with pytest.raises(TypeError, match=r"expected documents of entries, found Printed"):
        ledger.post_all(entries)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        ledger.post_all(documents(*entries, error=ZeroDivisionError()))
    assert (list(ledger), ledger.closed_until, in_store(ledger, 9)) == ([*opened(120)], None, [120])
    assert ledger.post_all([]) is ledger.post() is ledger
    assert in_store(ledger.post_all([entries]), 9) == [50]


@pytest.mark.parametrize(
    "entries",
    [
        [counted(5, 100)],
        [back("c-4", 4)],
        [back("p-2", 6)],
        [back("p-3", 6)],
        [closed(9), reopened(may(3)), closed(20, "further")],
        [counted(5, 100), back("c-5", 5), counted(5, 90, id="again")],
        [printed(3, 2, "compensated", compensate=True)],
    ],
)
def test_nothing_of_a_refused_document_stays(entries: list[Entry]) -> None:
    ledger = opened(120).post(printed(2, 20), counted(4, 90), printed(3, 5, compensate=True))
    assert len(ledger.post(*entries)) > 4
    refuses(ledger, *entries, printed(50, 1_000, "too many"), error=InsufficientBlanko)
    assert in_store(ledger, 1, 2, 3, 4, 9) == [120, 100, 95, 90, 90]
    assert ledger.closed_until is None
    assert not any(ledger.is_reversed(entry.id) for entry in ledger)
    refuses(ledger, printed(4, 1), error=CountMismatch)
    assert len(ledger.post(*entries, printed(30, 1))) == len(entries) + 5


# --- what was known, and after which entry ---------------------------------------------------


def test_what_had_happened_and_what_was_known() -> None:
    ledger = opened(120).post(printed(2, 20, entered_on=may(8)), back("p-2", 9), printed(3, 5))
    for on, known_on, cards in ((2, 7, 120), (2, 8, 100), (3, 7, 120), (9, 8, 100), (9, 9, 115)):
        assert ledger.balance(STORE, on=may(on), known_on=may(known_on)) == cards
    morning = ledger.balance(STORE, on=may(2), known_on=may(8), moment=Moment.START_OF_DAY)
    assert morning == 120
    assert ledger.balance(POINT, on=may(2), known_on=may(8)) == 0


def test_the_balance_after_each_entry_of_a_day() -> None:
    ledger = opened(120).post(
        printed(5, 1, "a"), printed(5, 2, "b"), printed(3, 4, "c"), printed(5, 8, "d")
    )
    after = {entry.id: ledger.balance_after(entry.id, STORE) for entry in ledger}
    assert after == {"c-0": 120, "a": 115, "b": 113, "c": 116, "d": 105}
    assert ledger.balance_after("d", PRINTED) == 15
    assert ledger.balance_after("d", POINT) == 0


def test_a_document_may_go_back_to_earlier_days_of_a_place() -> None:
    """A lot of an earlier day counts for what is printed after it in the same document."""
    ledger = opened(10).post(printed(4, 5))
    lot: dict[str, Any] = {"on": may(2), "cards": 20, "document": "BAST 9"}
    entries: list[Entry] = [
        counted(9, 0, at=POINT),
        printed(5, 1),
        printed(6, 1),
        Allocated(id="a-9", **lot),
        Received(id="r-9", **lot),
    ]
    after = ledger.post(*entries, printed(2, 23, "late"))
    assert in_store(after, 1, 2, 4, 5, 6) == [10, 7, 2, 1, 0]
    message = refuses(ledger, *entries, printed(2, 24, "late"), error=InsufficientBlanko)
    assert message.startswith("store on 2017-05-06: 6 cards needed, 5 on hand")
