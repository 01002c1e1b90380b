"""Equity: whether groups of students fare alike."""
