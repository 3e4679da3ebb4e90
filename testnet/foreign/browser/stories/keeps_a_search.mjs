// Nora asks Anna's company about its offer from her own account and withdraws again. Anna keeps a search; then Nora's
// company publishes a request: the search has something new, and it fits what Anna offers.

import { comes } from "./talks_in_a_forum.mjs";
import { OFFER, choosesType } from "./trades.mjs";

const REQUEST = "Griffe aus Messing gesucht";

export default {
  name: "keeps a search",
  ways: ["desktop-light", "phone-dark", "keyboard", "no-scripts"],
  async tell(anna, stage) {
    const nora = await comes("nora", "Bretter riechen nach Harz", stage);
    await asksAndWithdraws(nora);
    await keepsSearch(anna);
    await publishesRequest(nora);
    await nora.leaves();

    await anna.opens("/offers/saved");
    await anna.finds("main .state strong", 1);
    await anna.presses("form[action='/offers/saved/look'] button");
    await anna.reads(REQUEST);
    await anna.opens("/offers/saved");
    await anna.finds("main .state strong", 0);
    await anna.presses("form[action='/offers/saved/delete'] button");
    await anna.finds("main .empty", 1);

    await anna.opens("/offers?type=BO");
    await anna.presses("main .card h3 a");
    await anna.reads(OFFER);
    await anna.presses("main a[href^='/matches']");
    await anna.reads(REQUEST);
    await anna.finds("main meter", 1);
  },
};

async function asksAndWithdraws(nora) {
  await nora.opens("/offers?q=Messing");
  await nora.presses("main .card h3 a");
  await nora.unfolds("section[aria-labelledby=interested] details > summary");
  await nora.writes("[name=motivation]", "Wir brauchen Griffe für Schubladen.");
  await nora.writes("form[action='/interests'] [name=mail]", "nora@nord.example");
  await nora.presses("form[action='/interests'] button");
  await nora.reads("Wir brauchen Griffe für Schubladen.");
  await nora.presses("form:has([value=withdraw]) button");
  await nora.presses("main form button.danger");
  await nora.finds("form[action$='/step']", 0);
}

async function keepsSearch(anna) {
  await anna.opens("/offers/saved");
  await anna.finds("main .empty", 1);
  await anna.presses("main a[href='/offers']");
  await anna.writes("[name=q]", "Messing");
  await anna.chooses("[name=type][value=BR]");
  await anna.presses("main form[action='/offers'] button");
  await anna.finds("main .empty", 1);
  await anna.writes("[name=name]", "Wer Messing braucht");
  await anna.presses("form[action='/offers/saved'] button");
  await anna.reads("Wer Messing braucht");
}

async function publishesRequest(nora) {
  await nora.opens("/write?kind=offer");
  await choosesType(nora, "BR", "sought");
  await nora.writes("[name=title]", REQUEST);
  await nora.writes("[name=summary]", "Eine Tischlerei sucht gedrehte Griffe.");
  await nora.writes("[name=text]", "Für Schubladen, in kleinen Reihen.");
  await nora.writes("[name=sought]", "Wer zwanzig Griffe dreht.");
  await nora.chooses("[name='partnerships.supplier']");
  await nora.writes("[name=technology]", "Messing, Drehen");
  await nora.writes("[name=trades]", "25.53");
  await nora.chooses("[name='goals.9']");
  await nora.presses("button[value=publish]");
  await nora.reads("Wer zwanzig Griffe dreht.");
}
