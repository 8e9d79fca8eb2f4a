"""Bytes and wires: ports, the ID card reader, the printers, and the emulators that ship with the product."""
