"""Devices by themselves and their emulators, from the command line."""
