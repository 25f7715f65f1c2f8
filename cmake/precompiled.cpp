// A target has a source file; what this one makes is the header.
