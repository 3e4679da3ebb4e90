# What others write and do, and what we do with it

act-like = Like
act-boost = Boost
act-answer = Answer
act-as = As { $what }
act-needs-approval = In your organisation, what is said in its name is approved first. Do this in your own name.
act-in-the-name-of = In the name of
answer-title = Answer { $what }
answer-whole = To the whole conversation
answer-text = Your answer
answer-text-hint = Markdown, at most 5,000 characters. Everybody can read it.
answer-text-hint-not-public = Markdown, at most 5,000 characters. Only those read it who may read what you answer.
told-boosted-by = Boosted by
told-not-public = Not for everybody: it cannot be boosted, and an answer is only for those who read it.

home-filter-all = All
home-filter-me = Me

notifications-read = Mark all as read
notifications-empty = Nothing new. When somebody answers you, likes what you wrote or begins to follow you, it stands here.
notification-new = new
notification-answer = answers:
notification-mention = mentions you:
notification-follower = follows you from now on.
notification-accepted = has accepted: what they write comes to your home page from now on.
notification-like = { $n ->
    [0] likes this:
    [one] and { $n } more like this:
   *[other] and { $n } more like this:
}
notification-boost = { $n ->
    [0] boosts this:
    [one] and { $n } more boost this:
   *[other] and { $n } more boost this:
}

lookup-lead = People, organisations and their posts on every server of the fediverse.
lookup-label = Find somebody or a post
lookup-hint = An address such as @name@server.example, or the link to a profile or a post.
lookup-button = Find
lookup-nothing = Nothing was found under this address. Write it like @name@server.example, or paste the link to a profile or a post.

remote-deleted = This account does not exist any more.
remote-origin = Profile on their own server
remote-relations = Your connection
remote-follows-you = follows you
remote-mute = Mute
remote-unmute = Unmute
remote-block = Block…
remote-block-what = They can no longer follow or answer you, and you see nothing of them. If they follow you, that ends. They are not told why.
remote-posts = Posts
remote-posts-empty = No public posts are known here.
remote-not-asked = Their server does not answer at the moment. This is what is known here.
remote-parent = This is an answer. Show what it answers
remote-answers-empty = No answers are known here.
remote-fetching = The rest of this conversation is being fetched from the servers where it stands.
remote-fetching-again = Show what has come

following-as = followed by { $what }

mutes-lead = You see nothing of those whom you have muted. Those whom you have blocked can neither follow nor answer you, either.
mutes-empty = Nobody is muted or blocked. You can do both on the page of the person or organisation.
mutes-muted-by = muted for { $what }
mutes-blocked-by = blocked for { $what }
mute-oneself = Nobody can mute themselves.

place-notifications = Notifications
place-notifications-hint = Who answered, liked, boosted or followed.
place-lookup = Find somebody
place-lookup-hint = People and posts on other servers.
place-mutes = Muted and blocked
place-mutes-hint = Whom you do not want to hear.
