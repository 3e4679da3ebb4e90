// Anna begins to write and is called away: what she typed is kept, by itself or by a button, and thrown away in the end.

export default {
  name: "begins and is called away",
  ways: ["desktop-light", "keyboard", "no-scripts"],
  async tell(anna) {
    await anna.opens("/write");
    await anna.writes("[name=title]", "Halb fertig");
    await anna.writes("[name=text]", "Der erste Satz.");
    if (anna.way.scripts === false) {
      await anna.presses("button[value=draft]");
    } else {
      await anna.page.locator("form [role=status]").filter({ hasText: /\d\d:\d\d/ }).waitFor();
      await anna.writes("[name=mention]", "ann");
      await anna.page.locator("#known-mentions option").first().waitFor({ state: "attached" });
    }
    await anna.opens("/drafts");
    await anna.presses("main h2 a[href^='/drafts/']");
    await anna.holds("[name=title]", "Halb fertig");
    await anna.holds("[name=text]", "Der erste Satz.");
    await anna.writes("[name=mention]", "@anna");
    await anna.presses("button[value=mention]");
    await anna.holds("[name=text]", "Der erste Satz. @anna ");
    await anna.opens("/drafts");
    await anna.presses("main a[href$='/delete']");
    await anna.presses("main form[action$='/delete'] button");
    await anna.readsNothingOf("Halb fertig");
  },
};
