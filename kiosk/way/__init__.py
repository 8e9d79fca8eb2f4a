"""The building as drawn by the hall: floors, the walk from this machine, opening hours."""
