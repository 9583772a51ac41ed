"""The demonstration: a made-up region, half-way through its year, and a mail server that delivers nowhere."""
