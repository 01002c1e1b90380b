"""Evaluate a district's Multi-Tiered System of Supports."""

__version__ = "0.1.0"
