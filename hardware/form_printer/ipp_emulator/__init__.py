"""An A4 printer made of software: real IPP over real HTTP, with faults by name."""
