"""Tests are sentences, on real files and real sockets; factories come from `tests.factories`."""
