// Anna's company publishes an offer; Nora finds it and writes to it; Anna accepts, each sees how the other is reached, and both
// say how it ended.

import { comes } from "./talks_in_a_forum.mjs";

export default {
  name: "trades",
  ways: ["desktop-light", "phone-dark", "keyboard"],
  async tell(anna, stage) {
    await anna.opens("/spaces");
    await anna.writes("[name=title]", "Börse");
    await anna.writes("[name=name]", "boerse");
    await anna.selects("[name=kind]", "brokerage");
    await anna.presses("form[action='/spaces'] button");
    await anna.presses("main a[href^='/write?kind=offer']");
    await anna.selects("[name=type]", "BO");
    await anna.presses("button[value=check]");
    await anna.writes("[name=title]", "Drehteile aus Messing in kleinen Reihen");
    await anna.writes("[name=summary]", "Eine Werkstatt bietet Drehteile ab zehn Stück.");
    await anna.writes("[name=text]", "Wir drehen **ab zehn Stück**.");
    await anna.writes("[name=advantages]", "Kein Mindestpreis.");
    await anna.presses("button[value=publish]", { status: 422 });
    await anna.holds("[name=advantages]", "Kein Mindestpreis.");
    await anna.chooses("[name='partnerships.supplier']");
    await anna.chooses("[name='goals.9']");
    await anna.presses("button[value=publish]");
    await anna.reads("ab zehn Stück");

    const nora = await comes("nora", "Bretter riechen nach Harz", stage);
    await nora.opens("/space/boerse");
    await nora.presses("main a[href^='/space/boerse/entry']");
    await nora.unfolds("section[aria-labelledby=interested] details > summary");
    await nora.writes("[name=motivation]", "Wir brauchen Griffe für Schubladen.");
    await nora.writes("[name=mail]", "nora@nord.example");
    await nora.presses("form[action='/interests'] button");
    await nora.reads("Wir brauchen Griffe für Schubladen.");

    await anna.opens("/interests");
    await anna.presses("main a[href^='/interests/']");
    await anna.reads("Wir brauchen Griffe für Schubladen.");
    await anna.readsNothingOf("nora@nord.example");
    await anna.writes("form:has([value=accept]) [name=mail]", "anna@brandt.example");
    await anna.presses("form:has([value=accept]) button");
    await anna.presses("main form button.danger");
    await nora.waitsFor("/interests", (person) => person.page.locator("main a[href^='/interests/']").count().then((found) => found > 0));
    await nora.presses("main a[href^='/interests/']");
    await nora.reads("anna@brandt.example");
    await anna.opens("/interests");
    await anna.presses("main a[href^='/interests/']");
    await anna.reads("nora@nord.example");
    for (const person of [anna, nora]) {
      await person.opens("/interests");
      await person.presses("main a[href^='/interests/']");
      await person.chooses("#f-outcome-agreed");
      await person.presses("form:has(#f-outcome-agreed) button");
      await person.presses("main form button.danger");
    }
    await anna.opens("/interests");
    await anna.presses("main a[href^='/interests/']");
    await anna.finds("form[action$='/step']", 0);
    await nora.leaves();
  },
};
