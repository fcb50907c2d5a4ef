"""Paired measurement: what is compared runs side by side, and differences come with intervals."""
