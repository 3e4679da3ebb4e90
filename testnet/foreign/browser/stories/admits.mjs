// Another company applies to be hosted here. Anna takes one in and turns another away, and each reads what became of it.

import { Person } from "../person.mjs";

export default {
  name: "admits a company",
  async tell(anna, stage) {
    await anna.opens("/admission");
    await anna.chooses("[name=open]");
    await anna.writes("[name=questions]", "Was stellt ihr her?\nWie viele seid ihr?");
    await anna.presses("main form button");

    const taken = await applies("Tischlerei Nord", stage);
    await anna.opens("/applications");
    await anna.presses("main a[href^='/applications/']");
    await anna.reads("Bänke und Tische");
    await anna.presses("form[action$='/approve'] button");
    await taken.opens(taken.path());
    await taken.finds("main a[href^='/@']", 1);
    await taken.leaves();

    const refused = await applies("Glücksspiel AG", stage);
    await anna.opens("/applications");
    await anna.presses("main a[href^='/applications/']");
    await anna.writes("[name=reason]", "Wir sind Handwerker.");
    await anna.presses("form[action$='/refuse'] button");
    await refused.opens(refused.path());
    await refused.reads("Wir sind Handwerker.");
    await refused.leaves();
    await anna.opens("/organisations");
    await anna.reads("Tischlerei Nord");
  },
};

async function applies(company, stage) {
  const guest = await Person.comes(stage, stage.way);
  await guest.opens("/apply");
  await guest.writes("[name=organisation]", company);
  await guest.writes("[name=person]", "Nora Nord");
  await guest.writes("[name=mail]", "nora@nord.example");
  await guest.writes("#f-answer-1", "Bänke und Tische");
  await guest.writes("#f-answer-2", "vier");
  await guest.presses("main form button");
  return guest;
}
