"""Pages of staff for administrators, a module for each page or what it does."""
