import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { serveConsole } from '../../../console/serve.ts';
import { TsunagiError } from '../../../core/kernel/index.ts';
import { consoleCommand } from '../../../ops/console/console-command.ts';
import type { ServeConsole, Start } from '../../../ops/frame/command.ts';
import { openConsole } from './console-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `ops console` until it has begun, and says what it printed. */
async function run(serve: ServeConsole, values: object): Promise<string> {
  const world = openConsole();
  const said: unknown[] = [];
  const terminal = {
    print: (...lines: unknown[]) => said.push(...lines),
    say: () => undefined,
    printJson: () => undefined,
    interruption: () => ({ isAsked: () => true, wait: async () => undefined, release: () => undefined }),
  };
  const context = { ...world, place: 'stage prod, ap-northeast-1', terminal, serveConsole: serve };
  const start = { terminal, open: async () => context } as unknown as Start;
  await consoleCommand.run(start, { port: 0, allowChanges: true, json: false, ...values });
  return said.join('\n');
}

describe('the record of a console', () => {
  it('is a file that is named at the start and only its owner reads: it was on the terminal alone', async () => {
    const record = join(folder, 'a.log');
    let served: Parameters<ServeConsole>[1] | undefined;
    const said = await run(
      async (_, options) => {
        served = options;
        options.record('one');
        options.record('two');
        return { entrance: () => 'http://127.0.0.1:1/', close: async () => undefined };
      },
      { record, by: 'miyu' },
    );
    expect(said).toContain(`Changes, and looks at personal data, are written to ${record}.`);
    expect([readFileSync(record, 'utf8'), statSync(record).mode & 0o777]).toEqual(['one\ntwo\n', 0o600]);
    expect(served?.by).toBe('miyu');
  });

  it('keeps the console from being served where it cannot be written', async () => {
    const serve = vi.fn<ServeConsole>();
    const record = join(folder, 'nowhere', 'a.log');
    await expect(run(serve, { record })).rejects.toThrow(`--record: got ${record} (ENOENT)`);
    expect(serve).not.toHaveBeenCalled();
  });

  it('says who did what, where, and what became of it', async () => {
    const lines: string[] = [];
    const world = openConsole();
    const instance = { ...world, place: 'stage prod', countReads: async () => Promise.reject(new Error('unused')) };
    const served = await serveConsole(instance as never, {
      ...{ port: 0, mayChange: true, by: 'miyu', record: (line: string) => lines.push(line) },
    });
    try {
      const entered = await fetch(served.entrance(), { redirect: 'manual' });
      const headers = { cookie: entered.headers.getSetCookie().at(-1)?.split(';')[0] ?? '' };
      const { origin } = new URL(served.entrance());
      const page = await (await fetch(`${origin}/shipments`, { headers })).text();
      const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(page) ?? [];
      const body = new URLSearchParams({ csrf });
      await fetch(`${origin}/shops/rms%23none/resume`, { method: 'POST', headers, body });
    } finally {
      await served.close();
    }
    expect(lines).toEqual([
      expect.stringMatching(/^2026-\S+ \S+ miyu \(stage prod\): POST \/shops\/rms%23none\/resume: refused$/),
    ]);
  });

  it('says that a change failed where its tables do not answer', async () => {
    const console = openConsole({ mayChange: true });
    await console.addShop('kado-no-mise');
    vi.spyOn(console.ports.pauses, 'setOver').mockRejectedValue(
      new TsunagiError('store.failing', 'later', 'Throttled.'),
    );
    const answer = await console.submit('/shops/rms%23kado-no-mise', '/pause', { note: '山田様のため' });
    expect([answer.status, console.recorded]).toEqual([503, ['ops shops pause --shop rms#kado-no-mise: failed']]);
  });
});
