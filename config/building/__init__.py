"""Reads what hall.toml says about the building: opening hours, floors, lifts and stairs, and proves the walks."""
