"""Entered counts: dated figures of a place that no incident carries, such as people displaced."""
