"""The commands behind the buttons; each takes a Session and returns an Answer. The registry names them."""
