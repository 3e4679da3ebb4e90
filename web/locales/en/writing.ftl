# Drafts, approval, versions, what stands first, answers, mentions
place-drafts = Drafts
place-drafts-hint = What you have begun and not published yet.
place-approvals = To approve
place-approvals-hint = What members have written in the company's name and handed in.

drafts-title = Drafts
drafts-lead = Only you see them. They never leave this node.
drafts-empty = Nothing is unfinished. Whatever you begin to write is kept here until you publish it.
draft-untitled = Without a title
draft-continue = Continue
draft-delete = Delete
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
draft-changed = The draft was changed while you were reading. Please read it once more.
draft-reason-missing = Please say what should be different.

approvals-title = To approve
approvals-lead = What members write in the company's name is published when somebody else has read it.
approvals-empty = Nothing is waiting.
approvals-on = What members write in the company's name waits here until an owner or a moderator publishes it.
approvals-off = Members publish in the company's name by themselves; nothing waits.
approvals-turn-on = Read it first
approvals-turn-off = Let members publish by themselves
approval-reason = Send it back: what should be different?
approval-reason-hint = The writer sees this at the draft.
approval-return = Send back

write-approval = What you write in the company's name is handed in first: an owner or a moderator publishes it. In your own name you publish at once.
write-unknown = Nobody was found under these names; they stay plain text: { $what }
write-mention = Mention somebody
write-mention-hint = Begin with a name or an address such as @name@server.example. Whoever is mentioned is told about it.
write-mention-button = Put into the text
write-comments = Answers
comments-open = Shown at once
comments-moderated = Shown after one of us has read them
comments-closed = None

history-title = Versions: { $what }
history-back = Back to the article
history-present = the present one
history-empty = This has not been changed since it was published.

actor-pinned = First of all
article-pin = Show first on our page
article-unpin = No longer show first
pin-too-many = At most five articles can stand first. Take one away before.
article-link = Linked page
article-closed = No answers are taken here.
article-moderated = Answers are shown after somebody has read them.
answer-waiting = New answer by { $what }, waiting for a look
answer-admit = Show to everybody
