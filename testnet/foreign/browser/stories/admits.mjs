// Another company applies to be hosted here, and Anna takes it in. Nora, who owns it, gets her link by mail, or from Anna
// where the node sends none. She has never seen such a page before: she writes her first article, and answers what is said
// to it.

import { applies, takesApplications } from "./turns_away.mjs";
import { mailed, sendsMail } from "../mails.mjs";
import { PETER, peterDoes } from "../peer.mjs";

export default {
  name: "admits a company",
  async tell(anna, stage) {
    await takesApplications(anna);
    const nora = await applies("Tischlerei Nord", stage);
    const state = nora.path();
    await anna.opens("/applications");
    await anna.presses("main a[href^='/applications/']");
    await anna.reads("Bänke und Tische");
    await anna.presses("form[action$='/approve'] button");
    const link = sendsMail(stage) ? await mailed(stage, "nora@nord.example", "/join/") : await shown(anna);
    await nora.opens(state);
    await nora.finds("main a[href^='/@']", 1);
    await nora.opens(link);
    await takesFirstSteps(nora, stage);
    await nora.leaves();

    await anna.opens("/organisations");
    await anna.reads("Tischlerei Nord");
  },
};

/** The path of the link that Anna is shown, to be passed on by hand. */
async function shown(anna) {
  return new URL(await anna.page.locator("main .box code").innerText()).pathname;
}

async function takesFirstSteps(nora, stage) {
  await nora.writes("[name=title]", "Nora Nord");
  await nora.writes("[name=name]", "nora");
  await nora.writes("[name=password]", "Bretter riechen nach Harz");
  await nora.presses("main form button");
  await nora.presses("main a[href='/write']");
  await nora.writes("[name=title]", "Eine Bank für den Hof");
  await nora.writes("[name=text]", "Aus Lärche, ohne Schrauben.");
  await nora.presses("button[value=publish]");
  const article = nora.path();
  const id = await nora.page.locator("link[rel=alternate][type='application/activity+json']").getAttribute("href");

  await peterDoes(stage, "answer", { id, content: "<p>Hält das im Regen?</p>" });
  await nora.waitsFor("/", async ({ page }) => (await page.locator("nav [href='/notifications'] .tag").count()) > 0);
  await nora.presses("nav a[href='/notifications']");
  await nora.reads(PETER.name);
  await nora.presses("main a[href^='/answer']");
  await nora.reads("Hält das im Regen?");
  await nora.writes("[name=text]", "Seit acht Jahren.");
  await nora.presses("form[action='/answer'] button");
  await nora.opens(article);
  await nora.reads("Seit acht Jahren.");
}
