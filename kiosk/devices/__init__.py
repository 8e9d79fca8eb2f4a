"""What devices can say and what is brought from them to a visit; drivers live elsewhere."""
