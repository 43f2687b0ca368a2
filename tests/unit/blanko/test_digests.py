"""The bytes of digests, by their specification, and digests that never change."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import attrs
import pytest
from support.small_ledgers import KINDS, POINT, made, may, numbered, opened, printed

from dukcapil import InvalidRecord
from dukcapil.blanko import (
    STORE,
    Closed,
    Counted,
    Entry,
    Ledger,
    Place,
    Printed,
    Received,
    Reopened,
    Reversed,
    Serials,
    import_rows,
)
from dukcapil.errors import Fault, RefusedEntry

START = sha256(b"dukcapil.blanko digest 1").digest()


def by_hand(*entries: str) -> str:
    digest = START
    for entry in entries:
        digest = sha256(digest + entry.encode("utf-8")).digest()
    return digest.hex()


def test_the_bytes_are_those_of_the_specification() -> None:
    ledger = Ledger().post(
        Counted(id="c-1", on=may(1), at=POINT, counted_cards=9, actor='a "b" \\ c'),
        Printed(id="p-1", on=may(2), at=POINT, cards=2, note="caf\u00e9 \U0001f600"),
        Closed(id="z-1", on=may(3), until=may(2)),
    )
    assert ledger.digest == by_hand(
        '["Counted",{"actor":"a \\"b\\" \\\\ c","at":["point","32.75.99"],"counted_cards":9,'
        '"entered_on":"2017-05-03","id":"c-1","on":"2017-05-01"}]',
        '["Printed",{"at":["point","32.75.99"],"cards":2,"entered_on":"2017-05-03","id":"p-1",'
        '"note":"caf\u00e9 \U0001f600","on":"2017-05-02"}]',
        '["Closed",{"entered_on":"2017-05-03","id":"z-1","on":"2017-05-03","until":"2017-05-02"}]',
    )


def everything() -> Ledger:
    """Every kind of entry, with everything that can be said of one."""
    said: dict[str, Any] = {"lot": "L-1", "reason": "because", "actor": "A-1", "note": "n \u00fc"}
    full = [attrs.evolve(made(kind, id=kind.__name__), **said) for kind in KINDS]
    of_kind: dict[str, Entry] = {type(entry).__name__: entry for entry in full}
    ledger = opened(90).post(
        *(of_kind[name] for name in ("Allocated", "Received", "Spoiled", "Destroyed", "Printed"))
    )
    sent = attrs.evolve(of_kind["Distributed"], document="SJ 1")
    arrived = attrs.evolve(made(Received, id="arrived", to=POINT), document="SJ 1")
    ledger = ledger.post(sent, arrived)
    return ledger.post(
        of_kind["Returned"],
        of_kind["Lost"],
        Reversed(id="v", on=may(3), reverses="Lost", reason="found"),
        Counted(id="count", on=may(4), at=STORE, counted_cards=79),
        printed(3, 1, compensate=True, in_advance=True),
        Closed(id="close", on=may(6), until=may(4)),
        Reopened(id="open", on=may(6), until=may(3), reason="a late paper"),
    )


def test_digests_that_were_signed_verify_for_ever() -> None:
    everything().verify([PINNED["everything"]])
    numbered().verify([PINNED["serials"].upper()])
    assert everything().digest == PINNED["everything"]


PINNED = {
    "everything": "b35353e6a902c922e0709f1291d070a29cfa9e568efc6274a38a83156dde8f38",
    "serials": "1cb06260f7d32215bc3fdef94c1f013768321d36144e9ecff6c754cbbaa785d8",
}


@pytest.mark.parametrize(
    ("digests", "fault"),
    [([""], Fault.MISSING), (["12"], Fault.UNREADABLE), (["x" * 64], Fault.UNREADABLE)],
)
def test_what_is_no_digest_proves_nothing(digests: list[str], fault: Fault) -> None:
    with pytest.raises(InvalidRecord) as caught:
        opened(9).verify(digests)
    assert (caught.value.path, caught.value.reason) == ("verify", fault)
    with pytest.raises(RefusedEntry):
        Ledger().verify([START.hex()])
    with pytest.raises(TypeError, match=r"verify\.digests: expected str"):
        opened(9).verify([b"12"])  # type: ignore[list-item]


NOT_TEXTS = {
    "\ud83d\ude00": Fault.NOT_PLAIN,
    "\ud83d": Fault.NOT_PLAIN,
    "a\nb": Fault.NOT_PLAIN,
    "a\x85b": Fault.NOT_PLAIN,
    "a\u2028b": Fault.NOT_PLAIN,
    "e\u0301": Fault.NOT_PLAIN,
    " ": Fault.MISSING,
    "\u00a0": Fault.MISSING,
}


@pytest.mark.parametrize("text", NOT_TEXTS)
def test_texts_that_do_not_print_or_are_blank_are_refused(text: str) -> None:
    for kind in KINDS:
        fields = ["id", "document", "lot", "reason", "actor", "note"]
        for field in [*fields, *(["reverses"] if kind is Reversed else [])]:
            with pytest.raises(InvalidRecord) as caught:
                made(kind, **{field: text})
            assert (caught.value.field, caught.value.reason) == (field, NOT_TEXTS[text])
            assert text.strip() == "" or text not in str(caught.value)
    with pytest.raises(InvalidRecord) as caught:
        Place.point(text)
    assert (caught.value.field, caught.value.reason) == ("name", NOT_TEXTS[text])
    with pytest.raises(InvalidRecord):
        import_rows(Ledger(), [], document=text)


@pytest.mark.parametrize("text", ["\U0001f600", "\u00e9", "Kec. Suruh", "\u00a0x"])
def test_texts_in_other_letters_are_taken(text: str) -> None:
    assert made(Printed, note=text).note == Place.point(text).name == text


def test_an_import_reads_texts_as_the_books_have_them() -> None:
    rows = [
        {"Tgl": "2 Mei 2017", "Uraian": "Terima dari Ditjen", "Masuk": 9, "No. BAST": number}
        for number in ("BAST\n 1", "Cafe\u0301", "x\x07")
    ]
    book = import_rows(Ledger(), rows, document="Buku")
    assert [entry.document for entry in book.entries[::2]] == ["BAST 1", "Caf\u00e9"]
    assert [problem.reason for problem in book.problems] == [Fault.NOT_PLAIN]


def test_serials_are_ranges() -> None:
    lot = '"document":"BAST 1","entered_on":"2017-05-02"'
    numbers = '"serials":[[1,100]]'
    assert Serials(1, 100)
    assert numbered().digest == by_hand(
        f'["Allocated",{{"cards":100,{lot},"id":"a-1","on":"2017-05-01",{numbers}}}]',
        f'["Received",{{"cards":100,{lot},"id":"r-1","on":"2017-05-02",{numbers}}}]',
    )
