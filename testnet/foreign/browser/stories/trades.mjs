// Anna's company publishes an offer in a brokerage. A company without an account finds it, asks from outside and confirms
// its address; Anna accepts, each sees how the other is reached, and both say how it ended.

import { mailed } from "../mails.mjs";
import { Person } from "../person.mjs";

export const OFFER = "Drehteile aus Messing in kleinen Reihen";
const GUEST = "dora@haerterei.example";

export default {
  name: "trades",
  ways: ["desktop-light", "phone-dark", "keyboard", "no-scripts"],
  async tell(anna, stage) {
    await opensBrokerage(anna);
    await publishesOffer(anna);
    const dora = await Person.comes(stage, stage.way);
    await findsIt(dora);
    const follow = await asksFromOutside(dora, stage);
    await accepts(anna);
    await dora.opens(follow);
    await dora.reads("anna@brandt.example");
    await endsIt(anna, dora, follow);
    await dora.leaves();
  },
};

async function opensBrokerage(anna) {
  await anna.opens("/spaces");
  await anna.selects("[name=kind]", "brokerage");
  await anna.writes("[name=name]", "boerse");
  await anna.writes("[name=title]", "Börse");
  await anna.presses("form[action='/spaces'] button");
  await anna.finds("main .empty", 1);
}

async function publishesOffer(anna) {
  await anna.presses("main a[href^='/write?kind=offer']");
  await choosesType(anna, "BO", "advantages");
  await anna.writes("[name=title]", OFFER);
  await anna.writes("[name=summary]", "Eine Werkstatt bietet Drehteile ab zehn Stück.");
  await anna.writes("[name=text]", "Wir drehen **ab zehn Stück**.");
  await anna.writes("[name=advantages]", "Kein Mindestpreis.");
  await anna.writes("[name=trades]", "25.53");
  await anna.writes("[name=technology]", "Messing, Drehen");
  await anna.presses("button[value=publish]", { status: 422 });
  await anna.finds("#p-partnerships .problem", 1);
  await anna.holds("[name=advantages]", "Kein Mindestpreis.");
  await anna.chooses("[name='partnerships.supplier']");
  await anna.chooses("[name='goals.9']");
  await anna.presses("button[value=publish]");
  await anna.reads("ab zehn Stück");
}

/** Chooses what kind of profile it is; with that, a field is asked for that was not before. */
export async function choosesType(person, type, field) {
  await person.selects("[name=type]", type);
  // Where pages may run scripts, the fields come by themselves.
  if (person.way.scripts !== false) await person.page.waitForSelector(`[name=${field}]`);
  await person.presses("button[value=check]");
  await person.finds(`[name=${field}]`, 1);
}

/** Through the list that everybody reads, and by searching. */
async function findsIt(dora) {
  await dora.opens("/offers");
  await dora.writes("[name=q]", "Kupferrohre");
  await dora.presses("main form[action='/offers'] button");
  await dora.finds("main .empty", 1);
  await dora.writes("[name=q]", "Messing");
  await dora.chooses("[name=type][value=BO]");
  await dora.writes("[name=country]", "1");
  await dora.presses("main form[action='/offers'] button", { status: 422 });
  await dora.finds("#p-country .problem", 1);
  await dora.writes("[name=country]", "");
  await dora.presses("main form[action='/offers'] button");
  await dora.reads(OFFER);
  await dora.finds("main .card", 1);
  // What is searched is written down a moment later.
  await dora.waitsFor("/search?q=Messing", (person) => person.canRead(OFFER));
  await dora.presses("main .card h3 a");
  await dora.reads("Kein Mindestpreis.");
}

/** The address of the page on which Dora follows what becomes of it. */
async function asksFromOutside(dora, stage) {
  await dora.presses("main a[href^='/interest/new']");
  await dora.writes("[name=company]", "Härterei Süd");
  await dora.writes("[name=city]", "Ulm");
  await dora.writes("[name=text]", "Wir härten, was ihr dreht.");
  await dora.writes("[name=person]", "Dora Frei");
  await dora.writes("[name=mail]", GUEST);
  await dora.presses("form[action='/interest/new'] button", { status: 422 });
  await dora.finds("#p-consent .problem", 1);
  await dora.holds("[name=text]", "Wir härten, was ihr dreht.");
  await dora.chooses("[name=consent]");
  await dora.presses("form[action='/interest/new'] button");
  await dora.finds("main [role=status]", 1);
  await dora.opens(await mailed(stage, GUEST, "/interest/confirm/"));
  await dora.reads("Härterei Süd");
  await dora.presses("main form button");
  await dora.reads("Wir härten, was ihr dreht.");
  return dora.path();
}

async function accepts(anna) {
  await anna.opens("/interests");
  await anna.presses("main a[href^='/interests/']");
  await anna.reads("Wir härten, was ihr dreht.");
  await anna.readsNothingOf(GUEST);
  await anna.writes("form:has([value=accept]) [name=mail]", "");
  await anna.presses("form:has([value=accept]) button");
  // It asks first; how Anna is reached is missing all the same.
  await anna.presses("main form button.danger", { status: 422 });
  await anna.finds("#p-mail .problem", 1);
  await anna.writes("form:has([value=accept]) [name=mail]", "anna@brandt.example");
  await anna.presses("form:has([value=accept]) button");
  await anna.presses("main form button.danger");
  await anna.reads(GUEST);
}

async function endsIt(anna, dora, follow) {
  await dora.writes("form[action$='/message'] [name=text]", "Wir rufen morgen an.");
  await dora.presses("form[action$='/message'] button");
  await dora.chooses("#f-outcome-agreed");
  await dora.presses("form:has(#f-outcome-agreed) button");
  await anna.opens("/interests");
  await anna.presses("main a[href^='/interests/']");
  await anna.reads("Wir rufen morgen an.");
  // She says the same, and with that it is over: she is asked first.
  await anna.presses("form:has(input[type=hidden][name=outcome]) button");
  await anna.presses("main form button.danger");
  await anna.finds("form[action$='/step']", 0);
  await dora.opens(follow);
  await dora.finds("form[action$='/step']", 0);
}
