"""Tests that need databases of their own."""
