post-text-missing = Please write something.
post-text-too-long = The text has more than { $max } characters.
