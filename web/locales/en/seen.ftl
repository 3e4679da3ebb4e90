# What people see of each other, and of what waits for them.
front-more = Further organisations

## What becomes of drafts
notification-handed-in = has handed in, and asks you to read it:
notification-sent-back = has sent your draft back with a word about it:
notification-approved = has published what you handed in:
