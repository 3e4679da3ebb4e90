// A guest comes to what is not there, changes the language, and follows the company from the server where he is at home.

import { Person } from "../person.mjs";

export default {
  name: "loses the way",
  ways: ["phone-light", "keyboard"],
  async tell(anna, stage) {
    const guest = await Person.comes(stage, stage.way);
    await guest.opens("/nowhere", { status: 404 });
    await guest.opens("/@nobody", { status: 404 });
    await guest.presses("a[hreflang=en]", { status: 404 });
    await guest.finds("html[lang=en]", 1);
    await guest.presses("a.brand");
    await guest.presses("main .who a");
    await guest.writes("[name=handle]", "unverständlich");
    await guest.presses("main form[action$='/follow'] button", { status: 422 });
    await guest.finds("#p-handle .problem", 1);
    await guest.leaves();
  },
};
