"""What is known of a person during one visit, and how little of it is ever shown."""
