"""Releases of the catalogue: signing them at the desk, taking them into use at the machine."""
