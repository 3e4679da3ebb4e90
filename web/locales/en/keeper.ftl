# Looking after the machine: backups, restoring, repairs, other servers
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB

place-peers = Other servers
place-peers-hint = To whom we deliver, from whom we hear, and who does not answer.
place-backups = Backups
place-backups-hint = Which ones there are, and how to make and download one.
place-repairs = Repairs
place-repairs-hint = What is wrong with this node, and how to fix it.
office-wrong = { $n ->
    [one] { $n } thing about this node needs fixing
   *[other] { $n } things about this node need fixing
}

backups-lead = A backup holds everything: people, keys, articles, pictures.
backups-nightly = { $n ->
    [one] One is made every night at { $time } UTC; only the newest is kept.
   *[other] One is made every night at { $time } UTC; the newest { $n } are kept.
}
backups-by-hand = None is made automatically: the setting backup.nightly is off.
backups-make = Make one now
backups-running = A backup has been running since { $what }.
backups-percent = { $n }% written.
backups-reading-again = Everything is written and is now being read again, to be sure.
backups-failed = The last attempt, on { $what }, failed.
backups-empty = There is no backup yet. Make the first one now.
backups-download = Download
backups-keys = Whoever has a backup has the keys of everybody here and can speak in their name. Keep it where nobody else can get at it, and keep one outside this computer.
backups-restore = How to restore one
backups-restore-install = Install the same or a newer version of Artel on a computer, with an empty data folder. The old node must no longer run.
backups-restore-page = Start Artel, open the link that it shows, and choose “Restore a backup”: send the file, or put it into the folder backups in the data folder beforehand.
backups-restore-one = Everybody logs in as before. What was written after the backup is missing here.
backups-folder = They are kept in { $what }.
backup-no-room = There is not enough room on the disk. Make room, or set backup.folder to another disk.
backup-is-none = This file is not a backup of Artel. Choose another one.
backup-too-new = The backup was made by a newer version of Artel. Install that one first.
backup-damaged = The backup is damaged or incomplete. Use another one, or send it again.
backup-store-damaged = The store is damaged. Run artel check, and restore the newest backup.
backup-unwritable = The folder for backups cannot be written or read. Check that it exists and that Artel may write there.

setup-restore = Restore a backup instead
restore-title = Restore a backup
restore-lead = A new computer continues where the old one stopped: same name, same people, same followers.
restore-nothing-changed = Nothing was changed.
restore-found = Found on this computer
restore-choose = Choose
restore-upload = From your computer
restore-file-hint = It ends in .artel-backup and may be up to 20 GB. For a larger one, use artel restore on the command line.
restore-upload-button = Send and check
restore-anew = Set up a new node instead
restore-checking = The backup is being read from beginning to end, to make sure that it is whole.
restore-right-one = It is whole. Is it the right one?
restore-organisation = Organisation
restore-made = Made on
restore-size = Size
restore-holds = In it
restore-accounts = { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}
restore-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
restore-later-lost = What was written after that is not in it.
restore-only-one = Make sure that the old node is no longer running: two with the same keys would contradict each other.
restore-button = Restore this one
restore-again = Choose another one
restore-running = The backup is being restored.
restore-done = Everything is restored. The node is starting again with it; in a few seconds this page leads to the log-in.
restore-empty = The node in this backup had not been set up: there is nothing to restore.
restore-too-late = The node has been set up in the meantime. Restore into an empty folder instead.
restore-failed = It could not be read or written. The node’s log says why.

repairs-lead = All of this has just been checked.
repairs-all-well = All is well.
repairs-wrong = Needs fixing
repairs-advice = Could be better
repairs-well = In order
repairs-again = Check again

