"""Stock cards of offices, read by what their rows say and posted to a ledger.

Where a change goes: a heading or a word `vocabulary`; headings and the places in them `headings`;
names and codes of places `points`; what a description makes of a figure `descriptions`; one row
`row`; which rows are sums `sheet`; ids and entries `posting`; what a corrected file changes
`corrections`; balances `balances`; the answer `outcome`; the function `rows`.
"""
