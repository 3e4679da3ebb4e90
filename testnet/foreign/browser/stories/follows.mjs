// Anna follows Peter, reads at home what he writes, and leaves him again; and Peter becomes a follower of hers.

import { PETER, peterDoes, peterIsFollowed } from "../peer.mjs";

export default {
  name: "follows and is followed",
  ways: ["desktop-light", "phone-dark"],
  async tell(anna, stage) {
    await anna.opens("/following");
    await anna.writes("[name=handle]", "peter");
    await anna.presses("form[action='/following/follow'] button", { status: 422 });
    await anna.finds("#p-handle .problem", 1);
    await anna.writes("[name=handle]", PETER.handle);
    await anna.presses("form[action='/following/follow'] button");
    await anna.waitsFor("/following", (page) => page.canRead(PETER.name));

    await peterIsFollowed(stage);
    const words = `Späne aus ${stage.way.name}`;
    await peterDoes(stage, "publish", { content: `<p>${words}</p>` });
    await anna.waitsFor("/", (page) => page.canRead(words));
    await anna.opens("/following");
    await anna.presses("form[action='/following/unfollow'] button");
    await anna.readsNothingOf(PETER.name);

    const company = await anna.page.locator("nav a[href^='/@']").getAttribute("href");
    await peterDoes(stage, "follow", { handle: `${company.slice(1)}@${new URL(stage.origin).host}` });
    await anna.waitsFor("/followers", (page) => page.canRead(PETER.name));
    await anna.presses("form[action='/followers/remove'] button");
    // Asked first: the page that asks has the same form.
    await anna.presses("main form[action='/followers/remove'] button");
    await anna.readsNothingOf(PETER.name);
  },
};
