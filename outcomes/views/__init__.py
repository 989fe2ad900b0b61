"""Pages of outcomes: public ones, and those of managers."""
