"""A ledger as a value, and the proof that it was not changed."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable, Iterator

import pytest
from support.small_ledgers import (
    POINT,
    PRINTER,
    counted,
    documents,
    in_store,
    may,
    numbered,
    opened,
    printed,
    refuses,
    with_serials,
)

from dukcapil.blanko import (
    MINISTRY,
    OPENING,
    STORE,
    Allocated,
    Entry,
    Ledger,
    Place,
    Spoiled,
)
from dukcapil.blanko._columns import EntryColumns
from dukcapil.blanko._history import History
from dukcapil.blanko._journal import Journal
from dukcapil.errors import (
    InsufficientBlanko,
    LedgerError,
    RefusedEntry,
)

# --- the ledger as a value -------------------------------------------------------------------


def test_a_ledger_does_not_change() -> None:
    ledger = opened(120)
    later = ledger.post(printed(2, 20))
    other = ledger.post(printed(2, 30), printed(3, 1))
    assert [in_store(each, 9) for each in (ledger, later, other)] == [[120], [100], [89]]
    assert [len(each) for each in (Ledger(), ledger, later, other)] == [0, 1, 2, 3]
    assert later.post(printed(3, 1)) != other
    for name in ("keeps_serials", "_size", "other"):
        with pytest.raises(AttributeError):
            setattr(ledger, name, True)
    with pytest.raises(AttributeError):
        del ledger._size
    assert not hasattr(ledger, "__dict__")


def test_ledgers_of_the_same_entries_are_equal() -> None:
    ledger, again = opened(120).post(printed(2, 20)), opened(120).post(printed(2, 20))
    copies = (copy.copy(ledger), copy.deepcopy(ledger), pickle.loads(pickle.dumps(ledger)))
    assert {ledger, again, *copies} == {ledger}
    assert ledger != opened(120)
    assert Ledger() == Ledger()
    assert Ledger() != Ledger(serials=True)
    assert ledger not in {0, None, "Ledger(entries=2)"}
    assert ledger.__eq__(0) is NotImplemented
    assert repr(ledger) == "Ledger(entries=2)"


def test_a_ledger_is_read_like_a_sequence_of_entries_and_a_dictionary_of_ids() -> None:
    ledger = opened(120).post(printed(2, 20))
    assert [entry.id for entry in ledger] == ["c-0", "p-2"]
    assert ledger["p-2"] == printed(2, 20, entered_on=may(2))
    assert ["p-2" in ledger, "p-3" in ledger, 0 in ledger, printed(2, 20) in ledger] == [
        *(True, False, False, False)
    ]
    for question in (
        lambda: ledger["p-3"],
        lambda: ledger.is_reversed("p-3"),
        lambda: ledger.balance_after("p-3", STORE),
    ):
        with pytest.raises(KeyError, match="no entry has that id"):
            question()


@pytest.mark.parametrize("foreign", ["Printed", None, ("p-1", 3), STORE, Ledger()])
def test_what_is_no_entry_is_refused(foreign: object) -> None:
    ledger = opened(120)
    name = type(foreign).__name__
    for post in (ledger.post, ledger.submit):
        with pytest.raises(TypeError, match=f"Ledger.post: expected entries, found {name}"):
            post(printed(2, 20), foreign)  # type: ignore[arg-type]
    assert list(ledger) == list(opened(120))


def test_places_come_in_the_order_of_kinds_and_names() -> None:
    points = [Place.point(name) for name in "ab"]
    ledger = Ledger().post(
        *(counted(1, 9, at=at, id=str(at)) for at in (*reversed(points), PRINTER, STORE)),
        Spoiled(id="s-1", on=may(2), cards=1, at=points[0]),
    )
    assert ledger.places == (STORE, *points, PRINTER, Place.spoiled(points[0]), OPENING)
    assert Ledger().places == ()


def test_a_place_of_a_refused_entry_was_never_in_use() -> None:
    ledger = Ledger()
    refuses(ledger, printed(2, 20), error=InsufficientBlanko)
    assert ledger.places == ()


def test_a_place_is_not_in_use_because_somebody_asked() -> None:
    ledger = opened(120)
    ledger.balance(POINT, on=may(2), known_on=may(2))
    ledger.balance_after("c-0", PRINTER)
    assert ledger.places == (STORE, OPENING)


def test_documents_may_try_entries_on_the_same_ledger() -> None:
    ledger, tried = opened(120), []

    def trying() -> Iterator[list[Entry]]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield [printed(3, 5)]

    after = ledger.post_all(trying())
    assert [entry.id for entry in after] == ["c-0", "p-3"]
    assert in_store(tried[0], 9) == [100]


BROKEN_OFF = {
    "columns": (EntryColumns, "append"),
    "history": (History, "append"),
    "notes": (Journal, "_note"),
}


@pytest.mark.parametrize("serials", [False, True])
@pytest.mark.parametrize("place", BROKEN_OFF)
def test_a_document_that_is_broken_off_leaves_nothing(
    serials: bool,  # noqa: FBT001
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An interrupt in the middle of writing: no ledger shows any of it, and posting goes on."""
    before = numbered() if serials else opened(100)
    ledger = before.post(counted(5, 100))
    entry = with_serials(6, 1, 5) if serials else printed(6, 5, compensate=True)

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*BROKEN_OFF[place], broken_off)
        with pytest.raises(KeyboardInterrupt):
            ledger.post(entry)
    ledger.verify([before.digest, ledger.digest])
    assert in_store(ledger, 9) == [100]
    after = ledger.post(entry)
    assert in_store(after, 9) == [95]
    assert in_store(ledger, 9) == [100]
    assert len(before) == len(ledger) - 1
    assert ledger.post(*ledger) is ledger


