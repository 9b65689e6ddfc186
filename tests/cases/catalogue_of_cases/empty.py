"""A component module without a component."""
