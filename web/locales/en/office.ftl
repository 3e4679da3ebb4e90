# What those see who are logged in
setup-title = Set up your node
setup-lead = Six answers, and your organisation can publish.
setup-organisation = Name of the organisation
setup-organisation-hint = As on your business card: “Brandt & Sons Workshop”.
setup-owner = Your own name for logging in
setup-owner-hint = Small Latin letters, digits and underscores: anna or anna_brandt.
setup-password-hint = At least 8 characters. A sentence is easy to remember.
setup-language = Language you write in
setup-where = Where others find you
setup-where-domain = Under a name of your own
setup-where-domain-hint = The whole fediverse can follow you. The name is part of every address and cannot be changed later.
setup-where-trial = Try it here
setup-where-trial-hint = Everything works on this computer, and nobody outside sees it. When you choose a name later, articles, people and settings come along under new addresses.
setup-domain = Public name
setup-domain-hint = Only for a name of your own: artel.example.org, without https://. It has to lead to this computer already.
setup-button = Set up

setup-done-title = Your node is ready
setup-done-lead = Under this address others find and follow you:
setup-done-domain = Put it on your website and your business card. Next, write a first article, so that whoever comes finds something to read.
setup-done-trial = While you are trying it out, this address works on this computer only. Write a first article and see how it looks.
setup-done-write = Write the first article

home-write = Write an article
home-waiting = { $n ->
    [0] Everything is delivered
    [one] { $n } delivery is waiting
   *[other] { $n } deliveries are waiting
}
home-undelivered = { $n ->
    [one] { $n } delivery has failed
   *[other] { $n } deliveries have failed
}
home-own = What we wrote
home-own-empty = You have not published anything yet. Write the first article: what is new in your company?
home-news = What others write
home-news-empty = Here you will read what those write whom you follow.
home-news-follow = Follow somebody

write-preview = This is how it will look. Nothing is published yet.
write-tags = Tags
write-tags-hint = Separated by commas: milling, steel.
write-picture-kept = The picture is kept. Choose another file only if you want to replace it.
write-picture-hint = JPEG, PNG, WebP or GIF, at most 8 MB. Where and with what it was taken is not passed on.
write-alt = What the picture shows
write-alt-hint = For people who do not see it.
write-as = Publish in the name of
write-publish = Publish
write-preview-button = Preview

delete-title = Delete this article?
delete-explanation = It disappears here for ever, and the servers that know it are asked to delete it too. This cannot be undone.
delete-button = Delete for ever

followers-empty = Nobody follows you yet. Tell others your address: { $what }
followers-remove = Remove
contact-since = since { $what }

following-handle = Follow somebody
following-handle-hint = An address such as @name@server.example, or the link to a profile.
following-empty = You do not follow anybody yet. Ask your partners for their address in the fediverse.
following-waits = Asked; the answer is still to come.
following-rejected = Declined.
following-unfollow = Unfollow

deliveries-lead = What you publish is sent to every server with followers. If one cannot be reached, it is tried again for seven days.
deliveries-empty = Everything has arrived.
deliveries-waiting = Waiting
deliveries-undelivered = Not delivered
deliveries-undelivered-hint = No more attempts are made, unless you want one.
delivery-attempts = { $n ->
    [one] { $n } attempt.
   *[other] { $n } attempts.
}
delivery-first = About to be sent.
delivery-next = Next attempt: { $what }.
delivery-try = Try now
delivery-forget = Give it up
delivery-forbidden = The server refuses it ({ $n }); perhaps it blocks us.
delivery-unknown = There is no such recipient any more ({ $n }).
delivery-fault = The server has a fault ({ $n }).
delivery-status = The server did not accept it ({ $n }).
delivery-silent = The server did not answer in time.
delivery-unreachable = The server cannot be reached.
delivery-refused = Its address is one that we do not send to.

blocks-lead = Nothing is accepted from blocked servers and people: no answers, no follows, no articles. They are not told.
blocks-domains = Servers
blocks-domains-empty = No server is blocked.
blocks-actors = People and organisations
blocks-actors-empty = Nobody is blocked.
block-domain = Block a server
block-domain-hint = A name such as spam.example; everything under it is blocked too.
block-domain-button = Block the server
block-actor = Block somebody
block-actor-button = Block
block-reason = Reason (only you see it)
block-remove = Lift
unblock-title = Lift the block?
unblock-explanation = From now on, what comes from there is accepted again. What was refused in the meantime does not come back.
unblock-button = Lift the block
