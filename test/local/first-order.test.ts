import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, type StartedApi, startApi } from '../api/fixture/started-api.ts';

const page = 'docs/start/first-order-by-api.md';
const mark = '---- the next block ----';
/** A block that waits for what never comes. */
const onlyHangsMs = 300_000;

let api: StartedApi;
beforeAll(async () => {
  api = await startApi('--alone', '--speed', '1');
});
afterAll(() => api.stop());

/** Runs all blocks in one shell, as a reader does, and gives what each printed. */
async function answersOf(blocks: readonly string[]): Promise<string[]> {
  const script = blocks.map((text) =>
    text
      .replaceAll('.tsunagi/', `${api.folder}/`)
      .replaceAll('npm --silent run ops -- api-keys', `"${process.execPath}" bin/ops.js api-keys`)
      .replace('--scopes', `--data "${api.folder}" --scopes`),
  );
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script.join(`\necho; echo '${mark}'\n`)], {
    timeout: onlyHangsMs,
  });
  return stdout.split(mark).map((part) => part.trim());
}

/** Fields whose values are words of the API, and no examples. */
const exact = ['kind', 'state', 'what', 'outcome', 'type', 'status', 'todo', 'progressName', 'about'];

/** What the page shows and an answer lacks; an entry of a list is in it if one of its entries fits. */
function lacking(shown: unknown, answer: unknown, path = '', name = ''): string[] {
  if (Array.isArray(shown)) {
    if (!Array.isArray(answer)) return [`${path}: no list`];
    return shown.flatMap((one, index) => {
      const tries = answer.map((other) => lacking(one, other, `${path}[${index}]`));
      return tries.some((faults) => faults.length === 0) ? [] : (tries[0] ?? [`${path}[${index}]: is not there`]);
    });
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof answer !== 'object' || answer === null) return [`${path}: no object`];
    return Object.entries(shown).flatMap(([key, value]) =>
      key in answer
        ? lacking(value, (answer as Record<string, unknown>)[key], `${path}.${key}`, key)
        : [`${path}.${key}`],
    );
  }
  if (exact.includes(name) && shown !== answer) return [`${path}: ${JSON.stringify(answer)}`];
  return typeof shown === typeof answer || answer === null || shown === null ? [] : [`${path}: ${typeof answer}`];
}

describe('the page of the first order by API', () => {
  it('the page of the first order by API shows what each of its requests is answered with at npm start', async () => {
    const blocks = blocksOf(page, 'sh', 'json');
    const answers = await answersOf(blocks.filter(({ language }) => language === 'sh').map(({ text }) => text));
    let step = -1;
    const faults = blocks.flatMap(({ language, text }) => {
      if (language === 'sh') step += 1;
      return language === 'sh' ? [] : lacking(JSON.parse(text), JSON.parse(answers[step] ?? ''), `block ${step + 1}`);
    });
    expect(faults).toEqual([]);
    expect(step).toBe(6);
    const log = readFileSync(join(api.folder, 'logs', 'api.log'), 'utf8');
    expect(log).toContain('"event":"api.buyers-read"');
  });
});
