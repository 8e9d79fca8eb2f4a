"""An emulated slip printer with its cable, and everything that can go wrong with both, by name."""
