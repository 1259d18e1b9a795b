"""Making a reranker's weights."""
