# Mails, and the page that stops them
mail-address-wrong = This is not an email address. Write it like anna@example.org.

mail-kind-new-password = Links to a new password
mail-kind-invitation = Invitations
mail-kind-application = Emails about applications
mail-kind-notification = Notifications
mail-kind-weekly = Weekly email
mail-stop-line = To get no more emails of this kind:

mail-stop-title = Stop these emails?
mail-stop-ask = This node sends these emails to this address:
mail-stop-button = Send no more
mail-stop-done-title = These emails are stopped
mail-stop-done = These emails no longer come to this address:
mail-stop-rest = What concerns the safety of your account still comes.
mail-start-button = Send them again
mail-start-done-title = These emails come again
mail-start-done = This node sends these emails to this address again:

mail-link-lasts = The link works once, until { $until }.
mail-links-last = Each link works once, until { $until }.

mail-invitation-subject = { $inviter } invites you to { $organisation }
mail-invitation-text = { $inviter } would like to have you with { $organisation } on { $node }. Choose a name and a password, and you can begin.
mail-invitation-action = Accept the invitation
mail-invitation-why = You get this email because { $inviter } entered your address on { $node }. If you do not know them, do nothing: without you nothing happens.

mail-reset-subject = A new password for { $node }
mail-reset-text = Somebody, we hope you, has asked for a new password for the account { $name }.
mail-reset-several = Somebody, we hope you, has asked for a new password. Several accounts have this address. Choose whose password you want to set anew:
mail-reset-action = Choose a new password
mail-reset-why = This email comes whenever somebody asks for a new password. If it was not you, do nothing: your password stays as it is.
mail-changed-subject = Another email address for your account on { $node }
mail-changed-text = The account { $name } on { $node } has another email address now. Emails about it no longer come here.
mail-factor-ended-subject = Your second factor on { $node } is switched off
mail-factor-ended-text = An owner of your organisation has switched off the second factor of the account { $name } on { $node }. The password alone is enough now; you can set up a second factor again at any time.
mail-account-not-you = If this is not what you wanted, choose a new password and speak to an owner of your organisation at once.
mail-account-why = You get this email because it is about the safety of your account. It cannot be stopped.

mail-application-subject = { $applicant } would like to join { $organisation }
mail-application-text = { $applicant } has applied to join { $organisation } and waits for an answer.
mail-application-message = They write:
mail-application-action = Look at the application
mail-application-why = You get this email because you decide about applications on { $node }.

mail-approved-subject = Welcome to { $organisation }
mail-approved-text = Your application is accepted: you now belong to { $organisation }.
mail-approved-action = Begin
mail-refused-subject = Your application to { $organisation }
mail-refused-text = { $organisation } has not accepted your application.
mail-refused-reason = They write:
mail-answered-why = You get this email because somebody applied on { $node } with your address. If it was not you, do nothing.

mail-digest-subject = { $n ->
    [one] Something new on { $node }
   *[other] { $n } things new on { $node }
}
mail-digest-text = This has happened since our last email:
mail-digest-more = { $n ->
    [one] And one thing more.
   *[other] And { $n } things more.
}
mail-digest-action = Look at everything
mail-digest-why = You get this email because you chose to hear by email what happens on { $node }.

mail-weekly-subject = The week on { $node }
mail-weekly-text = This was new in the spaces that you can read, and from whom you follow:
mail-weekly-begun = New conversations
mail-weekly-answered = Most answered
mail-weekly-offers = New offers
mail-weekly-articles = New articles
mail-weekly-answers = { $n ->
    [one] { $n } new answer
   *[other] { $n } new answers
}
mail-weekly-more = { $n ->
    [one] And one more.
   *[other] And { $n } more.
}
mail-weekly-unread = { $n ->
    [one] One notification waits for you.
   *[other] { $n } notifications wait for you.
}
mail-weekly-interests = { $n ->
    [one] One expression of interest waits for your answer.
   *[other] { $n } expressions of interest wait for your answer.
}
mail-weekly-waits = Waiting for you
mail-weekly-action = Go to the spaces
mail-weekly-why = You get this email because you have an account on { $node }. It comes once a week, if there is anything new.

mail-test-subject = A test email from Artel
mail-test-text = If you can read this, your node can send email. There is nothing else to do.
mail-test-why = You get this email because somebody who runs an Artel node entered your address to try it out. It comes only this once.
