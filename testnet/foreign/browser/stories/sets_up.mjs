// The owner of a small company opens the link that her machine printed, and half a page later her first article stands
// on the company's page, where somebody reads it who has no account.

import { Person } from "../person.mjs";

export const COMPANY = "Werkstatt Brandt";
export const OWNER = { name: "anna", password: "vier Achsen und ein Kaffee um sieben" };

export default {
  name: "sets up and publishes",
  async tell(anna, stage) {
    const link = new URL(stage.link);
    await anna.opens(link.pathname + link.search);
    await anna.chooses(`[name=language][value=${stage.way.language}]`);
    await anna.chooses("[name=where][value=domain]");
    await anna.writes("[name=organisation]", COMPANY);
    await anna.writes("[name=owner]", "Anna Brandt!");
    await anna.writes("[name=password]", OWNER.password);
    await anna.writes("[name=domain]", new URL(stage.origin).host);
    // What was found about the name and about mail comes while she types, where pages may run scripts.
    const told = "main form [data-hx-post='/setup/check'] li:nth-child(2)";
    if (stage.way.scripts !== false) await anna.page.waitForSelector(told);
    await anna.presses("main form button", { status: 422 });
    await anna.finds("#p-owner .problem", 1);
    await anna.holds("[name=organisation]", COMPANY);
    await anna.holds("[name=password]", "");

    await anna.writes("[name=owner]", OWNER.name);
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button");
    await anna.presses("main a[href='/write']");
    await anna.writes("[name=title]", "Die neue Drehmaschine");
    await anna.writes("[name=text]", "Seit heute steht sie in der Halle.\n\n**Vier Achsen**, auch für Einzelstücke.");
    await anna.presses("button[value=publish]");
    await anna.finds("article .prose strong", 1);

    const guest = await Person.comes(stage, stage.way);
    await guest.opens("/");
    await guest.presses("main .card a");
    await guest.reads("Vier Achsen");
    await guest.opens(link.pathname + link.search, { status: 403 });
    await guest.leaves();
  },
};
