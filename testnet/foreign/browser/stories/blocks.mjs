// Anna blocks a server and somebody, each with a reason, and unblocks the server after being asked.

export default {
  name: "blocks",
  ways: ["desktop-light", "phone-dark"],
  async tell(anna) {
    await anna.opens("/blocks");
    await anna.writes("[name=domain]", "kein name");
    await anna.presses("form[action='/blocks/domain'] button", { status: 422 });
    await anna.finds("#p-domain .problem", 1);
    await anna.holds("[name=domain]", "kein name");
    await anna.writes("[name=domain]", "laut.example");
    await anna.writes("#f-reason-domain", "nichts als Werbung");
    await anna.presses("form[action='/blocks/domain'] button");
    await anna.reads("laut.example");
    await anna.reads("nichts als Werbung");
    await anna.writes("[name=actor]", "https://leise.example/users/mallory");
    await anna.presses("form[action='/blocks/actor'] button");
    await anna.reads("https://leise.example/users/mallory");

    await anna.presses("a[href*='/blocks/remove'][href*='laut']");
    await anna.presses("main form[action='/blocks/remove'] button");
    await anna.readsNothingOf("laut.example");
    await anna.opens("/deliveries");
  },
};
