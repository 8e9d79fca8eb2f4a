"""What the ticket printer puts on its roll, as plain values."""
