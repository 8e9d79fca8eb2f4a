"""Queue slips: a ticket as ESC/POS bytes, the printer on its port, and an emulator that draws what it got."""
