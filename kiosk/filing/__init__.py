"""What is handed in: the bundle with its attachments, how it is signed, what the hall answers."""
