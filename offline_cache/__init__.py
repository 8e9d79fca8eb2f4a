"""What the machine remembers: encrypted outbox, courier, hall client, number blocks and the technicians' journal."""
