"""A version that was sent: its findings, its steps, and a workbook that comes back."""
