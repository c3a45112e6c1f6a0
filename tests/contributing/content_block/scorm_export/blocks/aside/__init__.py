"""A remark beside the text."""
