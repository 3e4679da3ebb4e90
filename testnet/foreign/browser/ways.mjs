// The ways in which people come to our pages. Stories that name none are told in each of them.

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

/** `keys`: nothing but the keyboard is used, on a page enlarged until it is as narrow as on a phone. `scripts: false`: as
 * if the page could run none. */
export const WAYS = [
  { name: "phone-light", viewport: PHONE, scheme: "light", language: "ru" },
  { name: "phone-dark", viewport: PHONE, scheme: "dark", language: "de" },
  { name: "desktop-light", viewport: DESKTOP, scheme: "light", language: "en" },
  { name: "desktop-dark", viewport: DESKTOP, scheme: "dark", language: "ru" },
  { name: "keyboard", viewport: PHONE, scheme: "light", language: "ru", keys: true },
  { name: "no-scripts", viewport: PHONE, scheme: "dark", language: "ru", scripts: false },
];

/** The four looks of a page: each screen in each colour scheme. */
export const LOOKS = [PHONE, DESKTOP].flatMap((viewport) =>
  ["light", "dark"].map((scheme) => ({
    name: `${viewport === PHONE ? "phone" : "desktop"}-${scheme}`,
    viewport,
    scheme,
  })),
);

/** What playwright wants to know of a way. */
export function context(way) {
  return {
    viewport: way.viewport,
    colorScheme: way.scheme,
    locale: way.language ?? "ru",
    reducedMotion: "reduce",
    javaScriptEnabled: way.scripts !== false,
    // The certificates of these names are signed by an authority that only the tests know.
    ignoreHTTPSErrors: true,
  };
}
