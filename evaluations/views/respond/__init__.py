"""Where people answer."""
