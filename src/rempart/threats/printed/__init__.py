"""The printed month, part by part; `threats/documents.py` binds the parts."""
