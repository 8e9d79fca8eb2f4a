"""One person at the machine, from the first touch to goodbye."""

from kiosk.visit.state import World
from kiosk.visit.visit import Visit

__all__ = ["Visit", "World"]
