import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';

/** The story, a line each, in order. */
const story = [
  /^Orders of all shops come in/,
  /^Now RMS breaks\./,
  /^It is certain: everything is held\./,
  /^Each affected merchant gets one mail: 【.+】楽天市場 /,
  /^Buyers go on buying: \d+ orders wait at RMS\.$/,
  /^Yahoo sells the last pieces of /,
  /^What Yahoo sells is reckoned; the levels of [1-9]\d* items are held for RMS\.$/,
  /^RMS comes back\.$/,
  /^A first answer\. A few shops go ahead/,
  /^Every order of the outage is here\.$/,
  /^Stock is in step: .+ No level of the outage was sent\.$/,
  /^RMS is well\. Every shop is compared/,
  /^3 shops audited: 0 missing, 0 doubled\. The all-clear: 【復旧/,
  /^One names what was sold twice, 【復旧/,
  /^That was all, in \d+ min \d+ s\. No action was needed to detect, hold, resume or audit\. What no software can decide is left to the merchants: [1-9]\d* to check \(要確認\)\. Mails before the all-clear: \d+\.$/,
];

interface Mail {
  readonly subject: string;
  readonly to: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-tour-'));
const { child, ended, said } = startDesk('--tour', '--data', folder);
afterAll(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('npm start -- --tour', () => {
  it('npm start -- --tour shows an outage from its beginning to the all-clear by itself, each step once', async () => {
    const url = await until('the mailbox', () => /Mails: (http:\S+)/.exec(said())?.[1]);
    await Promise.race([ended, until('the last line', () => said().includes('That was all'), 900_000)]);
    expect(said()).toContain('That was all');
    const emails = (await (await fetch(`${url}mails`)).json()) as readonly Mail[];
    expect(await ended, said()).toBe(0);

    const told = said()
      .split('\n')
      .flatMap((line) => (line.startsWith('── ') ? [line.slice('── '.length)] : []));
    expect(told).toEqual(story.map((line) => expect.stringMatching(line)));
    expect(said()).toMatch(/Stopped with (\d+) of \1 orders; missing 0\./);

    // Each merchant gets both mails, and none twice.
    const mails = Map.groupBy(emails, ({ to }) => to.join());
    expect(mails.size).toBe(3);
    for (const [, ofOne] of mails) {
      expect(ofOne.map(({ subject }) => subject)).toEqual([
        expect.stringMatching(/^【.+】楽天市場 接続障害のお知らせ/),
        expect.stringMatching(/^【復旧/),
      ]);
    }
  });
});
