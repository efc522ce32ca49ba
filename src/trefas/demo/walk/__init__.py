"""Walks a scenario over HTTP as its personas: the same pages, forms and refusals that people meet."""
