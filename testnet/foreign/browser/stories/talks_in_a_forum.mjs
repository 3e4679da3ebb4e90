// Anna lets Nora's company into the community and opens a forum in it. Nora asks there, Anna answers, and it helps. Nora
// reports what does not belong there; Anna takes it out of view, with a reason that everybody reads.

import { PETER, peterDoes } from "../peer.mjs";
import { Person } from "../person.mjs";

const FORUM = "/space/fragen";

export default {
  name: "talks in a forum",
  ways: ["desktop-light", "phone-dark", "keyboard", "no-scripts"],
  async tell(anna, stage) {
    await letsIn(anna, "Tischlerei Nord");
    await opensForum(anna);
    const nora = await comes("nora", "Bretter riechen nach Harz", stage);
    const topic = await asks(nora);
    await isHelped(anna, nora, topic);
    await keepsOrder(anna, nora, topic, stage);
    await nora.leaves();
  },
};

async function letsIn(anna, company) {
  await anna.opens("/communities/bau");
  const option = anna.page.locator("#f-organisation option", { hasText: company }).first();
  await anna.selects("#f-organisation", await option.getAttribute("value"));
  await anna.presses("form[action$='/admit'] button");
  await anna.reads(company);
}

async function opensForum(anna) {
  await anna.opens("/spaces");
  await anna.finds("main .empty", 1);
  await anna.writes("[name=name]", "Fragen!");
  await anna.writes("[name=title]", "Fragen");
  await anna.writes("[name=rules]", "Freundlich **bleiben**.");
  await anna.writes("[name=moderators]", `@anna@${new URL(anna.origin).host}`);
  await anna.presses("form[action='/spaces'] button", { status: 422 });
  await anna.finds("#p-name .problem", 1);
  await anna.holds("[name=title]", "Fragen");
  await anna.writes("[name=name]", "fragen");
  await anna.presses("form[action='/spaces'] button");
  await anna.finds("main .empty", 1);
  await anna.unfolds("main details > summary");
  await anna.finds("details .prose strong", 1);
}

/** Nora asks; the address of her question. */
async function asks(nora) {
  await nora.opens("/spaces");
  await nora.presses(`main a[href='${FORUM}']`);
  await nora.presses("main a[href^='/write?kind=topic']");
  // The browser asks for something to be there, and leaves it to us what that is.
  await nora.writes("[name=title]", "Welcher Leim hält draußen?");
  await nora.writes("[name=text]", "   ");
  await nora.presses("button[value=publish]", { status: 422 });
  await nora.finds("#p-text .problem", 1);
  await nora.holds("[name=title]", "Welcher Leim hält draußen?");
  await nora.writes("[name=text]", "Die Bank steht im **Regen**.");
  await nora.presses("button[value=publish]");
  await nora.reads("Die Bank steht im");
  await nora.opens(FORUM);
  await nora.presses(`main a[href^='${FORUM}/entry']`);
  await nora.reads("Die Bank steht im");
  return address(nora);
}

async function isHelped(anna, nora, topic) {
  await anna.opens(FORUM);
  await anna.reads("Welcher Leim hält draußen?");
  await anna.presses(`main a[href^='${FORUM}/entry']`);
  await anna.writes("form[action='/answer'] [name=text]", "Nimm den zweikomponentigen.");
  await anna.presses("form[action='/answer'] button");
  await nora.opens(topic);
  await nora.reads("Nimm den zweikomponentigen.");
  await nora.presses(".answers button[value=helped]");
  await nora.finds(".answers button[value=unhelped]", 1);
  await anna.opens(FORUM);
  await anna.finds("main .list li .byline strong", 1);
}

async function keepsOrder(anna, nora, topic, stage) {
  const id = await nora.page.locator("form[action='/answer'] [name=entry]").getAttribute("value");
  await peterDoes(stage, "answer", { id, content: "<p>Leim vom Fass, nur heute!</p>" });
  await nora.waitsFor(topic, (page) => page.canRead("Leim vom Fass"));
  await nora.reads(PETER.name);
  await nora.presses(".answers li:has-text('Leim vom Fass') a[href^='/report']");
  await nora.writes("[name=reason]", "   ");
  await nora.presses("main form[action='/report'] button", { status: 422 });
  await nora.writes("[name=reason]", "Das ist Werbung.");
  await nora.presses("main form[action='/report'] button");
  await anna.opens("/reports");
  await anna.reads("Das ist Werbung.");
  await anna.opens(topic);
  const answer = ".answers li:has-text('Leim vom Fass')";
  await anna.unfolds(`${answer} details:has(a[href*='do=hide']) > summary`);
  await anna.presses(`${answer} a[href*='do=hide']`);
  await anna.writes("[name=reason]", "Verkauft wird in der Börse.");
  await anna.presses("main form[action$='/order'] button");
  await anna.opens("/reports");
  await anna.writes("form[action='/reports/close'] [name=note]", "Ist außer Sicht.");
  await anna.presses("form[action='/reports/close'] button");

  const guest = await Person.comes(stage, stage.way);
  await guest.opens(topic);
  await guest.readsNothingOf("Leim vom Fass");
  await guest.reads("Nimm den zweikomponentigen.");
  await guest.opens(`${FORUM}/kept`);
  await guest.reads("Verkauft wird in der Börse.");
  await guest.leaves();
}

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
