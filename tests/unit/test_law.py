"""The law as data: what a citation says, where its text stands, how sure it is."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from datetime import date

import attrs
import pytest

from dukcapil import law
from dukcapil.law import Certainty, Citation, Instrument
from dukcapil.wajib_ktp import Ground

ACT = Instrument(kind="UU", number="23", year=2006, title="Population Administration")
PUBLISHED = {
    "UU 24/2013 Pasal 63 ayat (1)": (law.WAJIB_KTP, Certainty.QUOTED),
    "UU 24/2013 Pasal 64 ayat (7)": (law.CARD_VALIDITY, Certainty.QUOTED),
    "UU 23/2006 Pasal 63 ayat (6)": (law.ONE_CARD, Certainty.QUOTED),
    "Perpres 96/2018 Pasal 14": (law.CARD_ISSUE, Certainty.QUOTED),
    "Perpres 96/2018 Pasal 22": (law.CARD_OUTSIDE_DOMICILE, Certainty.QUOTED),
    "PP 40/2019 Pasal 30 ayat (2)": (law.NIK_FOR_LIFE, Certainty.REPORTED),
    "PP 40/2019 Pasal 32 ayat (2)": (law.NIT_EQUALS_NIK, Certainty.REPORTED),
    "UU 23/2006 Pasal 84": (law.PROTECTED_DATA, Certainty.REPORTED),
    "UU 27/2022 Pasal 4": (law.PERSONAL_DATA, Certainty.QUOTED),
    "Kepmendagri 300.2.2-2138/2025": (law.REGION_CODES, Certainty.REPORTED),
}


@pytest.mark.parametrize("text", PUBLISHED)
def test_a_citation_reads_as_it_is_usually_written(text: str) -> None:
    citation, certainty = PUBLISHED[text]
    assert str(citation) == text
    assert citation.certainty is certainty


@pytest.mark.parametrize(
    ("article", "paragraph", "text"),
    [
        ("95A", None, "UU 23/2006 Pasal 95A"),
        ("64", "7", "UU 23/2006 Pasal 64 ayat (7)"),
        (None, None, "UU 23/2006"),
    ],
)
def test_article_and_paragraph_are_said_where_there_are_any(
    article: str | None, paragraph: str | None, text: str
) -> None:
    citation = Citation(instrument=ACT, article=article, paragraph=paragraph, title="A rule.")
    assert str(citation) == text


def test_every_citation_of_the_module_is_in_the_list_once() -> None:
    found = [value for _, value in inspect.getmembers(law) if isinstance(value, Citation)]
    assert set(found) == set(law.CITATIONS)
    assert len(set(law.CITATIONS)) == len(law.CITATIONS) == len(PUBLISHED)
    assert {str(citation) for citation in law.CITATIONS} == set(PUBLISHED)


def test_every_ground_rests_on_a_citation_of_the_list() -> None:
    for ground in Ground:
        assert ground.citations
        assert set(ground.citations) <= set(law.CITATIONS)


@pytest.mark.parametrize("citation", law.CITATIONS, ids=str)
def test_a_citation_states_its_rule_in_one_sentence(citation: Citation) -> None:
    assert re.fullmatch(r"[A-Z0-9][^.]+\.", citation.title)
    assert citation.instrument.title


@pytest.mark.parametrize("citation", law.CITATIONS, ids=str)
def test_acts_and_regulations_have_the_address_of_their_very_text(citation: Citation) -> None:
    instrument = citation.instrument
    assert citation.address == instrument.address
    if instrument.kind in {"UU", "PP"}:
        page = f"{instrument.kind}-no-{instrument.number}-(tahun-)?{instrument.year}".lower()
        assert re.fullmatch(
            rf"https://peraturan\.bpk\.go\.id/Details/[0-9]+/{page}", citation.address or ""
        )
    else:
        assert citation.address is None


def test_the_age_of_the_first_article_is_17() -> None:
    assert law.OBLIGED_AGE == 17
    assert "17" in law.WAJIB_KTP.title


@pytest.mark.parametrize("certainty", Certainty)
def test_a_certainty_is_text_that_explains_itself(certainty: Certainty) -> None:
    assert str(certainty) == certainty.value
    assert "source" in certainty or "reports" in certainty


@pytest.mark.parametrize("citation", law.CITATIONS, ids=str)
def test_a_citation_is_a_value(citation: Citation) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(citation, protocol)) == citation
    assert {citation, copy.copy(citation), copy.deepcopy(citation)} == {citation}


@pytest.mark.parametrize("field", ["article", "certainty", "title", "address"])
def test_a_citation_cannot_be_changed(field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(law.WAJIB_KTP, field, "64")
    assert str(law.WAJIB_KTP) == "UU 24/2013 Pasal 63 ayat (1)"


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", 23), ("number", 23), ("year", "2006"), ("year", True), ("title", None)],
)
def test_an_instrument_takes_only_the_types_it_names(field: str, value: object) -> None:
    with pytest.raises(TypeError, match=rf"Instrument\.{field}: expected \w+, found \w+"):
        attrs.evolve(ACT, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("instrument", "UU 23/2006"),
        ("title", 63),
        ("certainty", "quoted"),
        ("article", 63),
        ("paragraph", date(2006, 1, 1)),
    ],
)
def test_a_citation_takes_only_the_types_it_names(field: str, value: object) -> None:
    with pytest.raises(TypeError, match=rf"Citation\.{field}: expected \w+, found \w+"):
        attrs.evolve(law.WAJIB_KTP, **{field: value})  # type: ignore[arg-type]


def test_an_address_is_text_or_none() -> None:
    assert attrs.evolve(ACT, address="https://example.org/act").address is not None
    with pytest.raises(TypeError, match=r"Instrument\.address: expected str, found int"):
        attrs.evolve(ACT, address=40202)  # type: ignore[arg-type]
