import { describe, expect, it } from 'vitest';
import { momentOf, type When, when } from '../../../ops/arguments/parameter.ts';
import { openWorld, start } from './world.ts';

const read = (typed: string): When | string => {
  const reading = when('').read(typed);
  return 'value' in reading ? reading.value : reading.problem;
};
const at = (iso: string): When => ({ at: Date.parse(iso) });

describe('a moment', () => {
  it.each([
    ['2026-11-24', '2026-11-24T00:00:00+09:00'],
    ['2026-11-24T15:45', '2026-11-24T15:45:00+09:00'],
    ['2026-11-24 15:45:07', '2026-11-24T15:45:07+09:00'],
    ['2028-02-29', '2028-02-29T00:00:00+09:00'],
  ])('typed as %s is Japanese time', (typed, iso) => {
    expect(read(typed)).toEqual(at(iso));
  });

  it('may be copied from what --json printed', () => {
    expect(read('2026-11-24T15:45:07.123+09:00')).toEqual(at('2026-11-24T15:45:07+09:00'));
  });

  it.each([
    ['now', '2026-11-24T15:45:00+09:00'],
    ['-30m', '2026-11-24T15:15:00+09:00'],
    ['-3h', '2026-11-24T12:45:00+09:00'],
    ['-2d', '2026-11-22T15:45:00+09:00'],
    ['+2h', '2026-11-24T17:45:00+09:00'],
    ['today', '2026-11-24T00:00:00+09:00'],
    ['yesterday', '2026-11-23T00:00:00+09:00'],
    ['tomorrow', '2026-11-25T00:00:00+09:00'],
  ])('%s is meant by the clock of the instance, in Japan', (typed, iso) => {
    const moment = read(typed);
    expect(typeof moment).toBe('object');
    expect(momentOf(moment as When, start)).toBe(Date.parse(iso));
  });

  it('today is the day in Japan, though it is still yesterday in UTC', () => {
    const early = Date.parse('2026-11-24T08:30:00+09:00');
    expect(momentOf(read('today') as When, early)).toBe(Date.parse('2026-11-24T00:00:00+09:00'));
  });

  it.each(['24/11/2026', '2026-11-24T15', '-3', '3h', '2h+', '2026-11-24Z', 'Today', ''])('is not %j', (typed) => {
    expect(read(typed)).toContain(`got ${JSON.stringify(typed)}, expected 2026-11-24,`);
  });

  it.each(['2026-02-30', '2026-11-24T24:30', '2027-02-29'])('%s does not exist', (typed) => {
    expect(read(typed)).toContain('is not a moment that exists');
  });
});

