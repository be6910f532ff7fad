"""Files as people really make them, each with what it says: outlines and matrices."""
