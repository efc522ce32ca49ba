"""Events and areas, never persons: what can honestly be said of a method. Pure: no Django."""
