"""Match each item with its counterpart."""
