"""Joins the rooms: chooses devices, opens the stores, starts the courier. Nobody imports this but the command line."""
