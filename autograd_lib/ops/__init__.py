"""The operations: a function, directly followed by its gradient rule."""
