"""Typst templates; a package so that an installation carries them."""
