"""Trading partners: enrolment, keys, and who is signed in."""
