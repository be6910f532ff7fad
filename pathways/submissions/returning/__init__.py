"""The workbook of a submission: exported, brought back, checked."""
