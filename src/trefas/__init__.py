"""Trefas: police, social services and probation follow the same people without opening each other's files."""
