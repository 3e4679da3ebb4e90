// What a node wrote to people's own addresses, as the test keeps it (../../tests/foreign/post.rs). Some nodes send no
// mail; there the pages show the links instead.

/** Whether the node of this stage sends mail. */
export const sendsMail = (stage) => stage.mails !== undefined;

/** Waits for the newest mail to somebody with a link that holds `part`, and that link's path. */
export async function mailed(stage, to, part) {
  for (let tries = 0; tries < 200; tries += 1) {
    const mails = await (await fetch(stage.mails)).json();
    const links = mails.filter((mail) => mail.to.includes(to)).flatMap((mail) => mail.plain.match(/https?:\S+/g) ?? []);
    const link = links.findLast((one) => one.includes(part));
    if (link) return new URL(link).pathname;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`no mail to ${to} leads to ${part}`);
}
