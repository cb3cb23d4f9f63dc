"""The identity of the sector: profiles of enterprises, drift, where pressure comes from, warnings."""
