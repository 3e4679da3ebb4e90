# Communities: whose companies read and write together, each on its own node
place-communities = Communities
place-communities-hint = Which ones this node is in, who belongs to them and how their nodes are reached.
communities-lead = In a community, companies and their chamber read and write together, each on its own node. Nothing is lost while one of them is switched off.
communities-empty = This node is in no community yet. Ask the one that keeps a community for an invite and paste its link below, or found one yourself.
communities-trial = This node is a trial. It needs a name of its own before it can found or join a community.
community-hosted = hosted on this node
community-hub-reached = in it; its hub is connected
community-hub-not-reached = in it; its hub is not reached at the moment
community-left = left; what was said until then is kept
community-nodes-count = { $n ->
    [one] { $n } node
   *[other] { $n } nodes
}
community-connected-count = { $n ->
    [0] nobody connected
   *[other] { $n } connected
}
community-changes = { $n ->
    [one] { $n } change known here
   *[other] { $n } changes known here
}
community-entries = Entries
community-join = Join
community-join-link = The link of the invite
community-join-hint = The whole link, as the hub gave it out: https://…/join/…
community-join-button = Join
community-found = Found a community
community-found-hint = This node becomes its hub: it admits members and confirms what they write.
community-found-button = Found
community-title = Its full name
community-name = Its short name
community-name-hint = Part of its address: small Latin letters, digits and underscores. It cannot be changed.
community-keeper = The organisation that keeps it
community-about = What it is about
community-summary = A few sentences
community-summary-hint = They stand on its public page.
community-space = Public page
community-hub = hub
community-this-node = this node
community-nodes = Nodes
community-nodes-empty = No node is in it yet. The network between nodes begins within half a minute after the founding.
community-members = Members
community-members-and-nodes = Members and nodes
community-organisation = organisation
community-person = person
community-here = hosted here
community-at-hub = hosted on the hub
community-elsewhere = on a node of their own
community-sent-away = sent away
community-expel = Send away
community-ban = Ban
community-ban-for = How long to ban
community-unban = Lift the ban
community-days = { $n ->
    [one] for { $n } day
   *[other] for { $n } days
}
community-for-good = for good
community-banned-until = banned until { $what }
community-banned-for-good = banned for good
community-admit = Admit an organisation of this node
community-which = Organisation
community-admit-hint = It and all its people become members.
community-admit-button = Admit
community-invite = Invite nodes
community-invite-hint = With the link, another node joins, with the organisation that runs it and its people.
community-invite-uses = How many nodes may use it
community-invite-days = How many days it works
community-invite-left = { $n ->
    [one] { $n } node may still use it
   *[other] { $n } nodes may still use it
}
community-invite-over = used up or expired
community-invite-joined = Joined with it:
community-invited = Invite to { $what }
community-invited-explanation = Send this link to who runs the other node. There it is pasted on the page “Communities”. It is shown only now. Whoever has it can use it, so do not publish it.
community-leave = Leave this community
community-hidden = Out of view
community-two-faced = These have said two different things under one name. Their key may be in wrong hands, or two copies of their node are running. Ask them.
community-withheld = { $n ->
    [one] The hub did not hand out { $n } change that other members have. Ask who keeps it.
   *[other] The hub did not hand out { $n } changes that other members have. Ask who keeps it.
}
community-clock-corrected = { $n ->
    [one] This computer’s clock is wrong: what is said here is dated by the hub’s clock, which differs by { $n } second. Set the clock right.
   *[other] This computer’s clock is wrong: what is said here is dated by the hub’s clock, which differs by { $n } seconds. Set the clock right.
}

