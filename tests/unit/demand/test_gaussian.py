"""Equal shares of a normal variable: their means and variances."""

from __future__ import annotations

from statistics import NormalDist, fmean

import pytest

from dukcapil.demand._rates.gaussian import shares_of_normal

NORMAL = NormalDist()


@pytest.mark.parametrize("number", [1, 2, 3, 8])
def test_shares_of_a_normal_variable_make_it_up(number: int) -> None:
    """The variance of all is that within the shares and that between them."""
    edges = [NORMAL.inv_cdf(at / number) for at in range(1, number)]
    shares = shares_of_normal(edges)
    assert len(shares) == number
    assert fmean(mean for mean, _ in shares) == pytest.approx(0, abs=1e-12)
    assert fmean(variance + mean**2 for mean, variance in shares) == pytest.approx(1)
    assert all(0 < variance <= 1 for _, variance in shares)


def test_a_share_is_as_its_quantiles_have_it() -> None:
    edges = [NORMAL.inv_cdf(at / 4) for at in range(1, 4)]
    steps = 200_000
    for number, (mean, variance) in enumerate(shares_of_normal(edges)):
        values = [NORMAL.inv_cdf((number + (at + 0.5) / steps) / 4) for at in range(0, steps, 50)]
        middle = fmean(values)
        assert mean == pytest.approx(middle, abs=1e-3)
        assert variance == pytest.approx(fmean((one - middle) ** 2 for one in values), abs=5e-3)
