"""Chronos-2, a pretrained time-series forecaster (upstream: chronos-forecasting)."""
