"""Texts of records print on one line, and are the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest
from support.office_rows import problems, read, row
from support.people import person

from dukcapil import InvalidRecord
from dukcapil.cards import CardLost
from dukcapil.errors import Fault
from dukcapil.events import Event
from dukcapil.recording import BiometricsCaptured
from dukcapil.residents import Snapshot

DAY = date(2020, 5, 4)
SOMEONE = person(1, date(1990, 1, 1))
RECORDED = BiometricsCaptured(id="e-1", nik=SOMEONE.nik, occurred_on=DAY, entered_on=DAY)
LOST = CardLost(id="e-2", nik=SOMEONE.nik, occurred_on=DAY, entered_on=DAY, card="c-1")
MADE: dict[tuple[str, str], Callable[[str], object]] = {
    ("BiometricsCaptured", "id"): lambda text: changed(RECORDED, "id", text),
    ("BiometricsCaptured", "supersedes"): lambda text: changed(RECORDED, "supersedes", text),
    ("CardLost", "card"): lambda text: changed(LOST, "card", text),
    ("Resident", "name"): lambda text: attrs.evolve(SOMEONE, name=text),
    ("Snapshot", "key"): lambda text: Snapshot(resident=SOMEONE, entered_on=DAY, key=text),
}
UNFIT = ["a\nb", "a\rb", "a\tb", "a\x1b[2J", "a\x7f", "a\x85b", "a\u2028b", "a\ud800", "e\u0301"]


def changed(event: Event, field: str, text: str) -> Event:
    fields: dict[str, Any] = {field: text}
    return attrs.evolve(event, **fields)


@pytest.mark.parametrize(("owner", "field"), MADE)
@pytest.mark.parametrize("text", UNFIT, ids=ascii)
def test_what_does_not_print_is_refused_unseen(owner: str, field: str, text: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        MADE[owner, field](text)
    assert (caught.value.path, caught.value.field) == (owner, field)
    assert caught.value.reason is Fault.NOT_PLAIN
    assert text not in str(caught.value)


@pytest.mark.parametrize(("owner", "field"), MADE)
@pytest.mark.parametrize("text", ["Siti Nur'aini", "\u00e9toile", "e-1/2"])
def test_what_prints_is_taken(owner: str, field: str, text: str) -> None:
    assert getattr(MADE[owner, field](text), field) == text


def test_names_of_cells_come_to_one_line() -> None:
    cells = row(NAMA="  SITI \n NUR\tHALIZA\u00a0")
    (someone,) = read(cells).residents
    assert someone.name == "SITI NUR HALIZA"
    assert problems(row(NAMA="SITI\x1b[2J"))[0][-1] is Fault.NOT_PLAIN
