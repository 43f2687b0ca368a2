"""The optimisation behind plans."""
