"""The data an official keeps, as frozen values: items, materials, departments, scenarios, questions, fields."""
