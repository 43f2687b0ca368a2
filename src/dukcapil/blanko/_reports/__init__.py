"""Reports of a ledger."""
