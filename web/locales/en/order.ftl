# Keeping order: reports, lists of blocks, the texts of the node
place-reports = Reports
place-reports-hint = What others and our own people want you to look at.
place-texts = Rules, imprint, privacy
place-texts-hint = The texts that every node owes its readers.
office-waiting = waiting
organisation-suspended = This organisation is suspended.
reports-lead = Look at what is reported, do what is needed, and close it with a note for the other officers.
reports-empty = Nothing is reported. New reports appear here.
reports-closed = Closed
report-from = Reported from elsewhere: { $what }
report-from-here = Reported by { $what }
report-gone = No longer here:
report-sure = for ever
report-show = Show again
report-suspend = Suspend the account
report-suspend-organisation = Suspend the organisation
report-block-actor = Block this account
report-block-domain = Block the whole server
report-block-reason = After a report
report-note = Note (only officers see it)
report-close = Close
report-reopen = Open again
report-closed-by = Closed by { $what }
report-sent-waiting = On its way to { $what }.
report-sent-arrived = { $what } has received it.
report-sent-given-up = Could not be delivered to { $what }.
report-link = Report
report-title = Report something
report-sent = Thank you. Our officers will look at it.
report-reason = What is wrong?
report-reason-hint = A sentence is enough.
report-forward = Tell the officers of { $what } too
report-forward-hint = They read your words, but not who you are.
report-button = Report
report-reason-missing = Say what is wrong.
report-too-many = You have many open reports already. Wait until the officers have looked at them.
block-list-import = Import a list
block-list-domains = Servers as a file
block-list-actors = People as a file
block-list-title = Import a list of blocks
block-list-lead = Lists as Mastodon writes them. You see first what would change; nothing is blocked before you confirm.
block-list-what = What does the list name?
block-list-domains-hint = A server on each line, or a table with the column #domain.
block-list-actors-hint = An address on each line: name@server.example.
block-list-look = Look at it first
block-list-take = Block all of these
block-list-which = Which?
block-list-wrong = What cannot be imported
block-list-back = Back to the blocks
block-list-new = { $n ->
    [one] { $n } new block.
   *[other] { $n } new blocks.
}
block-list-known = { $n ->
    [one] { $n } is blocked already.
   *[other] { $n } are blocked already.
}
block-list-taken = { $n ->
    [one] { $n } block was added.
   *[other] { $n } blocks were added.
}
line-number = Line { $n }:
block-list-missing = Choose a file.
block-list-milder = There it is only limited, not blocked.
block-list-no-actor = This is not an address like name@server.example.
block-list-nobody = Nobody is known by that address there.
block-list-blocked = Blocked.
table-unreadable = The file is not a table in UTF-8.
table-too-long = The list has more than 10,000 rows.
text-rules = Rules
text-imprint = Imprint
text-privacy = Privacy
text-rules-hint = What holds for everybody who writes here.
text-imprint-hint = Who is answerable for this node, with an address.
text-privacy-hint = What becomes of people’s data here.
text-in-another-language = This text exists in { $what } only.
text-changed = As of { $what }
text-write = Write
text-preview = This is how it will look. Nothing is saved yet.
text-hint = Markdown. An empty text removes the page.
text-template = Begin with a template
text-not-legal-advice = The template says what is true of this software; what stands in brackets is for you to fill in. It is not legal advice.
text-too-long = The text has more than 50,000 characters.
texts-lead = As soon as a text is there, every page leads to it.
frame-about-node = About this node
about-title = About { $what }
about-lead = A place where companies write under their own names, and where the whole fediverse can read and answer.
about-run-by = Run by
about-no-texts = Rules, imprint and privacy are still to be written.
about-organisations = { $n ->
    [one] { $n } organisation
   *[other] { $n } organisations
}
