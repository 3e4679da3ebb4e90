// Anna opens a forum and lets Nora's company in. Nora asks, Anna answers, and it helps. Nora reports what does not belong
// there; Anna looks at the report, and takes it out of view with a reason.

import { Person } from "../person.mjs";

const FORUM = "/space/fragen";

export default {
  name: "talks in a forum",
  ways: ["desktop-light", "phone-dark", "keyboard"],
  async tell(anna, stage) {
    await anna.opens("/communities/bau");
    await anna.presses("form[action$='/admit'] button");
    await anna.opens("/spaces");
    await anna.writes("[name=title]", "Fragen");
    await anna.writes("[name=name]", "Fragen!");
    await anna.writes("[name=rules]", "Freundlich bleiben.");
    const handle = await anna.page.evaluate(() => `@anna@${location.host}`);
    await anna.writes("[name=moderators]", handle);
    await anna.presses("form[action='/spaces'] button", { status: 422 });
    await anna.finds("#p-name .problem", 1);
    await anna.holds("[name=title]", "Fragen");
    await anna.writes("[name=name]", "fragen");
    await anna.presses("form[action='/spaces'] button");
    await anna.finds("main .empty", 1);

    const nora = await comes("nora", "Bretter riechen nach Harz", stage);
    await nora.opens(FORUM);
    await nora.presses("main a[href^='/write?kind=topic']");
    await nora.presses("button[value=publish]", { status: 422 });
    await nora.finds("#p-title .problem", 1);
    await nora.writes("[name=title]", "Welcher Leim hält draußen?");
    await nora.writes("[name=text]", "Die Bank steht im **Regen**.");
    await nora.presses("button[value=publish]");
    await nora.opens(FORUM);
    await nora.presses("main a[href^='/space/fragen/entry']");
    await nora.reads("Die Bank steht im");
    const topic = address(nora);

    await anna.opens(FORUM);
    await anna.reads("Welcher Leim hält draußen?");
    await anna.presses("main a[href^='/space/fragen/entry']");
    await anna.writes("[name=text]", "Nimm den zweikomponentigen.");
    await anna.presses("form[action='/answer'] button");
    await nora.opens(topic);
    await nora.presses(".answers button[value=helped]");
    await nora.finds(".answers button[value=unhelped]", 1);

    await nora.opens(FORUM);
    await nora.presses("main a[href^='/write?kind=topic']");
    await nora.writes("[name=title]", "Bank zu verkaufen!!!");
    await nora.writes("[name=text]", "Nur heute.");
    await nora.presses("button[value=publish]");
    await nora.opens(topic);
    await nora.presses(".answers a[href^='/report']");
    await nora.writes("[name=reason]", "Das ist Werbung.");
    await nora.presses("main form button");
    await anna.opens("/reports");
    await anna.reads("Das ist Werbung.");

    await anna.opens(FORUM);
    await anna.presses("main li:has-text('Bank zu verkaufen') a");
    await anna.unfolds("article details:has(a[href*='do=hide']) > summary");
    await anna.presses("article a[href*='do=hide']");
    await anna.writes("[name=reason]", "Verkauft wird in der Börse.");
    await anna.presses("main form button:not(.second)");
    await anna.readsNothingOf("Bank zu verkaufen");
    const guest = await Person.comes(stage, stage.way);
    await guest.opens(FORUM);
    await guest.readsNothingOf("Bank zu verkaufen");
    await guest.reads("Welcher Leim hält draußen?");
    await guest.leaves();
    await nora.leaves();
  },
};

/** Somebody who has an account here logs in. */
export async function comes(name, password, stage) {
  const person = await Person.comes(stage, stage.way);
  await person.opens("/login");
  await person.writes("[name=name]", name);
  await person.writes("[name=password]", password);
  await person.presses("main form button");
  return person;
}

/** Where somebody is, with the question in the address. */
function address(person) {
  const { pathname, search } = new URL(person.page.url());
  return pathname + search;
}
