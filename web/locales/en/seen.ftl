# What people see of each other, and of what waits for them.
front-more = Further organisations
