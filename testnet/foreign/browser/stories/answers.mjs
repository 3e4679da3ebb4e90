// Peter, on another server, answers an article of Anna's. She hides his answer, and later shows it again.

import { Person } from "../person.mjs";
import { peterDoes } from "../peer.mjs";

export default {
  name: "is answered from elsewhere",
  async tell(anna, stage) {
    await anna.opens("/write");
    await anna.writes("[name=title]", "Titan auf der Drehbank");
    await anna.writes("[name=text]", "Es geht, wenn man **langsam** dreht.");
    await anna.presses("button[value=publish]");
    const article = anna.path();
    const id = await anna.page.locator("link[rel=alternate][type='application/activity+json']").getAttribute("href");

    const guest = await Person.comes(stage, stage.way);
    await peterDoes(stage, "answer", { id, content: "<p>Dreht ihr auch <b>Messing</b>?</p>" });
    await guest.waitsFor(article, (page) => page.canRead("Dreht ihr auch"));
    await guest.finds("form[action$='/hide']", 0);

    await anna.opens(article);
    await anna.presses("form[action$='/hide'] button");
    await anna.readsNothingOf("Dreht ihr auch");
    await guest.opens(article);
    await guest.readsNothingOf("Dreht ihr auch");

    await anna.opens(article);
    await anna.unfolds(".answers details > summary");
    await anna.reads("Dreht ihr auch");
    await anna.presses("form[action$='/show'] button");
    await guest.opens(article);
    await guest.reads("Dreht ihr auch");
    await guest.leaves();
  },
};
