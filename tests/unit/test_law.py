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
AMENDED = "UU 23/2006 sebagaimana diubah dengan UU 24/2013"
PUBLISHED = {
    f"Pasal 63 ayat (1) {AMENDED}": (law.WAJIB_KTP, Certainty.QUOTED),
    f"Pasal 64 ayat (7) {AMENDED}": (law.CARD_VALIDITY, Certainty.QUOTED),
    "Pasal 63 ayat (6) UU 23/2006": (law.ONE_CARD, Certainty.QUOTED),
    f"Pasal 101 huruf c {AMENDED}": (law.PRINTED_END, Certainty.QUOTED),
    f"Pasal 63 ayat (4) {AMENDED}": (law.PERMIT_REPORT, Certainty.QUOTED),
    f"Pasal 64 ayat (9) {AMENDED}": (law.LOSS_REPORT, Certainty.QUOTED),
    "Pasal 20 ayat (1) UU 23/2006": (law.LIMITED_STAY, Certainty.REPORTED),
    "Pasal 14 Perpres 96/2018": (law.CARD_ISSUE, Certainty.QUOTED),
    "Pasal 22 Perpres 96/2018": (law.CARD_OUTSIDE_DOMICILE, Certainty.QUOTED),
    "Pasal 28 ayat (5) Perpres 96/2018": (law.LIMITED_STAY_PROCEDURE, Certainty.REPORTED),
    "Pasal 20 Permendagri 108/2019": (law.MOVED_IN, Certainty.QUOTED),
    "Pasal 30 ayat (2) PP 40/2019": (law.NIK_FOR_LIFE, Certainty.QUOTED),
    "Pasal 15 ayat (3) Permendagri 108/2019": (law.NIK_AFTER_CORRECTION, Certainty.QUOTED),
    "Pasal 32 ayat (2) PP 40/2019": (law.NIT_EQUALS_NIK, Certainty.REPORTED),
    f"Pasal 84 {AMENDED}": (law.PROTECTED_DATA, Certainty.REPORTED),
    "Pasal 4 UU 27/2022": (law.PERSONAL_DATA, Certainty.QUOTED),
    "Pasal 4 ayat (3) UU 27/2022": (law.IDENTIFYING_DATA, Certainty.QUOTED),
    "Kepmendagri 300.2.2-2138/2025": (law.REGION_CODES, Certainty.REPORTED),
}


@pytest.mark.parametrize("text", PUBLISHED)
def test_a_citation_is_formal(text: str) -> None:
    citation, certainty = PUBLISHED[text]
    assert str(citation) == text
    assert citation.certainty is certainty


@pytest.mark.parametrize(
    ("article", "paragraph", "text"),
    [
        ("95A", None, "Pasal 95A UU 23/2006"),
        ("64", "7", "Pasal 64 ayat (7) UU 23/2006"),
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
    instrument = citation.amended_by or citation.instrument
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


def test_the_deadlines_are_those_of_their_articles() -> None:
    assert (law.PERMIT_REPORT_DAYS, law.LOSS_REPORT_DAYS) == (30, 14)
    assert f"{law.PERMIT_REPORT_DAYS} days before" in law.PERMIT_REPORT.title
    assert f"within {law.LOSS_REPORT_DAYS} days" in law.LOSS_REPORT.title


def test_no_article_is_cited_from_the_act_that_amends() -> None:
    amending = {citation.amended_by for citation in law.CITATIONS} - {None}
    assert amending
    assert not amending & {citation.instrument for citation in law.CITATIONS}


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
    assert str(law.WAJIB_KTP) == f"Pasal 63 ayat (1) {AMENDED}"


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
        ("amended_by", "UU 24/2013"),
    ],
)
def test_a_citation_takes_only_the_types_it_names(field: str, value: object) -> None:
    with pytest.raises(TypeError, match=rf"Citation\.{field}: expected \w+, found \w+"):
        attrs.evolve(law.WAJIB_KTP, **{field: value})  # type: ignore[arg-type]


def test_an_address_is_text_or_none() -> None:
    assert attrs.evolve(ACT, address="https://example.org/act").address is not None
    with pytest.raises(TypeError, match=r"Instrument\.address: expected str, found int"):
        attrs.evolve(ACT, address=40202)  # type: ignore[arg-type]
