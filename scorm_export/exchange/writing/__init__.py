"""The questions of a course's quizzes, written for other tools: what a format cannot carry is told, line by line."""
