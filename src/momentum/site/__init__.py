"""The front door: settings, URL map, navigation, design, health and the command line."""
