"""Before a visit decides what to do: invitation, first page, desks and ways."""
