"""What goes to members in writing: explanations of benefits, as pages and as PDF."""
