"""Pages reached by a personal link, and the way to register."""
