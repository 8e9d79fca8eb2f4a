"""The lines a slip printer may hang on, each with our own time limits in both directions."""
