"""The scripted visitor: drives the real app as a finger would, for tests, the headless demo and benchmarks.

The agreement with every part of a screen:

- a touchable widget exposes ``label`` (its visible text) and optionally ``name`` (a stable id); it grabs the
  touch on touch down when it is enabled and lets it pass when ``disabled``;
- a widget that only holds text exposes ``texts`` (a list of what it draws now);
- hidden means taken out of the tree, or opacity 0.
"""

from screens.walk.virtual_time import VirtualTime
from screens.walk.visitor import Walker, WalkError

__all__ = ["VirtualTime", "WalkError", "Walker"]
