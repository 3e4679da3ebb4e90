# Moving to another node, and back
place-move = Move
place-move-hint = To a node of your own or back to a hub, with all followers.
moving-title = Move { $what }
moving-lead = An organisation can move to another node and take its followers along: they need to do nothing. What was published stays where it is.
moving-where = Where everybody is
moving-is-here = Is here
moving-gone = has moved
moving-left-behind = { $n ->
    [0] All followers have come along.
    [one] { $n } follower has not come along yet.
   *[other] { $n } followers have not come along yet.
}
moving-former = Was here before:
moving-waiting = { $n ->
    [one] { $n } server is still to be told.
   *[other] { $n } messages to servers are still on their way.
}
moving-all-told = Every server with followers has been told.
moving-again = Whoever is still here had no account of the same name there that names this one. When that is mended, say once more where you have moved.
moving-key = The organisation’s key:
moving-away = Move away from here
moving-away-kit = Make a recovery kit.
moving-away-there = On the new node, everybody who is to come along needs an account with the same name. Then an owner opens the page “Move” there and brings the kit.
moving-away-here = Last, say here where you are now.
moving-away-warning = From then on the organisation says nothing more here, nor do those of its people who come along. Everybody can still log in, take things home and delete them. It can come back the same way.
moving-to = The new account
moving-to-hint = Like @name@server.example.
moving-away-button = Move away
moving-here = Bring an organisation here
moving-here-what = { $what } becomes the continuation of an organisation on another node: it takes over its key, and then its followers. You need the recovery kit from there, with its passphrase.
moving-here-key = The key that your organisation has had here until now is given up. Who runs the other node has known the one in the kit.
moving-here-button = Bring it here
moving-brought = The key of { $what } is here. Now open the page “Move” there and say where you are.
moving-brought-names = These name their old accounts:
moving-brought-missing = Nobody here has these names. Invite them under the same names, then bring the kit again:
moving-brought-kit = Make a new recovery kit: it also holds what is of this node only.
moved-notice = This account has moved. It is now at
act-moved = This account has moved to another server and says nothing more here. Write there.
follow-moved = This account has moved. Look it up: its page says where it is now.
move-kit-of-here = This kit was made on this very node. Its keys are taken back on the page “Recovery kit”.
move-kit-of-neighbour = Another organisation here has this key already. Bring the kit to that one.
move-not-named = The new account does not name this one as its old one. If it is on an Artel node, bring the recovery kit there first; on other servers, enter this account there as an alias.
move-to-here = This account is on this very node.
move-to-moved = The new account says that it has moved away itself. Bring the recovery kit there once more.
move-to-blocked = This node blocks that account or its server.
