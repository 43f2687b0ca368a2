"""The law of deliveries: from months to distributions, with what the past leaves open."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import attrs
import pytest

from dukcapil import Month, Scenario
from dukcapil.distributions import Empirical, Independent, Mixture, Regimes
from dukcapil.errors import InvalidRecord
from dukcapil.forecast import Deliveries, DeliveryCase, delivery_law, outlook

START = Month(2019, 1)

PUBLISHED = {
    # Kota Bekasi; "allocation_per_month" and "received" as the press told them.
    Month(2019, 8): 500,  # beritabekasi.co.id/blanko-e-ktp-terbatas-...
    Month(2019, 9): 500,  # the same
    Month(2020, 11): 17_500,  # sindonews 242112, 23 November 2020: 15,000 to 20,000
    Month(2021, 11): 3_000,  # radarbekasi.id, 8 November 2021
    Month(2023, 8): 2_000,  # radarbekasi.id/?p=133893
    Month(2025, 12): 15_000,  # detik35.com, December 2025
}


def of(text: str) -> Deliveries:
    """A letter a month: good, poor, or a dot for a month that is not known."""
    amounts = {"g": 16_000, "p": 500}
    return delivery_law(
        {START + at: amounts[letter] for at, letter in enumerate(text) if letter in amounts}
    )


class TestEstimates:
    """By hand, and on a simulated chain."""

    def test_by_hand(self) -> None:
        law = of("ggppg.pg")
        assert law.poor_months == (START + 2, START + 3, START + 6)
        assert law.poor_share == Fraction(7, 16)
        # gg, gp, pp, pg, and pg after the gap: two of five are kept.
        assert law.stay == Fraction(5, 12)
        assert law.poor_share_between[0] < 3 / 7 < law.poor_share_between[1]
        assert law.stay_between[0] < 2 / 5 < law.stay_between[1]
        assert law == Deliveries(months=reversed(law.months))

    def test_a_month_is_poor_below_a_share_of_the_median(self) -> None:
        law = delivery_law({START + at: cards for at, cards in enumerate([49, 50, 100, 200, 300])})
        assert law.poor_below == Fraction(1, 2)
        assert law.poor_months == (START,)  # 50 is half of the median, and not below it

    def test_a_simulated_chain_lies_within_the_intervals(self) -> None:
        random = Random(20)  # noqa: S311  not for secrets
        inside = 0
        for _ in range(100):
            letters, kind = [], "g"
            for _ in range(120):
                letters.append(kind)
                if random.random() < {"g": 0.1, "p": 0.4}[kind]:
                    kind = "p" if kind == "g" else "g"
            low, high = of("".join(letters)).stay_between
            inside += low <= 0.8 * 0.9 + 0.2 * 0.6 <= high
        assert inside >= 88

    def test_published_deliveries_of_bekasi(self) -> None:
        law = delivery_law(PUBLISHED)
        assert [str(month) for month in law.poor_months] == ["2019-08", "2019-09"]
        assert law.stay == Fraction(3, 4)
        assert law.poor_share == Fraction(5, 14)


class TestAssumptions:
    """Fields of a scenario."""

    def test_the_middle_case(self) -> None:
        law = of("gggggpppgg")
        found = law.assumptions()
        assert found["dependence"] == Regimes(law.stay)
        assert found["allocation_cards"] == Mixture(
            [(Fraction(7, 22), Empirical([500] * 3)), (Fraction(15, 22), Empirical([16_000] * 7))]
        )

    def test_poor_cases_are_worse_for_those_who_wait(self) -> None:
        law = of("ggggggpppgggggggggpggggg")
        base = Scenario(
            start=Month(2021, 1),
            months=12,
            not_recorded_people=0,
            on_hand_cards=20_000,
            allocation_cards=0,
            replacement_cards=12_000,
        )
        chances = [
            outlook(attrs.evolve(base, **law.assumptions(case)), compare=False)
            .month_outlooks[-1]
            .stock_out_by.value
            for case in DeliveryCase
        ]
        assert chances == sorted(chances)
        assert chances[0] < chances[1] < chances[2]

    def test_kinds_that_alternate_are_independent(self) -> None:
        found = of("gpgpgpgpgp").assumptions()
        assert found["dependence"] == Regimes(Fraction(1, 2))

    def test_without_a_poor_month_there_is_no_shortage(self) -> None:
        for case in DeliveryCase:
            assert of("gggg").assumptions(case) == {
                "allocation_cards": Empirical([16_000] * 4),
                "dependence": Independent(),
            }
        assert str(of("gggg")).count("\n") == 1

    def test_months_apart_tell_nothing_of_runs(self) -> None:
        law = of("g.p.g")
        assert law.stay_between == (0.0, 1.0)
        assert law.stay == Fraction(1, 2)

    def test_what_it_refuses(self) -> None:
        for cards, share, field in (
            ({START: 5}, Fraction(1, 2), "months"),
            ({START: 5, START + 1: 5}, Fraction(0), "poor_below"),
        ):
            with pytest.raises(InvalidRecord, match=rf"Deliveries\.{field}: "):
                delivery_law(cards, poor_below=share)
        with pytest.raises(InvalidRecord, match=r"months: duplicate"):
            Deliveries(months=[(START, 1), (START, 2)])
        with pytest.raises(TypeError, match=r"expected a mapping of month to blanks, found list"):
            delivery_law([1, 2])  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"case: expected DeliveryCase"):
            of("gg").assumptions("poor")  # type: ignore[arg-type]
