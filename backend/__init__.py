"""The reference hall server: intake, dispatch by stage, queue numbers. SQLite out of the box, PostgreSQL by URL."""
