"""Which ports there are, what hangs on each, and how a device keeps its name when ttyUSB0 becomes ttyUSB1."""
