import { describe, expect, it } from 'vitest';
import { leftText, openTour, soldTwiceText, type TourScene } from '../../local/desk/tour.ts';

it('"No action was needed" beside 【復旧・要確認1件】: the tour says what its mails leave to the merchants', () => {
  const subjects = ['【復旧】楽天市場 接続復旧のお知らせ', '【復旧・要確認1件】楽天市場 接続復旧のお知らせ'];
  expect(String(leftText(subjects))).toMatch(/left to the merchants: 1 to check \(要確認\)\.$/);
  expect(String(leftText(subjects.slice(0, 1)))).toBe('No action was needed to detect, hold, resume or audit.');
});

it('"It names what was sold twice" below the all-clear of another merchant: the tour quotes the mail that does', () => {
  const mails = [
    { subject: '【復旧・取込漏れ0件】楽天市場', text: '漏れはありません。' },
    { subject: '【復旧・要確認1件】楽天市場', text: '次の1点\n・Tシャツ(SKU: T-1): 2個不足。' },
  ];
  expect(String(soldTwiceText(mails, 'T-1'))).toBe(
    'One names what was sold twice, 【復旧・要確認1件】楽天市場: ・Tシャツ(SKU: T-1): 2個不足。',
  );
  expect(soldTwiceText(mails.slice(0, 1), 'T-1')).toBe(false);
});

describe('the tour of the console', () => {
  /** A mall that can be broken, beside one that nothing happens at; no order is ever stored, so it waits for the first one. */
  function scene(paused: readonly string[] = []) {
    const broken: string[] = [];
    const said: string[] = [];
    const mall = {
      name: 'rms',
      simulator: { played: { shortTitle: 'RMS' } },
      control: { faults: () => broken, nowMs: () => 0 },
      truth: { shops: () => [] },
      act: (what: string) => void (what === 'mend' ? broken.splice(0) : broken.push(what)),
    };
    const stock = { broken: mall, other: { ...mall, name: 'yahoo', simulator: { played: { shortTitle: 'Yahoo' } } } };
    const shops = ['rms#a', 'yahoo#a', 'shopify#a'].map((key) => ({ key, mall: key.split('#')[0], cursor: 0 }));
    const manual = paused.map((scope) => ({ scope, cause: 'manual', note: '', since: 0, by: 'miyu' }));
    const standing = { pauses: manual, healths: [], maintenances: [] };
    const ports = {
      shops: { all: async () => shops },
      pauses: { standing: async () => standing },
      clock: { now: () => 0 },
    };
    const given = { cloud: { onMail: () => () => {} }, ports, stock, speed: 10, stored: () => 0 };
    return {
      broken,
      said,
      tour: openTour({ ...given, say: (line: string) => said.push(line) } as unknown as TourScene),
    };
  }

  it('is refused while it runs, and stopped', async () => {
    const { tour, said } = scene();
    const played = tour.play();
    expect(tour.now().state).toEqual({ kind: 'running' });
    expect(() => tour.start()).toThrow('it runs already');
    tour.stop();
    await expect(played).rejects.toThrow('The tour was stopped.');
    expect(tour.now().state).toEqual({ kind: 'stopped' });
    expect(said).toEqual([expect.stringMatching(/^── Orders of all shops come in/)]);
    expect(tour.now().steps).toMatchObject([{ look: '/orders' }]);
  });

  it('is refused while its mall is broken, and begins anew once it is over', async () => {
    const { tour, broken } = scene();
    broken.push('slow');
    expect(() => tour.start()).toThrow('楽天市場 is broken; mend it first');
    broken.splice(0);
    for (const _ of [1, 2]) {
      const played = tour.play();
      tour.stop();
      await expect(played).rejects.toThrow('stopped');
    }
  });

  it('waited for a paused shop and then gave a wrong reason: it names what a person has paused, and begins nothing', async () => {
    const { tour, said } = scene(['rms#a', 'shopify#a']);
    const why =
      'The tour shows every shop, and these are paused: rms#a. Let them go on first: ops resume --shop <code>';
    await expect(tour.play()).rejects.toThrow(why);
    expect(tour.now()).toMatchObject({ state: { kind: 'failed' }, steps: [] });
    expect(said).toEqual([]);
  });

  it('mends what it broke when it is stopped', async () => {
    const { tour, broken } = scene();
    const played = tour.play();
    broken.push('break');
    tour.stop();
    await expect(played).rejects.toThrow('stopped');
    expect(broken).toEqual([]);
  });
});
