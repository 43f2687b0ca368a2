"""Suppression of small counts: what `suppress` of every table shares.

`complements` chooses what to blank besides small counts; `tables` holds the question and the
answers.
"""
