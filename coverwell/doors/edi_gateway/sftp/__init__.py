"""SFTP: the way trading partners drop files and fetch answers."""
