"""Sentences with figures in two languages; they are reached through problems alone."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date
from decimal import Decimal

import pytest

from dukcapil._shared.sentences import SENTENCES, Sentence  # no public function makes one alone
from dukcapil.coverage import parse_table
from dukcapil.residents import Problem, Problems

DAY = date(2020, 12, 31)
NAMED = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("kind", SENTENCES)
def test_both_languages_tell_the_same_figures(kind: str) -> None:
    english, indonesian = SENTENCES[kind]
    assert sorted(NAMED.findall(english)) == sorted(NAMED.findall(indonesian))
    has_words = re.search("[a-z]", NAMED.sub("", english))
    assert (english != indonesian) is bool(has_words)
    assert list(SENTENCES) == sorted(SENTENCES)


def test_numbers_have_the_separators_of_the_language_and_texts_stay() -> None:
    reason = Sentence(
        "percentage", printed="97,61", covered=19_530, obliged=20_100, computed=Decimal("97.16")
    )
    assert reason == "97,61 % is printed, but 19,530 of 20,100 is 97.16 %"
    problems = Problems([Problem(row=1, column="recorded_percent", reason=reason)])
    assert "97,61 % is printed, but 19,530 of 20,100 is 97.16 %" in problems.to_text()
    told = "tercetak 97,61 %, tetapi 19.530 dari 20.100 adalah 97,16 %"
    assert told in problems.to_text(language="id")
    assert told in problems.to_csv(language="id")
    assert problems.to_dicts()[0]["reason"] == str(reason)


def test_a_copy_speaks_both_languages() -> None:
    problem = Problem(
        row=1, column="", reason=Sentence("above whole", covered=1_001, obliged=1_000)
    )
    for again in (pickle.loads(pickle.dumps(problem)), copy.deepcopy(problem)):
        assert again == problem
        table = Problems([again]).to_text(language="id")
        assert "1.001 dari hanya 1.000 wajib KTP" in table


def test_a_failed_check_is_told_in_indonesian_with_its_words() -> None:
    figures = {"WKTP": 1000, "REKAM": 990, "BELUM REKAM": 11, "KTP": 900, "BELUM KTP": 99}
    parsed = parse_table([{"KODE": "32.75.01", **figures}], on=DAY)
    told = parsed.failed_checks.to_text(language="id")
    assert "sudah rekam 990 + belum rekam 11 = 1.001, tetapi wajib KTP 1.000" in told
    assert "memiliki KTP-el 900 + belum memiliki KTP-el 99 = 999, tetapi wajib KTP 1.000" in told


def test_no_failed_check_or_remark_of_a_table_is_left_in_english() -> None:
    rows: list[dict[str, object]] = [
        {"KODE": "32.75", "NAMA": "Bekasi", "WKTP": 100, "REKAM": 120, "% REKAM": "99"},
        {"KODE": "32.75.01", "NAMA": "Bekasi Timor", "WKTP": 50, "REKAM": 49, "% REKAM": ""},
        {"KODE": "32.75.02", "NAMA": "", "WKTP": 50, "REKAM": 49, "% REKAM": "1"},
        {"KODE": "32.75.03", "NAMA": "", "WKTP": 0, "REKAM": 0, "% REKAM": "1"},
        {"KODE": "32.75.04", "NAMA": "", "WKTP": "", "REKAM": "", "% REKAM": ""},
        {"KODE": "", "NAMA": "JUMLAH", "WKTP": 99, "REKAM": 98, "% REKAM": ""},
    ]
    with pytest.warns(match="covered of"):
        parsed = parse_table(rows, on=DAY)
    found = [*parsed.failed_checks, *(one for one in parsed.remarks if not one.advice)]
    assert len(found) >= 8
    assert all(isinstance(one.reason, Sentence) for one in found)
