"""Methods (Trefas, SIG, ...) as data and the engine that reads them. Pure: no Django, no clock, no database."""
