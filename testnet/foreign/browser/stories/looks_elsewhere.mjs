// Anna looks up something that Peter wrote on his server, likes and boosts it, answers it, mutes him for a day, and reads
// that he likes something of hers.

import { PETER, peterDoes } from "../peer.mjs";

export default {
  name: "looks elsewhere",
  ways: ["desktop-light", "phone-dark", "keyboard"],
  async tell(anna, stage) {
    const note = await peterDoes(stage, "publish", { content: `<p>Wer leiht mir einen <b>Amboss</b>, ${stage.way.name}?</p>` });
    await anna.opens("/lookup");
    await anna.writes("[name=q]", "nirgends");
    await anna.presses("main form[action='/lookup'] button", { status: 422 });
    await anna.finds("#p-q .problem", 1);
    await anna.writes("[name=q]", note.id);
    await anna.presses("main form[action='/lookup'] button");
    await anna.reads("Amboss");
    await anna.presses("form[action='/act'] button[value=like]");
    await anna.presses("form[action='/act'] button[value=boost]");
    await anna.finds("form[action='/act'] button[value=unboost]", 1);
    const entry = anna.page.url();
    await anna.writes("form[action='/answer'] [name=text]", "Wir, bis Freitag.");
    await anna.presses("form[action='/answer'] button");
    await anna.opens(entry);
    await anna.reads("Wir, bis Freitag.");

    await anna.opens(`/lookup?q=${encodeURIComponent(PETER.handle)}`);
    await anna.reads(PETER.name);
    await anna.presses("form[action='/mutes/mute'] button");
    await anna.opens("/mutes");
    await anna.reads(PETER.handle);
    await anna.presses("form[action='/mutes/remove'] button");

    await anna.opens("/");
    await anna.presses("main .list a[href^='/@']");
    const id = await anna.page.locator("link[rel=alternate][type='application/activity+json']").getAttribute("href");
    await peterDoes(stage, "like", { id });
    await anna.waitsFor("/", async ({ page }) => (await page.locator("nav [href='/notifications'] .tag").count()) > 0);
    await anna.presses("nav a[href='/notifications']");
    await anna.reads(PETER.name);
    await anna.finds("nav [href='/notifications'] .tag", 0);
  },
};
