"""From questions to the plan."""
