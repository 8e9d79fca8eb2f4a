"""Leaving: papers, belongings, goodbye, and the calm screen after a surprise."""
