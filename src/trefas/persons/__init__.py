"""Persons as one room knows them: there is no global person, and nothing here tells what another room holds."""
