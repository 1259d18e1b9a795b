"""Any of the rooms above in, context for a template or a serializer out."""
