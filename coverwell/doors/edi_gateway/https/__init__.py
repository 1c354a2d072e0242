"""HTTPS: the envelopes of CAQH CORE (MIME, SOAP and REST) around the same exchange."""
