"""The rulebook: dated files that people read and sign, loaded into frozen kernel values."""
