"""Workbooks as offices keep them, made with the truth that they tell."""
