// The stories in their order. The first sets the node up; each other stands by itself.

import answers from "./stories/answers.mjs";
import blocks from "./stories/blocks.mjs";
import drafts from "./stories/drafts.mjs";
import follows from "./stories/follows.mjs";
import logs_in from "./stories/logs_in.mjs";
import loses_the_way from "./stories/loses_the_way.mjs";
import sets_up from "./stories/sets_up.mjs";
import writes from "./stories/writes.mjs";

export const STORIES = [sets_up, logs_in, writes, drafts, answers, follows, blocks, loses_the_way];
