post-text-missing = Write something.
post-text-too-long = The text has more than { $max } characters.
