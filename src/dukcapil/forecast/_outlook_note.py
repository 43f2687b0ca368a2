"""Sentences below the table of an outlook: the answer, the assumptions, the exactness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dukcapil._shared.labels import Language
from dukcapil._shared.sentences import Part, Sentence
from dukcapil.distributions import Blocks, Common, Independent, Regimes, Unknown
from dukcapil.forecast._scenario import Interval, MonthlyAmount, Scenario, least
from dukcapil.forecast._schedule import greatest
from dukcapil.forecast._shown import in_language
from dukcapil.months import Month

__all__ = ["answer_of", "assumptions_of", "told"]


def answer_of(month: Month, *, cleared: str, out: str) -> Sentence:
    """Return the answer: what has happened by a month, with what probability."""
    return Sentence("forecast answer", month=str(month), cleared=cleared, out=out)


def assumptions_of(scenario: Scenario) -> Sentence:
    """Return what a scenario assumes."""
    return Sentence(
        "forecast assumes",
        blanks=_range(scenario.allocation_cards),
        replacements=_range(scenario.replacement_cards),
        joining=_range(scenario.newly_obliged_people),
        dependence=_DEPENDENT[type(scenario.dependence)][0],
    )


def told(sentence: Sentence, language: Language) -> str:
    """Return a sentence in a language."""
    return sentence if language == "en" else sentence.in_indonesian(_in_indonesian)


def _in_indonesian(part: Part) -> str:
    words = dict(_DEPENDENT.values())
    text = part if isinstance(part, str) else f"{part:,}"
    return words.get(text) or in_language(text, "id")


def _range(amounts: MonthlyAmount) -> str:
    """Return the least and the greatest amount of any month."""
    months = amounts if isinstance(amounts, Sequence) else (amounts,)
    return str(Interval(min(map(least, months)), max(map(greatest, months))))


_DEPENDENT: Final = {
    Independent: ("independent", "saling bebas"),
    Common: ("one draw for all", "satu undian untuk semua"),
    Blocks: ("one draw for each block", "satu undian per blok"),
    Regimes: ("good or poor for some time", "baik atau buruk untuk beberapa waktu"),
    Unknown: ("dependent in any way", "bergantung dengan cara apa pun"),
}
"""Words for each dependence, in English and Indonesian."""
