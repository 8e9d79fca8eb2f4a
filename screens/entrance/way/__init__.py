"""Parts of the page that shows the way: the list of places, the floor picture, what is told beside it."""
