"""Settings of one machine and the data a hall edits, read strictly and reported all at once."""
