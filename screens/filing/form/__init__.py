"""The one form: blanks, keyboards and pickers."""
