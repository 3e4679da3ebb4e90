# What people see of each other, and of what waits for them.
front-more = Further organisations

## What becomes of drafts
notification-handed-in = has handed in, and asks you to read it:
notification-sent-back = has sent your draft back with a reason:
notification-approved = has published what you handed in:

## Where answers are not taken
answer-blocked = The author takes no answers from you.
answer-too-many = This conversation has as many answers as we keep.

## The picture of an article
write-picture-remove = Take the picture out
write-picture-removed = The picture is taken out.

## The receipt of an application
mail-filed-subject = Your application on { $node } has arrived
mail-filed-text = Your application to be hosted on { $node } has arrived and waits for a decision. The link shows how things stand; keep this email until you know.
mail-filed-action = See how things stand

## Before something is lost
confirm-follower = Remove { $what } from the followers?
confirm-follower-text = They get nothing more from you, and their server is told. They can follow you again.
confirm-block = Block { $what }?
confirm-forget = Send nothing more of this to { $what }?
confirm-forget-text = It will not arrive there, and cannot be tried again.
confirm-revoke = Revoke the invitation to { $what }?
confirm-revoke-text = Its link no longer works. You would have to send a new one.
confirm-suspend = Suspend { $what }?
confirm-suspend-text = Nobody of the organisation can log in, and nobody can read what it published until you admit it again.
confirm-domain = Block { $what } with everything on it?
confirm-domain-text = Nothing more is taken from there, for no organisation of this node.

## Those who left
departed-title = Those who left
departed-lead = Their accounts have ended; what they published under their own names is still here.
departed-erase = Erase…
erase-departed-what = The profile and everything published under their own name disappear.
erase-departed-stays = What was written in the organisation’s name stays.
leave-erase = What you published under your own name can also disappear everywhere:
notification-ending = reminds you that this ends soon. You can renew it:
notification-watched = writes in a conversation that you follow:
