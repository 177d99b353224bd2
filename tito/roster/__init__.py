"""Who takes the course: from the registrar's file to the gradebook, and to the exchange for extensions."""
