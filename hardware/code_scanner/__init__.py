"""The code scanner: lines of untrusted text from a serial or keyboard-like 2D scanner, and its emulator."""
