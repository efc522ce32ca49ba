"""All HTTP and HTML."""
