"""Pages as an OpenDocument spreadsheet, the form of public bodies and of LibreOffice."""
