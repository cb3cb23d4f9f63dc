"""From measures to what a page shows: pictures with their words and tables, protected for everybody's eyes."""
