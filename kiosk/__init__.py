"""The thinking of one visit: standard library only, no window, no wires, no SQL, no HTTP."""

__version__ = "0.1.0"
