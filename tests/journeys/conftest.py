"""Whole kiosks, as for the faults."""

from tests.faults.conftest import dark, hall_database, hall_server, night, shipped_data, switch_on, walk, window

__all__ = ["dark", "hall_database", "hall_server", "night", "shipped_data", "switch_on", "walk", "window"]
