"""``kiosk backend``: the reference hall server and the machines it knows."""
