import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openHistory } from '../../local/desk/mall-history.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-history-'));
afterAll(() => rmSync(root, { recursive: true }));

const start = Date.UTC(2026, 10, 24);
const begin = () => ({ seed: 1, at: start });

it.each([
  ['beginning.json', '', /beginning\.json is broken: expected \{"seed":…,"at":…\}/],
  ['beginning.json', '{"seed":1,"at":1e300}', /beginning\.json is broken: .*within ten years of now/],
  ['beginning.json', '{"seed":1}', /beginning\.json is broken/],
  ['doings.ndjson', `{"at":${start},"name":"now-ms","body":{}}\nnonsense\n`, /doings\.ndjson is broken: line 2 is not/],
  ['doings.ndjson', '{"at":1e300,"name":"add-orders","body":{}}\n', /doings\.ndjson is broken: line 1 is not/],
])('a mall whose %s is broken names the file and what to do: %j', (name, text, message) => {
  const folder = mkdtempSync(join(root, 'case-'));
  openHistory(folder, 'rms', begin);
  writeFileSync(join(folder, 'simulator', name), text);
  const opening = () => openHistory(folder, 'rms', begin);
  expect(opening).toThrow(message);
  expect(opening).toThrow(/Put back the file that was there, or begin again with --fresh/);
});
