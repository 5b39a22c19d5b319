import { dayMs } from '../../core/kernel/index.ts';
import { keyExpiryOf, pendingOf } from '../../core/model/index.ts';
import { keyFigures } from '../../core/tenants/index.ts';
import { flag, optional, wholeNumber } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { exit } from '../frame/exit.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso, jstIsoOrNull } from '../terminal/time.ts';
import { byEnd, keyColumns, keyJson } from './key-lines.ts';

/** `ops keys list`: when the keys of all shops end. */
export const keysList = defineCommand({
  name: 'keys list',
  summary: 'Lists when each shop’s key ends, the first one first',
  help: `楽天市場 is asked once a day for each shop; "-" stands where its ライセンス管理API
is not ticked. The end at Yahoo!ショッピング follows from the moment of the consent, and
from when the 公開鍵 was issued. days are midnights in Japan until then: 0 is the
last day. "next key" is one that waits until the mall takes it (ops keys rotate).
From 110 columns on it says when the end was read.`,
  examples: [
    ['keys list', 'every shop'],
    ['keys list --within 14', 'those whose key has ended, ends within two weeks, or waits'],
    ['keys list --json', 'as one line of JSON, with the figures of all'],
  ],
  arguments: {},
  options: {
    within: optional(wholeNumber('<days>', 'only keys that end within so many days', { from: 1, to: 400 })),
    json: flag('one line of JSON'),
  },
  async run({ ports, terminal }, { within, json }) {
    const now = ports.clock.now();
    const all = await ports.shops.all();
    const shops = all
      .filter((shop) => {
        if (within === undefined || pendingOf(shop) !== null) return true;
        const expiry = keyExpiryOf(shop);
        return expiry !== null && expiry.at - now < within * dayMs;
      })
      .sort(byEnd);
    const { firstAt, ...figures } = keyFigures(all, now);
    if (json) {
      terminal.printJson({
        at: jstIso(now),
        ...figures,
        firstEndsAt: jstIsoOrNull(firstAt),
        keys: shops.map((shop) => keyJson(shop, now)),
      });
    } else if (all.length === 0) terminal.print('There is no shop yet. Add one: ops shops add --help');
    else if (shops.length === 0) terminal.print(`No key ends within ${within} days.`);
    else terminal.print(...tableLines(shops, keyColumns(shops, now, terminal.width), terminal.width));
    return exit.ok;
  },
});
