"""What a visit asks of the world: every call returns at once, the answer comes through the inbox."""
