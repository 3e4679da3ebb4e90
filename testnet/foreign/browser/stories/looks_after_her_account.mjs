// Anna mistypes her password when she changes it, begins with a second factor, logs in with one of the codes for the day
// on which the telephone is lost, and ends it again.

import { createHmac } from "node:crypto";
import { OWNER } from "./sets_up.mjs";

export default {
  name: "looks after her account",
  ways: ["desktop-light", "phone-dark", "no-scripts"],
  async tell(anna) {
    await anna.opens("/account");
    await anna.writes("form[action='/account/password'] [name=old_password]", "drei Achsen und ein Tee");
    await anna.writes("form[action='/account/password'] [name=password]", "fünf Achsen und ein Kaffee um acht");
    await anna.presses("form[action='/account/password'] button", { status: 422 });
    await anna.finds("#p-old_password .problem", 1);

    await anna.presses("a[href='/account/second-factor']");
    await anna.writes("[name=code]", "000000");
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button", { status: 422 });
    await anna.finds("#p-code .problem", 1);
    const secret = await anna.page.locator("[name=secret]").inputValue();
    await anna.writes("[name=code]", codeOf(secret));
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button");
    const code = await anna.page.locator(".codes code").first().innerText();
    await anna.presses("main a[href='/account']");

    await anna.presses("form[action='/logout'] button");
    await anna.opens("/login?next=/account");
    await anna.writes("[name=name]", OWNER.name);
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button");
    await anna.writes("[name=code]", "nonsense");
    await anna.presses("main form button", { status: 422 });
    await anna.writes("[name=code]", code);
    await anna.presses("main form button");
    await anna.presses("a[href='/account/second-factor/end']");
    await anna.writes("[name=password]", OWNER.password);
    await anna.presses("main form button");
    await anna.opens("/password/forgotten");
  },
};

/** What a telephone shows now: RFC 6238 with its usual numbers. */
function codeOf(base32) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...base32.replaceAll(/[ =]/g, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
