# What time it is
clock-title = Time zone
clock-now = Here it is now
clock-zone = Time zone
clock-zone-hint = Named after a town in it: Europe/Berlin. Moments are shown in it to everybody who has not chosen another; left empty, in UTC.
zone-unknown = No such time zone is known. Choose one of the list, like Europe/Berlin.
place-clock = Time zone
place-clock-hint = In which zone moments are shown here.
account-zone = Time zone
account-zone-hint = Named after a town in it: Europe/Berlin. Left empty, that of the node.
