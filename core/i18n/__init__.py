"""Languages, numbers and days as the reader's language writes them."""
