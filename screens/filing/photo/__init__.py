"""Photographing a paper: the live picture, the corners by hand, the pages taken."""
