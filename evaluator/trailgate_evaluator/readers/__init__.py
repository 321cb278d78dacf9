"""What people bring, read into the parts of a document; no reader knows another."""
