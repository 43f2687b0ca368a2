"""Rules that a plan keeps besides opening days: whom a crew can serve, and what must be met."""
