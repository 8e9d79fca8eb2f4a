"""Second-generation resident ID card readers (GA 467) over a serial port, and one that is emulated.

A small library of its own; ``README.md`` beside this file has an example of ten lines. The driver is
``driver.SerialCardReader``, the emulated reader ``desk.EmulatedDesk``, the bytes on the line ``wire``.
"""
