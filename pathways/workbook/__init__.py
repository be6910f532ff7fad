"""Excel workbooks: the only user of openpyxl.

Import it where a workbook is written or read, not at the top of a module that
every request needs: openpyxl takes a noticeable part of the start.
"""
