# What waits in a space for its moderators, trust, warnings
space-premoderation = Look at first, before others read it
space-premoderation-hint = What these people write waits until somebody who keeps order lets it in.
premoderation-nobody = nobody's words
premoderation-new = of people who are new here
premoderation-known = of people who are new or little known
premoderation-trusted = of all but those who have helped for a long time
premoderation-everybody = everybody's words
trust-new = New here
trust-known = Known here
trust-trusted = Trusted here
trust-pillar = Has helped here for a long time
space-looked-at = Some of what is written here is looked at by those who keep order before others read it.
queue-title = Waiting for you
queue-link = { $n ->
    [0] Nothing waits for you
    [one] { $n } thing waits for you
   *[other] { $n } things wait for you
}
queue-whose = Looked at first: { $what }.
queue-whose-nobody = Nobody's words are looked at first here. Reports come to this page.
queue-empty = Nothing waits and nothing was reported. New words to look at and reports stand here.
queue-let-in = Let it in
queue-turn-down = Turn it down
queue-reason-hint = One sentence for its author alone.
queue-answers = Answers in a conversation
queue-answers-to = Answers in “{ $what }”
queue-changes = Changes what is in view
queue-entries = { $n ->
    [0] nothing in view yet
    [one] { $n } entry in view
   *[other] { $n } entries in view
}
queue-hidden = { $n ->
    [one] { $n } taken out of view
   *[other] { $n } taken out of view
}
queue-vouched = somebody vouches for them
queue-warned = warned on { $day }: { $what }
held-too-many = Several things of yours wait here already. Wait until they were looked at, or take one back.
order-warn = Warn the author
order-warn-text = They get a private message with your reason. For three months what they write is treated as that of somebody new.
order-warn-button = Warn
order-warn-hint = What they should do otherwise. Only they and those who keep order read it.
waiting-title = Yours, waiting
waiting-lead = Those who keep order look at it before others read it. You hear of it when they have decided.
waiting-link = { $n ->
    [one] { $n } thing of yours waits or was turned down
   *[other] { $n } things of yours wait or were turned down
}
waiting-empty = Nothing of yours waits here.
waiting-still = Waits to be looked at.
waiting-turned-down = Not let in:
waiting-take-back = Take it back
waiting-clear = Clear it away
confirm-waiting = Take it back for good?
confirm-waiting-text = The text is gone then. Copy it first if you want to keep it.
notification-held = has written something that waits for you
notification-let-in = has let in what you wrote
notification-turned-down = has not let in what you wrote
notification-reported = was told of something that you should look at

# Offers that another person reads first
space-reviews = In a brokerage: another person reads each offer before others do
space-reviews-hint = One of those who keep order lets it in or gives it back with a reason; never their own, and that of a colleague only if there is nobody else. It takes at least two who keep order.
space-review-alone = Name at least two who keep order: nobody lets in their own offers.
space-reviewed = Each offer is read by one of those who keep order before others read it.
queue-reviewed = Every offer is read by another person first.
queue-reviewed-by-others = Somebody else reads this offer: it is your own or a colleague’s.
waiting-rewrite = Change it and send it again
