"""The document engine: Typst, DOCX, charts, maps, French typography. It knows no room."""
