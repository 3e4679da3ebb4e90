// The stories in their order. The first sets the node up; each other stands by itself. What everybody does is told in
// every way; the others name theirs (`ways`), for the whole of it has to end within minutes.

import admits from "./stories/admits.mjs";
import answers from "./stories/answers.mjs";
import blocks from "./stories/blocks.mjs";
import drafts from "./stories/drafts.mjs";
import follows from "./stories/follows.mjs";
import invites from "./stories/invites.mjs";
import keeps_a_community from "./stories/keeps_a_community.mjs";
import keeps_a_search from "./stories/keeps_a_search.mjs";
import logs_in from "./stories/logs_in.mjs";
import looks_after_her_account from "./stories/looks_after_her_account.mjs";
import looks_around from "./stories/looks_around.mjs";
import looks_elsewhere from "./stories/looks_elsewhere.mjs";
import loses_the_way from "./stories/loses_the_way.mjs";
import sets_up from "./stories/sets_up.mjs";
import talks_in_a_forum from "./stories/talks_in_a_forum.mjs";
import trades from "./stories/trades.mjs";
import turns_away from "./stories/turns_away.mjs";
import writes from "./stories/writes.mjs";

export const STORIES = [
  sets_up,
  logs_in,
  writes,
  drafts,
  answers,
  follows,
  looks_elsewhere,
  blocks,
  invites,
  keeps_a_community,
  admits,
  talks_in_a_forum,
  trades,
  keeps_a_search,
  turns_away,
  looks_after_her_account,
  loses_the_way,
  looks_around,
];
