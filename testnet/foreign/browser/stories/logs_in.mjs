// Anna logs out, is asked who she is when she wants to write, mistypes once, and comes where she wanted to go.

import { OWNER } from "./sets_up.mjs";

export default {
  name: "logs out and in",
  async tell(anna) {
    await anna.opens("/");
    await anna.presses("form[action='/logout'] button");
    await anna.opens("/write");
    await anna.finds("[name=password]", 1);
    await anna.writes("[name=name]", OWNER.name);
    await anna.writes("[name=password]", "drei Achsen");
    await anna.presses("main form button", { status: 422 });
    await anna.finds("main .problem, main [role=alert]");
    await anna.holds("[name=name]", OWNER.name);
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button");
    await anna.finds("textarea[name=text]", 1);
  },
};
