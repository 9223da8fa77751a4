"""Decision Register: publishes decision notices as an accessible, searchable static site."""

__version__ = "0.1.0"
