"""What every room stands on: errors, units, configuration, canonical bytes."""
