"""Revisions: why a published figure is another now."""
