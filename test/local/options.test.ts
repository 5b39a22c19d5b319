import { describe, expect, it } from 'vitest';
import { help, readOptions } from '../../local/desk/options.ts';

describe('the options of npm start', () => {
  it('an option of npm start reserves changes of orders to the user, and says that this is about the simulated mall', () => {
    expect(readOptions(['--alone'])?.alone).toBe(true);
    expect(() => readOptions(['--alone', '--rms-url', 'https://rms.example'])).toThrow(
      /--alone is about the simulated/,
    );
  });

  it('npm start runs a simulated mall ten times as fast, and says nothing about a mall that is there already', () => {
    expect(readOptions([])).toEqual({
      speed: 10,
      folder: '.tsunagi',
      fresh: false,
      eraseReal: false,
      clockWasAhead: false,
      exitAfterMs: null,
      json: false,
      plain: false,
      journal: null,
      inspect: null,
      tour: false,
      alone: false,
      mall: {
        kind: 'simulated',
        malls: ['rms', 'yahoo', 'amazon', 'shopify'],
        shops: null,
        perHour: null,
        seed: null,
        port: 0,
      },
    });
  });

  it('npm start plays the malls that are named, RMS among them, where all merchants have a shop', () => {
    expect(readOptions(['--malls', 'amazon, rms'])?.mall).toMatchObject({ malls: ['amazon', 'rms'] });
    expect(() => readOptions(['--malls', 'amazon'])).toThrow(
      '--malls: got "amazon", expected names with commas between them, rms among them',
    );
    expect(() => readOptions(['--malls', 'rms,bazaar'])).toThrow('there are rms, yahoo, amazon');
    expect(() => readOptions(['--malls', 'rms', '--rms-url', 'https://rms.example'])).toThrow(
      '--malls is about the simulated mall',
    );
  });

  it('npm start runs in real time with a real mall', () => {
    expect(readOptions(['--rms-url', 'https://api.rms.rakuten.co.jp'])).toMatchObject({
      speed: 1,
      mall: { kind: 'real', sites: { rms: { baseUrl: 'https://api.rms.rakuten.co.jp' } } },
    });
  });

  it('npm start knows Yahoo!ショッピング by two addresses, beside RMS or alone', () => {
    const yahoo = ['--yahoo-url', 'https://shop.example', '--yahoo-auth-url', 'https://auth.example'];
    const address = { baseUrl: 'https://shop.example', authUrl: 'https://auth.example' };
    expect(readOptions(yahoo)?.mall).toEqual({ kind: 'real', sites: { yahoo: address } });
    expect(readOptions(['--rms-url', 'https://rms.example', ...yahoo])?.mall).toEqual({
      kind: 'real',
      sites: { rms: { baseUrl: 'https://rms.example' }, yahoo: address },
    });
    expect(() => readOptions(yahoo.slice(0, 2))).toThrow(
      /--yahoo-auth-url is missing: Yahoo!ショッピング is at several addresses, so give --yahoo-url and --yahoo-auth-url/,
    );
    expect(() => readOptions([...yahoo, '--shops', '3'])).toThrow(/--shops is about the simulated mall/);
  });

  it('npm start removes what real shops left only after a second word beside --fresh, and never in the tour', () => {
    expect(readOptions(['--fresh'])).toMatchObject({ fresh: true, eraseReal: false });
    expect(readOptions(['--fresh', '--erase-real'])).toMatchObject({ fresh: true, eraseReal: true });
    expect(() => readOptions(['--erase-real'])).toThrow(/--erase-real .* goes with --fresh/);
    expect(() => readOptions(['--tour', '--fresh', '--erase-real'])).toThrow(/--erase-real .* never with --tour/);
  });

  it('npm start lets time go back only where it is that of a real mall', () => {
    expect(readOptions(['--rms-url', 'https://rms.example', '--clock-was-ahead'])?.clockWasAhead).toBe(true);
    expect(() => readOptions(['--clock-was-ahead'])).toThrow(/--clock-was-ahead is about a real mall/);
  });

  it.each([
    ['60s', 60_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['596h', 2_145_600_000],
  ])('npm start stops after %s', (text, exitAfterMs) => {
    expect(readOptions(['--exit-after', text])).toMatchObject({ exitAfterMs });
  });

  it('npm start does not stop at once after more than 596 hours, where a timer would', () => {
    expect(() => readOptions(['--exit-after', '597h'])).toThrow(/--exit-after: got "597h", expected .* at most 596h/);
  });

  it('wrong options of npm start are refused all at once, each with what was got and what was expected', () => {
    const wrong = ['--speed', 'fast', '--shops', '0', '--exit-after', '90', '--port', '70000'];
    expect(() => readOptions(wrong)).toThrow(/--shops: got "0"[\s\S]*--port: got "70000"[\s\S]*--exit-after: got "90"/);
    expect(() => readOptions(wrong)).toThrow(/--speed: got "fast", expected a number from 0\.1 to 100/);
  });

  it('options of the simulated mall do not go with a real one', () => {
    const both = ['--rms-url', 'https://mall.example', '--shops', '3', '--speed', '10'];
    expect(() => readOptions(both)).toThrow(/--speed: got 10; a real mall[\s\S]*--shops is about the simulated mall/);
  });

  it('unknown options of npm start are refused', () => {
    expect(() => readOptions(['--shop', '3'])).toThrow(/'--shop'/);
  });

  it('npm start --help has every option', () => {
    expect(readOptions(['--help', '--shops', '0'])).toBeNull();
    for (const name of [
      'shops',
      'per-hour',
      'seed',
      'speed',
      'rms-url',
      'yahoo-url',
      'data',
      'fresh',
      'erase-real',
      'clock-was-ahead',
      'exit-after',
      'json',
      'journal',
      'inspect',
      'port',
      'plain',
    ]) {
      expect(help).toContain(`  --${name} `);
    }
  });
});
