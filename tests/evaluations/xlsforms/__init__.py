"""XLSForm by module, without a database."""
