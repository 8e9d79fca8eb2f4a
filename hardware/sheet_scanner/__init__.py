"""A sheet scanner through SANE: draws the pages in one after another; the same contract as the document camera."""
