"""The blind link: pseudonyms and the keys that make them."""
