"""What pages share: the screen, components, widgets, the map component, downloads."""
