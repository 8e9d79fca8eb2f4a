"""Signed releases of the catalogue, handed out as the publisher wrote them."""
