"""The line to a GA 467 reader: frames, commands, statuses, one question at a time."""
