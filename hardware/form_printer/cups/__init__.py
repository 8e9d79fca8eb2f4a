"""A4 papers through a CUPS queue or straight to an IPP printer: messages, questions, states, the printer, its paper."""