peers-lead = Where our followers are, and whom we follow.
peers-empty = Nobody yet. As soon as somebody on another server follows us, or we follow somebody, it is listed here.
peers-failing = Do not accept what we send
peers-failing-hint = Every delivery is tried again and again for seven days.
peers-well = In order
peers-failing-since = Since { $what }.
peers-delivered = Last delivered: { $what }.
peers-never-delivered = Nothing delivered yet.
peers-heard = Last message from there: { $what }.
peers-never-heard = Nothing received yet.
peers-waiting = { $n ->
    [one] { $n } delivery is waiting.
   *[other] { $n } deliveries are waiting.
}
peers-undelivered = { $n ->
    [one] { $n } delivery has failed.
   *[other] { $n } deliveries have failed.
}
peers-more = { $n ->
    [one] And { $n } more.
   *[other] And { $n } more.
}

# What artel doctor and the page of repairs find; -mend: what to do about it
check-store-unreadable = The node cannot report its state: { $what }
check-store-unreadable-mend = Fix that first.
check-store-not-set-up = The node is not set up.
check-store-not-set-up-mend = Start it and open the link that it shows.
check-store-well = The store can be written; its last change has the number { $n }.
check-store-reads-only = The store can only be read: nothing can be published or received.
check-store-reads-only-mend = Make room on its disk; it then writes again by itself. If there is room, look in the log.
check-backup-first = The first backup is made tonight.
check-backup-none = There is no backup.
check-backup-failed = The last attempt to make a backup failed: { $what }
check-backup-failed-mend = Fix that, then make one on the page “Backups” or with artel backup.
check-backup-old = { $days ->
    [one] The last backup is a day old.
   *[other] The last backup is { $days } days old.
}
check-backup-old-mend = Make one now, on the page “Backups” or with artel backup. If one should be made every night, see in the log why none was.
check-backup-by-hand = No backup is made automatically.
check-backup-by-hand-mend = Set backup.nightly to true, unless something else makes them.
check-backup-well = { $hours ->
    [0] The last backup is less than an hour old.
    [one] The last backup is { $hours } hour old.
   *[other] The last backup is { $hours } hours old.
}
check-peers-silent = These servers have not accepted anything for days: { $what }.
check-peers-silent-mend = See on the page “Other servers” what they answer. If they are gone for good, there is nothing to do.
check-peers-undelivered = Not everything was delivered: { $what }.
check-peers-undelivered-mend = On the page “Deliveries”, try again or give it up.
check-peers-well = Other servers accept what is sent to them.
check-clock-past = The clock says { $what }, which is in the past.
check-clock-alone = The clock says { $what }; no other server has answered yet to compare it with.
check-clock-wrong = { $seconds ->
    [one] The clock differs from those of other servers by { $seconds } second: they refuse what is signed here.
   *[other] The clock differs from those of other servers by { $seconds } seconds: they refuse what is signed here.
}
check-clock-inexact = { $seconds ->
    [one] The clock differs from those of other servers by { $seconds } second.
   *[other] The clock differs from those of other servers by { $seconds } seconds.
}
check-clock-well = The clock agrees with those of other servers.
check-clock-mend = Set the clock and let NTP keep it right: timedatectl set-ntp true.
check-disk-unknown = How much room the disk has cannot be told here.
check-disk-full = Only { $mb } MB are free on the disk with the data.
check-disk-little = { $mb } MB are free on the disk with the data: that is not much.
check-disk-well = { $mb } MB are free on the disk with the data.
check-disk-mend = Make room, or move the data folder to a larger disk.
check-backup-disk-missing = The folder for backups, { $what }, is not there.
check-backup-disk-missing-mend = Connect its disk, or change backup.folder.
check-backup-disk-little = Only { $mb } MB are free for backups in { $what }.
check-backup-disk-little-mend = Make room there, or lower backup.keep.
check-backup-disk-well = { $mb } MB are free for backups in { $what }.
check-descriptors-few = { $n ->
    [one] The node may have only { $n } file open, connections included.
   *[other] The node may have only { $n } files open, connections included.
}
check-descriptors-mend = Allow more: LimitNOFILE=65536 in the systemd unit, or ulimit -n.
check-descriptors-well = The node may have enough files open.
check-memory-little = Only { $mb } MB of memory are available.
check-memory-mend = Close something else on this computer, or give it more memory.
check-memory-well = { $mb } MB of memory are available.
check-name-trial = The node is being tried out on this computer and needs no public name.
check-name-nowhere = The name { $what } leads nowhere.
check-name-nowhere-mend = Where you registered the name, let its A or AAAA record point to this computer’s address.
check-name-not-running = Whether others reach the node under its name can only be told while it is running.
check-name-not-running-mend = Start it and ask again.
check-name-well = Under { $what } others reach this node.
check-name-elsewhere = Under { $what } something else answers than this node.
check-name-elsewhere-mend = Let the name point to this computer’s address, and let whatever is in front pass every request on to this node. If an old node is still running there, stop it.
check-name-heard = Other servers reach this node, although it does not reach itself under { $what }: { $why }.
check-name-private = From here, { $what } leads to an address inside your own network, so whether others reach the node cannot be told.
check-name-private-mend = Open the node’s address on a phone that is not in your Wi-Fi.
check-name-unreached = This node does not reach itself under { $what }: { $why }.
check-name-unreached-mend = Let ports 80 and 443 through, in the router and in the firewall. If the page opens on a phone that is not in your Wi-Fi, all is well: some routers do not lead a computer back to itself.
check-proxy-well = What other servers ask for first, /.well-known/nodeinfo, is passed on.
check-proxy-seen = Others ask for { $what }, but the node sees { $seen }, and therefore refuses valid signatures.
check-proxy-seen-mend = Let the proxy pass on Host and X-Forwarded-Proto, and put its address into the setting trusted_proxies.
check-proxy-keeps = What other servers ask for first, /.well-known/nodeinfo, does not reach this node.
check-proxy-keeps-mend = Let the proxy pass on everything under /.well-known/ too, apart from acme-challenge.
check-tls-none = No certificate is needed.
check-tls-not-running = The certificate can only be checked while the node is running.
check-tls-files = The certificate cannot be used: { $what }
check-tls-files-mend = Fix the files; they are read again by themselves.
check-tls-unseen = Whether the certificate for { $what } is valid could not be checked.
check-tls-invalid = The certificate for { $what } is not valid: { $why }.
check-tls-invalid-mend = Get one for this name, with its whole chain. With tls = "acme" that happens by itself, if port 443 leads here.
check-tls-ends = { $days ->
    [one] The certificate for { $what } expires in { $days } day.
   *[other] The certificate for { $what } expires in { $days } days.
}
check-tls-ends-mend = It should have been renewed. With tls = "acme", look in the log; otherwise check what renews it.
check-tls-well = { $days ->
    [one] The certificate for { $what } is valid for { $days } more day.
   *[other] The certificate for { $what } is valid for { $days } more days.
}
check-tls-well-without-end = The certificate for { $what } is valid.
check-roots-file = SSL_CERT_FILE names { $what }, and there is no such file.
check-roots-file-mend = Correct it or remove it: without trusted authorities no other server can be reached.
check-roots-none = This computer trusts no certificate authority, so no other server can be reached.
check-roots-none-mend = Install the package ca-certificates.
check-roots-well = This computer knows the certificate authorities.
check-post-off = Email is not set up, so nobody can be invited or get a new password by email.
check-post-off-mend = Set mail.server and mail.from in artel.toml, as docs/OPERATING.md says.
check-post-trouble = No email can be sent: { $what }
check-post-trouble-mend = Fix the settings that begin with mail, then start the node again.
check-post-well = The mail server accepts this node.
check-post-failed = { $n ->
    [one] { $n } email could not be delivered.
   *[other] { $n } emails could not be delivered.
}
check-post-failed-mend = The log says why; perhaps the address is wrong.
