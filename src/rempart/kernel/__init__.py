"""What every room stands on: who may know, what may change, and the proof of both."""
