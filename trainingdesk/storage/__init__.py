"""Every line of SQL of a desk."""
