"""Seats that outstanding votes may still change: how many each list gets, with what probability."""
