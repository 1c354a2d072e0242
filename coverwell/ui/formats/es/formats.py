"""The month comes first, as the forms take it: 11/12/2026 must not mean two days on one site."""

SHORT_DATE_FORMAT = "m/d/Y"
SHORT_DATETIME_FORMAT = "m/d/Y H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
