"""Template tags: `{% load trefas %}` loads them all."""
