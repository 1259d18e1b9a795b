"""What ``shopguide_evaluate`` measures, a module for each task."""
