"""Releases of the catalogue on this machine: checked, kept whole, taken into use in one step, and taken back."""

from offline_cache.releases.shelf import Kept, Shelf
from offline_cache.releases.state import State

__all__ = ["Kept", "Shelf", "State"]
