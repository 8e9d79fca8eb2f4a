"""From answers to the next question and to a plan."""