def test_a_ledger_that_was_gone_on_from_another_way_has_a_digest_of_its_own() -> None:
    ledger = opened(50)
    one, other = ledger.post(printed(2, 5)), ledger.post(printed(2, 6))
    assert one.digest != other.digest
    assert other.digest == opened(50).post(printed(2, 6)).digest
    assert one != other


def test_documents_that_fail_leave_what_they_tried() -> None:
    ledger, tried = opened(120), []

    def failing() -> Iterator[list[Entry]]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield from documents(error=ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        ledger.post_all(failing())
    assert (in_store(ledger, 9), in_store(tried[0], 9)) == ([120], [100])


@pytest.mark.parametrize("cards", [5, 5_000])
def test_a_document_may_try_entries_on_the_same_ledger(cards: int) -> None:
    ledger, tried = opened(120), []

    def trying() -> Iterator[Entry]:
        tried.append(ledger.post(printed(2, 20, "tried")))
        yield printed(3, cards)

    after, failed = ledger, False
    try:
        after = ledger.post_all([trying()])
    except InsufficientBlanko:
        failed = True
    assert failed == (cards > 120)
    assert [entry.id for entry in after] == ["c-0", "p-3"][: len(after)]
    assert in_store(tried[0], 9) == [100]


def test_more_cards_than_there_are_people_are_taken() -> None:
    cards = 2**31
    ledger = Ledger().post(Allocated(id="a-1", on=may(2), cards=cards, document="BAST 1"))
    assert ledger.balance(MINISTRY, on=may(2)) == -cards


# --- proof -----------------------------------------------------------------------------------


def test_a_digest_stands_for_all_entries_up_to_there() -> None:
    ledger = opened(120)
    assert Ledger().digest == ""
    assert re.fullmatch("[0-9a-f]{64}", ledger.digest)
    later = ledger.post(printed(2, 20))
    later.verify()
    later.verify([ledger.digest, later.digest.upper()])
    Ledger().verify()
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        ledger.verify([later.digest])
    with pytest.raises(TypeError, match=r"verify.digests: expected several"):
        later.verify(later.digest)
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        opened(121).post(printed(2, 20)).verify([ledger.digest])


def _move(column: str, row: int, by: int | str) -> Callable[[Journal], None]:
    def change(journal: Journal) -> None:
        getattr(journal.columns, column)[row] += by

    return change


CHANGES: dict[str, Callable[[Journal], None]] = {
    **{name: _move(name, 1, 1) for name in ("on", "entered", "cards", "kind", "document")},
    "source": lambda journal: journal.columns.source.__setitem__(1, journal.number_of(POINT, 1)),
    "id": _move("ids", 1, "x"),
    "note": lambda journal: journal.columns.others[1].update(note="other"),
    "counted": lambda journal: journal.columns.others[0].update(counted_cards=121),
    "order": lambda journal: journal.columns.ids.reverse(),
}
MOVED = {"on", "cards", "kind", "source", "counted"}


@pytest.mark.parametrize("change", CHANGES)
def test_any_single_change_is_found(change: str) -> None:
    entry = printed(2, 20, entered_on=may(4), note="n")
    ledger = opened(120).post(entry, counted(9, 100, note="x", document="BA 7"))
    digest = copy.copy(ledger).digest
    CHANGES[change](ledger._journal)
    with pytest.raises(RefusedEntry, match="the ledger never had that digest"):
        ledger.verify([digest])
    if change in MOVED:
        with pytest.raises(LedgerError):
            ledger.verify()


def test_a_change_after_a_digest_was_made_is_found() -> None:
    ledger = opened(120).post(printed(2, 20, note="n"))
    digest = ledger.digest
    CHANGES["note"](ledger._journal)
    with pytest.raises(RefusedEntry):
        ledger.verify([digest])


def test_balances_that_do_not_follow_from_the_entries_are_found() -> None:
    ledger = opened(120).post(printed(2, 20))
    ledger.check_invariants()
    ledger._journal.histories[0].totals[-1] += 1
    with pytest.raises(RefusedEntry, match="the balances of store do not follow from the entries"):
        ledger.check_invariants()


def test_balances_that_do_not_sum_to_none_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger().post(Allocated(id="a-1", on=may(2), cards=5, document="BAST 1"))
    monkeypatch.setattr(History, "steps", lambda *_: [(may(2).toordinal(), 5)])
    with pytest.raises(RefusedEntry, match="the balances of all places do not sum to none"):
        ledger.check_invariants()
