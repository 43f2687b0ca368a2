"""Parts that every package uses: checks, values, keyed tables, rendering."""
