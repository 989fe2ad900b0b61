"""Pages for everybody, and pages reached by signed links."""
