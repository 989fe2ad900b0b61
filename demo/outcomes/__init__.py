"""The project as its public page tells it, loaded through the services that people use."""
