"""Prompts spoken aloud: recorded clips where a hall has them, espeak-ng for the rest."""
