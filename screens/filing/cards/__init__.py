"""Whose card, laying it down, and confirming what was read."""
