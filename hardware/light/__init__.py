"""Guide lamps: which device a citizen needs now, shown by a light at it."""
