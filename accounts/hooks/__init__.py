"""What accounts offer to the registries of the portal."""
