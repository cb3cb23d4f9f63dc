"""Sheets: reading people's CSV, XLSX and ODS files safely, and writing harmless ones."""
