"""The work of a visit: questions, cards, the one form, papers, handing in."""
