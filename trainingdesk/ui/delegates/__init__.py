"""How cells of tables are drawn where plain text is not enough."""
