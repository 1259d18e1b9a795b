"""What shoppers do and agree to: recorded once, forgotten when asked."""
