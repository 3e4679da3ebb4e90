# What visitors see
front-title = Who writes here
front-lead = These organisations publish on this node.
front-empty = This node is not set up yet. If it is yours: the terminal in which it started shows the link to the set-up.

actor-feed = Feed
actor-articles = Articles
actor-empty = Nothing has been published here yet. Follow, and you will not miss the first article.

follow-label = Follow from your own account
follow-hint = Your address on Mastodon or another server of the fediverse. You confirm there.
follow-button = Follow

post-of = Post by { $what }
article-byline = Written by { $what }
article-edited = edited { $what }
article-edited-short = edited
article-answers = Answers
article-answers-empty = No answers yet.
article-answer-from = Answer from your own account
article-answer-how = Paste this address into the search field of your server; there you can answer, like and boost.
answer-hidden = Hidden answer by { $what }
answer-hidden-by-officer = Answer by { $what }, hidden by those who keep order on this node
answer-show = Show to everybody again

login-title = Log in
login-name = Name
login-password = Password
login-forgotten = Forgotten the password?
