# The page of places
office-title = Manage
office-own = For you
office-organisation = Our organisation
office-node = This node
place-followers = Followers
place-followers-hint = Who reads us, and how to send somebody away.
place-following = Following
place-following-hint = Whose articles we read, and how to follow somebody.
place-deliveries = Deliveries
place-deliveries-hint = What is on its way to other servers, and what did not arrive.
place-blocks = Blocks
place-blocks-hint = Servers and people from whom nothing is taken.
