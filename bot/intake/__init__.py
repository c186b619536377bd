"""What Discord says becomes facts, one file a source; the same message gives the same fact whichever way it came."""
