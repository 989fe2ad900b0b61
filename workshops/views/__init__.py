"""Pages for everybody, pages reached by signed links, and those of organisers."""
