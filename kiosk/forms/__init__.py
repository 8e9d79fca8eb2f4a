"""The one form: fields asked once, checked, prefilled from a card, and laid out as documents."""
