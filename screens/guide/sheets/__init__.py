"""What is unfolded over the plan: an item, the reasons behind a paper or a number, and what to print."""
