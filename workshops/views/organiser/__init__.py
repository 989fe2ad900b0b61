"""The organisers' desk, a module for each of its pages' nouns."""
