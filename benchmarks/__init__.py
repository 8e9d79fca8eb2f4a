"""Speed and memory, always as ratios or medians of one run on one machine; never asserted in a test."""
