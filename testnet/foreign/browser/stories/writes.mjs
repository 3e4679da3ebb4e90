// Anna writes an article with a picture, looks at it before it goes out, mends it, and takes it back in the end.

import { png } from "../png.mjs";

/** Hers, of 640 × 400 points. */
const PICTURE = { name: "lager.png", mimeType: "image/png", buffer: png(640, 400) };

export default {
  name: "writes with a picture",
  async tell(anna) {
    await anna.opens("/write");
    await anna.writes("[name=title]", "Das Gleitlager");
    await anna.writes("[name=summary]", "Warum wir es wieder selbst gießen.");
    await anna.writes("[name=text]", "## Vorher\n\n- gekauft\n- gewartet\n\n| Maß | mm |\n|---|---|\n| innen | 40 |\n\n> Es läuft.");
    await anna.writes("[name=tags]", "Werkstatt, Guss");
    await anna.hands("[name=picture]", PICTURE);
    await anna.writes("[name=alt]", "Ein Lager aus Bronze");
    await anna.presses("button[value=preview]");
    await anna.finds("section [alt='Ein Lager aus Bronze']", 1);
    await anna.finds("section table", 1);
    await anna.holds("[name=title]", "Das Gleitlager");

    await anna.presses("button[value=publish]");
    const article = anna.path();
    await anna.finds("figure img[alt='Ein Lager aus Bronze']", 1);
    const width = await anna.page.locator("figure img").evaluate((img) => img.naturalWidth);
    if (width === 0) throw new Error("the picture is not there");

    await anna.presses("main a[href$='/edit']");
    await anna.holds("[name=title]", "Das Gleitlager");
    await anna.writes("[name=title]", "Das Lager aus Bronze");
    await anna.presses("button[value=publish]");
    await anna.finds("figure img[alt='Ein Lager aus Bronze']", 1);
    await anna.opens("/");
    await anna.reads("Das Lager aus Bronze");

    await anna.opens(article);
    await anna.presses("main a[href$='/delete']");
    await anna.presses("main form[action$='/delete'] button");
    await anna.opens(article, { status: 410 });
  },
};
