# One’s own data: taking it home, bringing it along, erasing it
place-export = Take it home
place-export-hint = An archive with everything of yours, in open formats.
place-import = Bring it along
place-import-hint = Articles from another website, with their dates and pictures.
place-erase = Erase the account
place-erase-hint = Everything of yours goes, and everybody who knows it is told.
job-running = You have one of these running already. Wait until it is done.
job-running-now = Under way. This page refreshes by itself.
job-done = Done.
job-failed = It stopped before its end. What was done is kept; begin it again to go on.
export-lead = Everything of yours in one archive, in formats that Mastodon and other programs read.
export-what = Your profile, everything that you published with its pictures, likes and boosts, whom you follow and who follows you, and what you blocked.
export-button = Make an archive
export-archives = Archives
export-kept = Each is kept for a day.
export-download = Download the archive
export-readme =
    This is everything of { $what }.

    actor.json - the profile, as other servers see it
    outbox.json - everything that was published, the exact activities, oldest first
    media/ - the pictures
    drafts.json - what was written and not published
    saved_searches.json - searches that were saved, if there are any
    waiting.json - what you wrote and moderators have not let in, if there is anything
    likes.json, boosts.json - what was liked and boosted
    following.csv, followers.csv - who is followed, and who follows; Mastodon reads following.csv
    blocks.csv, blocked_domains.csv - who and what was blocked
    profile.csv - what was entered in the settings

    The .json files are ActivityStreams 2.0. In the .csv files a ' stands before cells that a spreadsheet would take for formulas.
import-lead = Articles that you wrote elsewhere: Markdown files with front matter, as Hugo and Jekyll keep them, and the pictures beside them.
import-old = They keep their dates. What is older than a day is filed here and not sent to your followers as news.
import-files = Files
import-files-hint = Several .md files with their pictures, or one .zip of the whole folder; at most 64 MB here, more on the command line.
import-dry = Only see what would happen
import-dry-hint = Nothing is published. Untick the box to import the articles.
import-button = Begin
import-earlier = Begun today
import-look = Look
import-done = Imported: “{ $what }”
import-would = Would be imported: “{ $what }”
import-known = Imported before.
import-draft = A draft; left out.
import-missing = Pictures that did not come along: { $what }
import-nothing = There is no Markdown file among them.
import-wrong = Something in it is wrong.
import-not-utf8 = The text is not UTF-8.
import-front-matter-open = The front matter does not end.
import-front-matter-long = The front matter is longer than 16 KB.
import-front-matter-wrong = The front matter cannot be read.
import-date-wrong = The date cannot be read: write it as 2026-11-24.
import-bad-name = The name of a file leads out of the folder.
import-bad-archive = The archive cannot be read.
import-too-many = There are more than 5,000 files.
import-too-large = Unpacked, the files come to more than 256 MB.
erase-title = Erase { $what }?
erase-for-ever = This is for ever. Nobody can undo it, not even we.
erase-person-what = Your account, your profile and everything that you published under your own name disappear.
erase-person-stays = What you wrote in your organisation’s name is the organisation’s and stays.
erase-organisation-what = The organisation, all its people and everything that any of them published disappear.
erase-with-it = With it goes { $what }.
erase-entries = { $n ->
    [one] { $n } article is deleted.
   *[other] { $n } articles are deleted.
}
erase-followers = { $n ->
    [one] { $n } follower loses you.
   *[other] { $n } followers lose you.
}
erase-hosts = { $n ->
    [one] { $n } server is asked to delete it too. You get a link that says whether it did.
   *[other] { $n } servers are asked to delete it too. You get a link that says which of them did.
}
erase-left = What is left is a mark that the name and the addresses are taken, so that nobody else uses them. From the backups everything disappears as soon as they are too old.
erase-export-first = Would you like to take everything home first?
erase-name = To be sure, type the name: { $what }
erase-password = Your password
erase-button = Erase for ever
erase-organisation-link = Erase the whole organisation instead
erase-name-wrong = That is another name.
erase-last-owner = You are the last owner of your organisation. Make somebody else an owner first, or erase the organisation.
erase-last-operator = Nobody would be left to run this node. Make somebody else an operator first.
erase-node-organisation = This organisation runs the node. It ends with the node: take everything home, stop the node, and delete its folder.
erased-title = Erased
erased-nobody = No other server knew of it.
erased-told = { $n ->
    [one] { $n } server was told.
   *[other] { $n } servers were told.
}
erased-count-confirmed = { $n ->
    [one] { $n } has confirmed it.
   *[other] { $n } have confirmed it.
}
erased-confirmed = Received
erased-waiting = On its way
erased-given-up = Not reached
erased-until = Keep this link; it works until { $what }:
