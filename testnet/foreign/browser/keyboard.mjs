// Hands on a keyboard: everything is reached with Tab, and at each stop one has to see where one is.

const MOST_STOPS = 300;
/** How often the focus may be found where it was: on a busy machine, a press is not always done when one looks. */
const MOST_WAITS = 3;

/** Goes on with Tab until an element (or, of a group of choices, one of them) has the focus. */
export async function reach(page, watch, selector) {
  const wanted = await page.locator(selector).first().elementHandle({ timeout: 5000 });
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await wanted.evaluate(hasFocus)) return;
    await page.keyboard.press("Tab");
    judge(watch, await stop(page));
  }
  throw new Error(`Tab never comes to ${selector}`);
}

/** Walks over the whole page once and judges every stop; nothing may be left out, and nothing may hold one fast. */
export async function walk(page, watch) {
  await page.evaluate(() => document.activeElement?.blur());
  const seen = new Set();
  let [last, waits] = [null, 0];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const here = await stop(page);
    // A page that was opened at a place in it begins there, and after its last stop comes its first.
    if (here === null) continue;
    waits = here.number === last ? waits + 1 : 0;
    if (waits > 0 && waits < MOST_WAITS) continue;
    last = here.number;
    if (here.number === [...seen][0]) break;
    if (seen.has(here.number)) {
      watch.found("the keyboard is held fast", here.place);
      break;
    }
    seen.add(here.number);
    judge(watch, here);
  }
  const left = await page.evaluate(
    (numbers) => {
      const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary")];
      const open = stops.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
      const missed = open.filter((one) => !numbers.includes(one.dataset.stop) && !isChosenElsewhere(one));
      return missed.map((one) => one.outerHTML.slice(0, 160));
      // Of a group of choices only one is a stop; the arrows lead to the others.
      function isChosenElsewhere(one) {
        return one.type === "radio" && open.some((other) => other.name === one.name && numbers.includes(other.dataset.stop));
      }
    },
    [...seen],
  );
  for (const place of left) watch.found("the keyboard cannot reach it", place);
}

export async function press(page, watch, selector, key = "Enter") {
  await reach(page, watch, selector);
  await page.keyboard.press(key);
}

export async function type(page, watch, selector, text) {
  await reach(page, watch, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

export async function choose(page, watch, selector) {
  await reach(page, watch, selector);
  const wanted = page.locator(selector).first();
  if ((await wanted.getAttribute("type")) === "checkbox") {
    if (!(await wanted.isChecked())) await page.keyboard.press("Space");
    return;
  }
  for (let presses = 0; presses < 20; presses += 1) {
    if (await wanted.isChecked()) return;
    await page.keyboard.press(presses === 0 ? "Space" : "ArrowDown");
  }
  throw new Error(`the arrows never choose ${selector}`);
}

export async function select(page, watch, selector, value) {
  await reach(page, watch, selector);
  const wanted = page.locator(selector).first();
  await page.keyboard.press("Home");
  for (let presses = 0; presses < 100; presses += 1) {
    if ((await wanted.inputValue()) === value) return;
    await page.keyboard.press("ArrowDown");
    // Where a choice changes the page, one looks at it before one goes on.
    await page.waitForFunction(() => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling") === null);
  }
  throw new Error(`the arrows never choose ${value} of ${selector}`);
}

export async function hand(page, watch, selector, file) {
  await reach(page, watch, selector);
  const chooser = (await chooserOf(page, 5000)) ?? (await chooserOf(page, 20000));
  if (!chooser) throw new Error(`${selector} offers no files`);
  await chooser.setFiles(file);
}

/** What Space opens; null if nothing came. Chromium without a window drops one now and then, and one presses again. */
async function chooserOf(page, timeout) {
  const opened = page.waitForEvent("filechooser", { timeout }).catch(() => null);
  await page.keyboard.press("Space");
  return opened;
}

function hasFocus(wanted) {
  const here = document.activeElement;
  return here === wanted || (wanted.type === "radio" && here?.type === "radio" && here.name === wanted.name && here.form === wanted.form);
}

/** Where the focus is, and whether that can be seen; null if it is nowhere in the page. */
function stop(page) {
  return page.evaluate(() => {
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    here.dataset.stop ??= String((window.lastStop = (window.lastStop ?? 0) + 1));
    const style = getComputedStyle(here);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const boxes = [...here.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    const isSeen = boxes.some((box) => {
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      if (left >= right || top >= bottom) return false;
      const upper = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return upper !== null && (here.contains(upper) || upper.contains(here));
    });
    return {
      number: here.dataset.stop,
      place: here.outerHTML.slice(0, 160),
      hasRing: outline || style.boxShadow !== "none",
      isSeen,
    };
  });
}

function judge(watch, here) {
  if (here === null) return;
  if (!here.hasRing) watch.found("the focus has no ring", here.place);
  if (!here.isSeen) watch.found("the focus cannot be seen", here.place);
}
