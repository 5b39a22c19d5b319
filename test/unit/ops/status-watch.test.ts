import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { type Paint, paintOn } from '../../../ops/terminal/streams.ts';
import { type OpsWorld, openWorld, start, type TerminalSetting } from './world.ts';

// Issue 19, 18: no `status --watch`, and no colours.

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise', { cursor: start - minuteMs });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Looks that often, with seconds between two looks that nobody waits for, and then types Ctrl-C. */
async function watched(
  words: string,
  looks: number,
  setting: TerminalSetting = {},
  between: (look: number) => void = () => {},
) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const signals = new EventEmitter();
  const all = world.ports.shops.all.bind(world.ports.shops);
  let seen = 0;
  Object.assign(world.ports.shops, {
    async all() {
      if (++seen === looks) signals.emit('SIGINT');
      else setImmediate(() => void vi.advanceTimersByTimeAsync(60_000));
      between(seen);
      return all();
    },
  });
  const said = await world.ops(`status --watch ${words}`.trim(), { ...setting, signals });
  return { ...said, left: signals.eventNames() };
}

describe('ops status --watch', () => {
  it('draws each look in the place of the one before, and leaves the last one and the cursor', async () => {
    const { code, out, left } = await watched('', 3, { columns: 80 }, () => world.pass(5_000));
    expect([code, left]).toEqual([0, []]);
    const frames = out.split('\u001b[?25l');
    expect(frames).toHaveLength(4);
    for (const [index, time] of ['15:45:00', '15:45:05', '15:45:10'].entries())
      expect(frames[index + 1]).toContain(time);
    const lines = (frames[1] as string).split('\n').length - 1;
    expect(frames[2]).toMatch(new RegExp(`^\\r\u001b\\[${lines}A`));
    expect(out.endsWith('\u001b[?25h')).toBe(true);
  });

  it('is never taller than the terminal: it could not be drawn in place', async () => {
    const { out } = await watched('', 2, { columns: 80, rows: 8 });
    const [, first = ''] = out.split('\u001b[?25l');
    expect(first.split('\n').length - 1).toBe(7);
    expect(first).toMatch(/… \d+ more lines: a taller terminal shows them/);
  });

  it('prints one look after the other where there is no terminal, and a line of JSON each where that is wanted', async () => {
    const plain = await watched('', 2);
    expect(plain.out.match(/^local \(\.tsunagi\), 2026-11-24/gm)).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none.
    expect(plain.out).not.toMatch(/[\u001b]/);
    vi.useRealTimers();
    const json = await watched('--json', 2);
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).shopsTotal),
    ).toEqual([1, 1]);
  });

  it('goes on when a look fails, and says so beside the last one', async () => {
    let isBroken = false;
    const list = world.ports.spans.list.bind(world.ports.spans);
    Object.assign(world.ports.spans, {
      list: async () =>
        isBroken ? Promise.reject(new TsunagiError('store.failing', 'later', 'The tables do not answer.')) : list(),
    });
    const { code, out } = await watched('', 2, { columns: 80 }, (look) => {
      isBroken = look > 1;
    });
    const last = out.split('\u001b[?25l').at(-1) as string;
    expect([code, last]).toEqual([0, expect.stringContaining('It could not be looked at: The tables do not answer.')]);
    expect(last).toContain('kado-no-mise');
  });
});

describe('the colours of states', () => {
  const inTags: Paint = (look, text) => `<${look}>${text}</${look}>`;

  it('say at once what is well and what is not, in status, shops list and incidents list', async () => {
    await world.addShop('sakura-kitchen', { cursor: start - 3 * hourMs });
    await world.ops('pause --shop kado-no-mise --note x');
    await world.ports.health.put({
      ...{ mall: 'rms', capability: 'stock', version: 1 },
      state: { kind: 'down', since: start - hourMs, detectedAt: start - hourMs },
    });
    const { out } = await world.ops('status', { columns: 100, paint: inTags });
    expect(out).toContain('malls     <bad>rms stock: down since');
    expect(out).toContain('<good>rms import, status: healthy</good>');
    expect(out).toMatch(/ <warn>paused: manual<\/warn> /);
    expect(out).toMatch(/ <bad>behind<\/bad> /);
    expect((await world.ops('shops list', { columns: 100, paint: inTags })).out).toMatch(/<bad>behind<\/bad>/);
  });

  it('take no columns: without them the same is in the same place', async () => {
    const [plain, coloured] = [
      await world.ops('status', { columns: 80 }),
      await world.ops('status', { columns: 80, paint: inTags }),
    ];
    expect(coloured.out).not.toBe(plain.out);
    expect(coloured.out.replaceAll(/<\/?(?:good|warn|bad)>/g, '')).toBe(plain.out);
  });

  it('are those of the terminal: none in a pipe and with NO_COLOR, and some with FORCE_COLOR', () => {
    const to = (isTTY: boolean) =>
      paintOn(
        Object.assign(new Writable(), {
          isTTY,
          getColorDepth: () =>
            WriteStream.prototype.getColorDepth.call(null as never, { ...process.env, TERM: 'xterm' }),
        }),
      )('bad', 'down');
    // CI is one of them: Node gives most build services no colours.
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, undefined);
    expect([to(true), to(false)]).toEqual(['\u001b[31mdown\u001b[39m', 'down']);
    vi.stubEnv('NO_COLOR', '1');
    expect(to(true)).toBe('down');
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', '1');
    expect(to(false)).toBe('\u001b[31mdown\u001b[39m');
  });
});
