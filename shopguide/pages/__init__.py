"""The pages of ``shopguide.urls``; they work without JavaScript."""
