"""``kiosk catalog``: prove packs, draw plans, search, and keep a machine on the catalogue of the hall."""
