"""The exercises of the lessons, one module each: `lesson_02` holds 02.1, 02.2, ..."""
