import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newMerchant } from '../../../core/model/index.ts';
import { previewKinds } from '../../../ops/mail/example-letters.ts';
import { keepIncident, open } from '../ops/incident-world.ts';
import { rejectedOf, rejectedRequests } from '../ops/letters.ts';
import { standingPushes } from '../ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../ops/push-world.ts';
import { shellWords } from '../ops/shell-words.ts';
import { problemsOfWords } from '../ops/understood.ts';
import { openConsole } from './console-world.ts';

let world: PushOpsWorld;
beforeEach(async () => {
  world = await openPushWorld(mkdtempSync(join(tmpdir(), 'tsunagi-printed-')));
});
afterEach(() => rmSync(world.folder, { recursive: true }));

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** What a click on a page copies, without `ops`. */
const copiedFrom = (page: string): string[] =>
  [...page.matchAll(/data-copy="npm run ops -- ([^"]*)"/g)].map(([, line = '']) => unescaped(line));

/** What the program would say is wrong with a line, whatever stands for what a person fills in. */
async function wrongIn(line: string): Promise<string[]> {
  const problems = await problemsOfWords(shellWords(line.replaceAll('$QUEUE', 'work').replaceAll(/<[^<>]+>/g, '1')));
  return problems.length === 0 ? [] : [`${line}: ${problems.join(' ')}`];
}

describe('a command to copy', () => {
  it.each([false, true])(
    'runs as every page of the console has it, in a world with something of everything (changes allowed: %s)',
    async (mayChange) => {
      await standingPushes(world);
      const row = newMerchant(
        'kado',
        { name: '角', contacts: [], features: ['import', 'status', 'stock'] },
        world.now(),
      );
      await world.ports.merchants.put(row);
      await keepIncident(world, open);
      await world.ops('pause --mall rms --note 棚卸');
      const rejectedLetters = [rejectedRequests(2), rejectedOf('stock', [{ id: 's-1' }])];
      const console = openConsole({
        world,
        mayChange,
        rejectedLetters,
        options: ' --stage prod --region ap-northeast-1',
      });
      const seen = new Set<string>();
      const lines = new Set<string>();
      const waiting = ['/', '/orders/changes', '/orders/rejected', '/runbook/paused-by-hand'];
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        if (seen.has(path) || seen.size > 150) continue;
        seen.add(path);
        const page = await console.page(path);
        for (const line of copiedFrom(page)) lines.add(line);
        waiting.push(
          ...[...page.matchAll(/href="(\/[^"#?]*(?:\?do=[^"]*)?)"/g)].map(([, href = '']) => unescaped(href)),
        );
      }
      expect(seen.size).toBeGreaterThan(20);
      expect([...lines].filter((line) => line.startsWith('push retry --shop')).length).toBeGreaterThan(0);
      expect(lines.size).toBeGreaterThan(8);
      expect((await Promise.all([...lines].map(wrongIn))).flat()).toEqual([]);
    },
  );

  it('stands in no mail to a merchant, who has no such program', async () => {
    for (const kind of previewKinds) {
      const { text } = JSON.parse((await world.ops(['mail', 'preview', kind, '--json'])).out) as { text: string };
      expect([kind, text.match(/\b(?:ops|npm) [a-z]+/g)]).toEqual([kind, null]);
    }
  });
});
