// Anna invites Boris by a link, makes him a moderator, locks him out for a while, and sees him off in the end.

import { Person } from "../person.mjs";

export default {
  name: "invites a colleague",
  ways: ["desktop-light", "phone-dark", "keyboard"],
  async tell(anna, stage) {
    await anna.opens("/staff");
    await anna.chooses("[name=role][value=member]");
    await anna.presses("form[action='/staff/invite'] button");
    const link = new URL(await anna.page.locator("main .box code").innerText());

    const boris = await Person.comes(stage, stage.way);
    await boris.opens(link.pathname);
    await boris.writes("[name=title]", "Boris Becker");
    await boris.writes("[name=name]", "anna");
    await boris.writes("[name=password]", "hinter der Halle steht ein Apfelbaum");
    await boris.presses("main form button", { status: 422 });
    await boris.finds("#p-name .problem", 1);
    await boris.holds("[name=title]", "Boris Becker");
    await boris.writes("[name=name]", "boris");
    await boris.writes("[name=password]", "hinter der Halle steht ein Apfelbaum");
    await boris.presses("main form button");
    await boris.opens("/staff");
    await boris.finds("form[action='/staff/invite']", 0);
    await boris.opens("/leave");
    await boris.opens("/approvals", { status: 403 });

    await anna.opens("/staff");
    await anna.unfolds("main details > summary");
    await anna.selects("[name=role]:is(select)", "moderator");
    await anna.presses("form[action='/staff/role'] button");
    await boris.opens("/approvals");
    await anna.unfolds("main details > summary");
    await anna.presses("form[action='/staff/suspend'] button");
    await anna.unfolds("main details > summary");
    await anna.presses("form[action='/staff/admit'] button");
    await anna.unfolds("main details > summary");
    await anna.presses("a[href^='/staff/remove']");
    await anna.presses("form[action='/staff/remove'] button");
    await anna.finds("form[action='/staff/role']", 0);
    await anna.finds("main a[href='/erase?who=boris']", 1);
    await boris.leaves();
  },
};
