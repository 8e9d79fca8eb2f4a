"""A4 papers: documents laid out as archival PDF, and printers that take them."""
