"""An office's stock cards, posted to a ledger."""
