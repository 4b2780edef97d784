"""The language of a form's rules: `syntax` reads an expression, `running` makes functions of it."""
