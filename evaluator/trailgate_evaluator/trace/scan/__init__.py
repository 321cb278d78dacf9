"""Records told by their text, in WebAssembly: where each stands, what is looked at in it, and what identifies it."""
