"""Lists of people read from spreadsheets and written back: pure, without Django, clock or database.

Read: `reading.read_table` → `columns.map_columns` → `people.read_people`. Write: `writing`.
"""
