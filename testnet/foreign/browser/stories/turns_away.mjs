// A company that does not belong here applies. Anna turns it away, and it reads why.

import { Person } from "../person.mjs";

export default {
  name: "turns a company away",
  ways: ["desktop-light", "phone-dark"],
  async tell(anna, stage) {
    await takesApplications(anna);
    const refused = await applies("Glücksspiel AG", stage);
    await anna.opens("/applications");
    await anna.presses("main a[href^='/applications/']");
    await anna.writes("[name=reason]", "Wir sind Handwerker.");
    await anna.presses("form[action$='/refuse'] button");
    await refused.opens(refused.path());
    await refused.reads("Wir sind Handwerker.");
    await refused.leaves();
  },
};

/** Companies may apply from now on, and have two questions to answer. */
export async function takesApplications(anna) {
  await anna.opens("/admission");
  await anna.chooses("[name=open]");
  await anna.writes("[name=questions]", "Was stellt ihr her?\nWie viele seid ihr?");
  await anna.presses("main form button");
}

/** Somebody fills in the form for a company. */
export async function applies(company, stage) {
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
