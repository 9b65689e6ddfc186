"""A component module that cannot be imported."""

raise RuntimeError("the author made a mistake")
