"""The addresses of workbooks that leave and come home."""
