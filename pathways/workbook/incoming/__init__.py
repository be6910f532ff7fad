"""A workbook that comes from outside: let in, read, and compared with what was exported."""
