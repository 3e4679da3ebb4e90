// Anna founds a community, writes an article in it, hides it and shows it again, invites another node by a link with a
// drawing of it, and takes the invite back.

import { Person } from "../person.mjs";

const PLACE = "/communities/bau";

export default {
  name: "keeps a community",
  ways: ["desktop-light", "phone-dark", "keyboard", "no-scripts"],
  async tell(anna, stage) {
    await anna.opens("/communities");
    await anna.finds("main .empty", 1);
    await anna.writes("[name=title]", "Bau und Ausbau");
    await anna.writes("[name=name]", "Bau und Ausbau");
    await anna.presses("form[action='/communities'] button", { status: 422 });
    await anna.finds("#p-name .problem", 1);
    await anna.holds("[name=title]", "Bau und Ausbau");
    await anna.writes("[name=name]", "bau");
    await anna.presses("form[action='/communities'] button");
    // The network between nodes starts in the background.
    await anna.waitsFor(PLACE, (person) => person.page.locator("section[aria-labelledby=nodes] .tag").count().then((found) => found > 0));

    await anna.opens("/write");
    await anna.writes("[name=title]", "Ein Gerüst für alle");
    await anna.writes("[name=text]", "Wer es braucht, holt es sich.");
    const community = await anna.page.locator("[name=readers] option", { hasText: "Bau und Ausbau" }).first().getAttribute("value");
    await anna.selects("[name=readers]", community);
    await anna.presses("button[value=publish]");
    await anna.reads("Bau und Ausbau");
    await anna.opens(`${PLACE}/entries`);
    await anna.reads("Ein Gerüst für alle");
    await anna.opens("/space/bau");
    await anna.reads("Ein Gerüst für alle");

    await anna.opens(PLACE);
    await anna.writes("[name=uses]", "2");
    await anna.presses(`form[action='${PLACE}/invite'] button`);
    await anna.finds(".drawing svg", 1);
    const link = await anna.page.locator("main .box code").innerText();
    const boris = await Person.comes(stage, stage.way);
    await boris.opens(new URL(link).pathname);
    await boris.reads(link);
    // An invite leads to other nodes, not back to this one.
    await anna.opens("/communities");
    await anna.writes("[name=invite]", link);
    await anna.presses("form[action='/join'] button", { status: 422 });
    await anna.finds("#p-invite .problem", 1);

    await anna.opens(PLACE);
    await anna.presses(`form[action='${PLACE}/take-back'] button`);
    await anna.presses("main form button.danger");
    await boris.opens(new URL(link).pathname);
    await boris.finds("main .warning", 1);
    await boris.leaves();
  },
};
