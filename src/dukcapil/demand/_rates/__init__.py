"""Uncertain rates: what they are made of, and the counts that come of them."""
