"""Places in tables: the words of `str`, and those of the other language."""

from __future__ import annotations

import pytest
from support.ledger_histories import PLACES

from dukcapil._shared.labels import value_label  # as tables write cells
from dukcapil.blanko import SPOILED, STORE, Blank, Place
from dukcapil.blanko._reports.moves import place_words  # the cells of reports

POINT = Place.point("33.22.04")


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_english_words_are_those_of_the_place(place: Place) -> None:
    assert place_words(place) == str(place) == value_label(place_words(place), "en")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (STORE, "gudang"),
        (SPOILED, "rusak"),
        (POINT, "titik layanan 33.22.04"),
        (Place.transit("SJ 1"), "dalam perjalanan SJ 1"),
        (Place.spoiled(POINT), "rusak di titik layanan 33.22.04"),
        (STORE.of(Blank.FOREIGNER), "gudang (WNA)"),
        (Place.spoiled(POINT).of(Blank.FOREIGNER), "rusak di titik layanan 33.22.04 (WNA)"),
    ],
    ids=str,
)
def test_indonesian_words_are_translated_inside(place: Place, words: str) -> None:
    assert value_label(place_words(place), "id") == words
