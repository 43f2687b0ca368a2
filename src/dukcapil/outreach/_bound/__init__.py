"""The bound of a plan: what visits are charged, and the shortest tours that they can be on."""
