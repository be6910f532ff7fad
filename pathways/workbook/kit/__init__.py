"""What every workbook is made with: pages, cells, looks, and the finished package."""
