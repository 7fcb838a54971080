"""What desks may ask the centre for over the network, one file for each thing they ask about (SYNC 2.7)."""
