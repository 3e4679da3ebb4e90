# Pictures: what is asked and what is wrong with them
picture-damaged = The picture is damaged or did not come whole. Open it on your device and save it anew, or take another one.
picture-quota = Your organisation has no room left for pictures: { $used } of { $quota } MB are used. Delete articles with pictures that nobody needs – the room is free again a day later – or ask whoever runs this node for more.
picture-alt-missing = Say in a few words what the picture shows, for those who do not see it. If it only decorates, tick the box below.
picture-decorative = The picture only decorates: it needs no text