describe('wrong arguments', () => {
  it('are all reported at once, and nothing is opened', async () => {
    const said = await openWorld().ops('import --from 24.11. --to -3x --jsno');
    expect(said.code).toBe(2);
    expect(said.out).toBe('');
    expect(said.err.split('\n').map((line) => line.replace(/(: is missing|: got|: there is).*/, '$1'))).toEqual([
      'ops import cannot run like this (see ops import --help):',
      '  - --jsno: there is',
      '  - --shop: is missing',
      '  - --from: got',
      '  - --to: got',
      '',
    ]);
  });

  it('are reported with what was probably meant', async () => {
    const world = openWorld();
    await world.addShop('kado-no-mise');
    const told = async (words: string): Promise<string> => (await world.ops(words)).err;
    expect(await told('status --jsno')).toContain('--jsno: there is no such option. Did you mean --json? Options: ');
    expect(await told('status --colour')).toContain('--colour: there is no such option. Options: ');
    expect(await told('push list --state confrimed')).toContain('Did you mean confirmed?');
    expect(await told('import --shop kado-no-mse --from -1h --to now')).toContain('Did you mean kado-no-mise?');
    expect(await told('incident list')).toContain('Did you mean incidents?');
    expect(await told('stock shwo')).toContain('Did you mean show?');
  });

  it('are reported with the command to look at, and all of them where the last option has no value', async () => {
    const told = async (words: string) => {
      const { code, out, err } = await openWorld().ops(words);
      return [code, out, err];
    };
    const wrong = (called: string, ...problems: readonly string[]) => [
      2,
      '',
      [
        `${called} cannot run like this (see ${called} --help):`,
        ...problems.map((problem) => `  - ${problem}`),
        '',
      ].join('\n'),
    ];
    expect(await told('statsu')).toEqual(wrong('ops', "unknown command 'statsu' (Did you mean status?)"));
    expect(await told('stock frobnicate')).toEqual(wrong('ops stock', "unknown command 'frobnicate'"));
    expect(await told('orders --foo')).toEqual(wrong('ops orders', "unknown option '--foo'"));
    const missing = '--stage: its value is missing; expected <stage> after it.';
    expect(await told('status --stage')).toEqual(wrong('ops status', missing));
    const many = (await told('import --from 24.11. --jsno --to')).join('\n');
    for (const problem of ['--jsno: there is', '--to: its value is missing; expected <when>', '--shop: is missing']) {
      expect(many).toContain(problem);
    }
    expect(many).toContain('--from: got "24.11."');
    expect(many).not.toContain('--to: is missing');
  });

  it('are not there where what looks like an option is the value of one', async () => {
    const { code, err } = await openWorld().ops('pause --note --stage');
    expect([code, err]).toEqual([2, expect.not.stringContaining('--stage')]);
  });

  it('of a position are reported by its name', async () => {
    const said = await openWorld().ops('orders show');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('<受注番号>: is missing (the order number')]);
  });

  it('may be too many', async () => {
    const said = await openWorld().ops('pauses rms');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('"rms": nothing is expected here.')]);
  });

  it('that only contradict each other are reported with the rest', async () => {
    const said = await openWorld().ops('orders export --from -1h --to x --format json --encoding shift_jis --bom');
    expect(said.err).toContain('--to: got "x"');
    expect(said.err).toContain('--encoding: JSON is always utf8.');
    expect(said.err).toContain('--bom: only a CSV in utf8 has one.');
  });

  it('about what there is are reported together too', async () => {
    const world = openWorld();
    await world.addShop('kado-no-mise');
    const said = await world.ops('import --shop kado-no-misse --from now --to -1h');
    expect(said.code).toBe(2);
    expect(said.err).toBe(
      [
        'This import cannot start:',
        '  - --shop: there is no shop "kado-no-misse". Did you mean kado-no-mise? Shops: kado-no-mise.',
        '  - --from (2026-11-24 15:45:00) must lie before --to (2026-11-24 14:45:00).',
        '',
      ].join('\n'),
    );
  });
});

describe('help', () => {
  it.each([
    ['help', 'Usage: ops <command>'],
    ['help orders', 'Usage: ops orders'],
    ['orders help', 'Usage: ops orders'],
    ['help orders show', 'Usage: ops orders show'],
    ['orders help show', 'Usage: ops orders show'],
    ['help status', 'Usage: ops status'],
  ])('may be asked for as ops %s', async (words, usage) => {
    expect(await openWorld().ops(words)).toMatchObject({ code: 0, err: '', out: expect.stringContaining(usage) });
  });

  it('of a program is asked of the program, and of nothing that is there is refused', async () => {
    await expect(openWorld().ops('help drill')).rejects.toThrow('drill is a program of its own');
    const told = async (words: string) => (await openWorld().ops(words)).err;
    expect(await told('help statsu')).toContain("unknown command 'statsu' (Did you mean status?)");
    expect(await told('orders help shwo')).toContain('(see ops orders --help)');
    // A merchant may be called so.
    expect(await told('merchants show help')).toContain('"help"');
  });

  it('is a success, on stdout, and names every command and exit code', async () => {
    const { code, out } = await openWorld().ops('--help');
    expect(code).toBe(0);
    for (const word of ['status', 'import', 'orders', 'shops', 'pauses', '0  done', '3  refused'])
      expect(out).toContain(word);
  });

  it('of a command shows its options and examples', async () => {
    const { code, out } = await openWorld().ops('orders export --help');
    expect(code).toBe(0);
    for (const word of ['--encoding <utf8|shift_jis>', '--data <folder>', 'Examples:', '送付先氏名', '-3h']) {
      expect(out).toContain(word);
    }
  });

  it('is what a missing or mistyped command gets, as wrong usage', async () => {
    expect(await openWorld().ops([])).toMatchObject({ code: 2, err: expect.stringContaining('Commands:') });
    expect(await openWorld().ops('stattus')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean status?'),
    });
  });
});
