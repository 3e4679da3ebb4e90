# Who looks after the node, and the mails that go out from it
offices-title = Offices
offices-lead = Who looks after this node. Operators may do everything here; officers see to companies, reports and blocks.
office-operator = Operator
office-officer = Officer
office-none = no office
offices-make-operator = Make operator
offices-make-officer = Make officer
offices-take = Take the office away
offices-ask-operator = Make { $what } an operator?
offices-ask-officer = Make { $what } an officer?
offices-ask-take = Take the office away from { $what }?
offices-operator-may = An operator may do everything on this node: texts, backups and email, and giving and taking offices, yours too.
offices-officer-may = An officer decides on applications, reports and blocks, and suspends companies, but sees neither backups nor settings.
offices-none-may = They go on writing for their organisation, but no longer look after the node.
place-offices = Offices
place-offices-hint = Who runs this node with you, and who looks after applications and reports.
outgoing-title = Emails
outgoing-lead = Emails that wait to be sent, and those that could not be. What they say is shown to nobody but their recipients.
outgoing-empty = Every email has gone out.
outgoing-failed = Not sent
outgoing-waiting = Waiting
outgoing-attempts = { $n ->
    [0] Not tried yet.
    [one] Tried once.
   *[other] Tried { $n } times.
}
outgoing-try = Try again
outgoing-drop = Drop it
place-mails = Emails
place-mails-hint = Emails that wait or failed, with the reason.
hosted-pictures = Pictures take { $what }.
hosted-pictures-of = Pictures take { $used } of { $quota }.
hosted-pictures-all = All pictures together take { $what }.
