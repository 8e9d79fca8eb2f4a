"""Second-generation resident ID card readers (GA 467) over a serial port, and one that is emulated."""
