"""The fictional city of Vidhamn and its people. Installed only where TREFAS_DEMO is set; never in production."""
