"""How everything looks and reads: type, colours, sizes, sentences."""
