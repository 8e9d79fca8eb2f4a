"""What is printed on the roll: the queue ticket and the plan in short."""