nodes-busy = A node is catching up.
nodes-refresh = While a node catches up, this page refreshes by itself.
nodes-again = Look again
nodes-watch = Watch only the nodes
node-reached = Connected by { $what }.
node-connected = Connected.
node-not-connected = Not connected.
node-round-trip = There and back in { $n } ms.
node-seen = Last seen { $what }.
node-never-seen = Never seen yet.
node-behind = { $n ->
    [0] It has everything that we have.
    [one] It lacks { $n } change that we have.
   *[other] It lacks { $n } changes that we have.
}
node-missing = { $n ->
    [one] { $n } change that it has is still to come.
   *[other] { $n } changes that it has are still to come.
}
node-never-asked = It has asked for nothing yet.
node-catching-up = { $n ->
    [one] Catching up now: { $n } change a second.
   *[other] Catching up now: { $n } changes a second.
}
node-caught-up = Caught up { $what }.
node-came = { $n ->
    [one] { $n } change came from it since this node started.
   *[other] { $n } changes came from it since this node started.
}
node-repaired-here = { $n ->
    [one] Comparing found { $n } change that was missing here.
   *[other] Comparing found { $n } changes that were missing here.
}
node-repaired-there = { $n ->
    [one] Comparing found { $n } change that was missing there.
   *[other] Comparing found { $n } changes that were missing there.
}
node-clock-ahead = { $n ->
    [one] Its clock is { $n } minute ahead of ours.
   *[other] Its clock is { $n } minutes ahead of ours.
}
node-clock-behind = { $n ->
    [one] Its clock is { $n } minute behind ours.
   *[other] Its clock is { $n } minutes behind ours.
}
node-double = A copy of this node is running with the same key: one of the two has to be switched off.

confirm-take-back = Take back an invite to { $what }?
confirm-expel = Send { $what } away?
confirm-expel-text = From now on they are no member. What the community has confirmed stays. They can come back with a new invite.
confirm-ban = Ban { $what }?
confirm-ban-text = What they write meanwhile is shown on no node of the community, and neither is what has not been confirmed yet.
confirm-hide = Hide this entry in { $what }?
confirm-hide-text = It goes out of view on every node of the community. You can show it again.
confirm-leave-community = Leave { $what }?
confirm-leave-community-text = This node hears and says nothing more there. What was said until now is kept. To come back you need a new invite.

space-what = A community.
space-inside = Read and write on this node
space-empty = Nothing has been written here yet. What members write in the community stands here.
space-members-only = for members only
space-unconfirmed = By { $what }, not yet confirmed by the community

readers-label = Who may read it
readers-hint = This cannot be changed afterwards.
readers-everybody = Everybody
readers-followers = Only the followers
readers-community = Everybody, in the community { $what }
readers-members = Only the members of { $what }

node-invite-title = Invite to { $what }
node-invite-lead = The community is kept on { $what }. With this invite, a node of your own can join it.
node-invite-how = How to join
node-invite-copy = Copy this link:
node-invite-open = Open your own node and log in as who runs it.
node-invite-paste = Choose Manage → Communities → Join, and paste the link.
node-invite-over = This invite has been used up, taken back or has expired. Ask for a new one.
node-invite-no-node = You have no node?
node-invite-get = A node is one program, Artel, on a computer that stays on. Whoever looks after your computers can install it in an hour.
node-invite-apply = You can also have an account on { $what }, without a node of your own.
node-invite-apply-link = Apply
node-invite-space = What is said in the community

message-link = Write to them alone
message-title = Write to { $what }
message-text = Your message
message-hint = Markdown, at most 5,000 characters. Only they read it, and who keeps their server. It is not encrypted.
message-send = Send

join-no-invite = This is no invite to a community, or it is incomplete. Paste the whole link that the hub gave out.
join-in-trial = This node is a trial. Give it a name before it joins a community.
join-own = This invite is to a community on this very node.
join-unreachable = The hub is not reached. See whether it runs, and whether its port 4001 is open.
join-refused = The hub does not take this invite: it is used up, expired or taken back. Ask for another one.
join-unconfirmed = The host of this community does not confirm this invite: it is not reached, or it names another key. Try again later, or ask for another one.
join-unverified = The hub could not fetch your company’s page from this node. See whether this node is reached under its name from outside, then try again.
join-busy = The hub is busy. Try again in a minute.
invite-uses-wrong = From 1 to 1,000 nodes.
invite-days-wrong = From 1 to 366 days.
invite-too-many = There are 1,000 open invites. Take one back first.
community-no-member = Who publishes this is no member of that community.
community-banned = Who publishes this is banned from that community at present.
