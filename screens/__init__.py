"""Draws one step of a visit and returns a touch; Kivy lives here and nowhere else."""
