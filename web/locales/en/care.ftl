# Looking after a forum
care-title = Look after the forum
care-lead = What waits for an answer, who could give it, and who has fallen silent. Only those who keep order here see this page.
care-unanswered = Without an answer for two days
care-unanswered-empty = Nothing waits for an answer. Conversations that nobody has answered for two days will stand here.
care-helpers = Who could answer:
care-nobody = Nobody here is known to have answered something like it. Perhaps you know somebody: tell them of it.
care-why-tag = Has answered something with the same tag, #{ $what }:
care-why-words = Has answered something with the same words in its title ({ $what }):
care-why-company = The company names “{ $what }” among what it can do or makes.
care-invite = Ask them in an answer
care-silent = Silent members
care-silent-empty = Everybody has said something of late, or has only just come. Members who say nothing for thirty days will stand here.
care-silent-since = They have said nothing in the community since
care-member-since = Member since
care-more-silent = { $n ->
    [one] And one more.
   *[other] And { $n } more.
}
