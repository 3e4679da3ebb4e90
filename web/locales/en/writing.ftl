# Drafts, approval, versions, what stands first, answers, mentions
place-drafts = Drafts
place-drafts-hint = What you have begun and not published yet.
place-approvals = To approve
place-approvals-hint = What members have written in the organisation’s name and handed in.

drafts-lead = Only you see them. They never leave this node.
drafts-empty = Nothing is unfinished. Whatever you begin to write is kept here until you publish it.
draft-untitled = Without a title
draft-continue = Continue
draft-changes = changes a published article
draft-answers = answers a post
draft-saved = Draft saved: { $what }
draft-save = Save draft
draft-handed-in = Handed in. An owner or a moderator will read it.
draft-handed-in-edit = This draft is handed in. If you change it, it comes back to you, and you have to hand it in again.
draft-sent-back = { $what } has sent it back:
draft-delete-title = Delete this draft?
draft-delete-explanation = What you have written goes for ever. A published article is not touched.
draft-delete-button = Delete the draft
draft-too-many = You have as many drafts as can be kept. Delete one that you no longer need.
draft-changed = The draft was changed while you were reading. Read it once more.
draft-reason-missing = Say what should be different.

approvals-lead = What members write in the organisation’s name is published when somebody else has read it.
approvals-empty = Nothing is waiting.
approvals-on = What members write in the organisation’s name waits here until an owner or a moderator publishes it.
approvals-off = Members publish in the organisation’s name by themselves; nothing waits.
approvals-turn-on = Read it first
approvals-turn-off = Let members publish by themselves
approval-reason = Send it back: what should be different?
approval-reason-hint = The writer sees this beside the draft.
approval-return = Send back

write-approval = What you write in the organisation’s name is handed in first: an owner or a moderator publishes it. In your own name you publish at once.
write-unknown = Nobody was found under these names; they stay plain text: { $what }
write-mention = Mention somebody
write-mention-hint = Begin with a name or an address such as @name@server.example. Whoever is mentioned is told about it.
write-mention-button = Put into the text
comments-open = Shown at once
comments-moderated = Shown after one of us has read them
comments-closed = None

history-title = Versions: { $what }
history-back = Back to the article
history-present = the current one
history-empty = This has not been changed since it was published.

actor-pinned = At the top
article-pin = Show at the top of our page
article-unpin = No longer show at the top
pin-too-many = At most five articles can be at the top. Take one away first.
article-link = Linked page
article-closed = No answers are taken here.
article-moderated = Answers are shown after somebody has read them.
answer-waiting = New answer by { $what }, not read yet
answer-withheld = So far only its author and those who look through the answers to the article see this.
answer-admit = Show to everybody

write-instead = Write instead:
write-fields-button = Show the fields for this type
findings-title = What is missing
findings-button = What is missing?
findings-none = Nothing is missing.
finding-major = important
finding-minor = could be better
