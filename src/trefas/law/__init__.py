"""May I tell them, on which ground, and what must I write down? Pure: no Django, no clock, no database."""
