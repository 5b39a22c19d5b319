import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { reportLines } from '../../../../ops/doctor/doctor.ts';
import type { ShopFacts, Stored } from '../../../../ops/doctor/read-stored.ts';
import { laidOut } from '../../../../ops/terminal/index.ts';
import type { SenderFacts } from '../../../../wiring/deployment.ts';
import { start } from '../world.ts';
import { diagnose, troubles } from './diagnose.ts';
import { known, wellAround, wellShop } from './stage-facts.ts';

describe('the doctor finds in the mails', () => {
  it('nothing to tell a broken network of our own by, so that merchants would be written to', () => {
    expect(troubles({}, wellAround({ referenceUrl: '' }))).toEqual({
      told: ['watch malls: No independent address is set: the parameter referenceUrl is empty'],
      run: [expect.stringContaining('cdk deploy --all')],
    });
    expect(troubles({}, wellAround({ referenceUrl: 'https://elsewhere.example/' })).told).toEqual([]);
    // Where the function was not seen, only that is reported.
    expect(troubles({}).told).toEqual([]);
  });

  it('alarms without a recipient, and a recipient who has not agreed', () => {
    const arnOf = (name: string) => `arn:aws:sns:ap-northeast-1:123456789012:tsunagi-prod-${name}`;
    const pages = { of: 'pages', topicArn: arnOf('ops') } as const;
    const tickets = { of: 'tickets', topicArn: arnOf('tickets') } as const;
    const waiting = { protocol: 'email', endpoint: 'ops@example.jp', isConfirmed: false };
    const agreed = { protocol: 'email', endpoint: 'night@example.jp', isConfirmed: true };
    const both = [
      { ...pages, facts: known([]) },
      { ...tickets, facts: known([]) },
    ];
    expect(troubles({ topics: both })).toMatchObject({
      told: [
        'wrong alarm mails: The topic of pages has no subscribers',
        'wrong alarm mails: The topic of tickets has no subscribers',
      ],
      run: expect.arrayContaining([expect.stringContaining('sns subscribe --topic-arn arn:aws:sns')]),
    });
    expect(troubles({ topics: [{ ...pages, facts: known([waiting]) }] }).told).toEqual([
      'wrong alarm mails: ops@example.jp has not confirmed its subscription to pages',
    ]);
    expect(troubles({ topics: [{ ...tickets, facts: known([waiting, agreed]) }] }).told).toEqual([
      'watch alarm mails: ops@example.jp has not confirmed its subscription to tickets',
    ]);
    // A webhook needs no confirmation: its function is subscribed.
    const relay = {
      protocol: 'lambda',
      endpoint: 'arn:aws:lambda:r:1:function:tsunagi-prod-relay-alarms',
      isConfirmed: true,
    };
    expect(troubles({ topics: both.map((topic) => ({ ...topic, facts: known([relay]) })) }).told).toEqual([]);
  });

  const account = {
    isInProduction: true,
    isSending: true,
    enforcement: 'HEALTHY',
    perDay: 200,
    perSecond: 1,
    sentLastDay: 0,
  };
  const identity: SenderFacts = {
    identity: 'example.jp',
    isVerified: true,
    dkim: 'SUCCESS',
    dkimRecords: [{ name: 'a._domainkey.example.jp', value: 'a.dkim.amazonses.com' }],
  };
  const sender = 'info@example.jp';

  it.each([
    [{ isInProduction: false }, 'wrong sender: SES is in the sandbox: mails go only to verified addresses'],
    [{ isSending: false }, 'wrong sender: SES has stopped the account from sending'],
    [{ enforcement: 'PROBATION' }, 'watch sender: SES has put the account under review'],
    [{ sentLastDay: 160 }, 'watch sender: 160 of 200 mails of a day are sent'],
  ])('an account that is %o', (more, told) => {
    const mail = { sender, account: known({ ...account, ...more }), identity: known(identity) };
    expect(troubles({ mail }).told).toEqual([told]);
  });

  it('a sender that SES does not know, or does not believe, with the records to set', () => {
    const mail = (found: Partial<SenderFacts> | null) => ({
      sender,
      account: known(account),
      identity: known(found === null ? null : { ...identity, ...found }),
    });
    expect(troubles({ mail: mail(null) }).told).toEqual([
      'wrong sender: SES does not know info@example.jp, nor example.jp',
    ]);
    const records = ['a._domainkey.example.jp  CNAME  a.dkim.amazonses.com'];
    expect(troubles({ mail: mail({ isVerified: false, dkim: 'PENDING' }) })).toEqual({
      told: ['wrong sender: example.jp is not verified in SES (DKIM PENDING)'],
      run: records,
    });
    expect(troubles({ mail: mail({ dkim: 'TEMPORARY_FAILURE' }) })).toEqual({
      told: ['wrong sender: Mails from example.jp are not signed: DKIM is TEMPORARY_FAILURE'],
      run: records,
    });
    expect(troubles({ mail: mail({ identity: sender, dkim: 'NOT_STARTED' }) }).told).toEqual([]);
  });

  it('that no sender is set, so that merchants hear of no outage, and what to do', () => {
    const [found, ...more] = diagnose({ mail: null }).filter(({ check }) => check === 'sender');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'wrong',
      what: 'No sender is set',
      why: expect.stringContaining('they do not hear of an outage'),
      fix: {
        say: expect.stringContaining('sender and mailFromName of tsunagi:stages.prod'),
        run: [expect.stringContaining('npx cdk deploy --all -c stage=prod')],
      },
    });
  });

  it('a MAIL FROM domain without its records, where SES then refuses every mail', () => {
    const mail = (status: string) => ({
      sender,
      account: known(account),
      identity: known({ ...identity, mailFrom: { domain: 'bounce.example.jp', status } }),
    });
    expect(troubles({ mail: mail('FAILED') }).told).toEqual([
      'wrong sender: The MAIL FROM domain bounce.example.jp is not verified in SES (FAILED)',
    ]);
    expect(troubles({ mail: mail('SUCCESS') }).told).toEqual([]);
  });
});

describe('the doctor finds around a stage', () => {
  it.each([
    [-20_000, []],
    [45_000, ['watch clock: This machine’s clock is 43 s ahead of AWS’s']],
    [-10 * minuteMs, ['wrong clock: This machine’s clock is 10 min behind AWS’s']],
  ])('a clock that is %i ms off', (offMs, told) => {
    const serverTime = { at: start, before: start + offMs - 40, after: start + offMs };
    expect(troubles({ serverTime }).told).toEqual(told);
  });

  it('a mall that is not reached', () => {
    const malls = [
      {
        mall: 'RMS',
        parameter: 'rmsBaseUrl',
        baseUrl: 'https://rms.example',
        answer: { kind: 'silent', why: 'timeout' } as const,
      },
    ];
    expect(troubles({}, wellAround({ malls })).told).toEqual([
      'watch malls: RMS was not reached at https://rms.example: no answer in 10 seconds',
    ]);
  });

  it('shops that are paused, behind, or lost a span', () => {
    const pause = { cause: 'credentials', scope: 'rms#a', since: start, by: 'import', note: 'Refused.' } as const;
    const refused = { ...pause, code: 'key.refused' } as const;
    const lost = wellShop('c');
    const shops = [
      wellShop('a', { state: { kind: 'paused', lagMs: hourMs, pause: refused } }),
      wellShop('b', { state: { kind: 'behind', lagMs: 3 * hourMs } }),
      { ...lost, shop: { ...lost.shop, lostSpan: { from: 0, to: 1 } } },
    ];
    const { told, run } = troubles({}, wellAround({}, shops));
    expect(told).toEqual([
      'wrong shops: rms#a is paused since 2026-11-24 15:45:00: the mall refuses the shop’s key',
      'wrong shops: rms#b is behind, the furthest by 3 h 0 min',
      'watch shops: A span of rms#c was lost: the mall shows nothing that old any more',
    ]);
    expect(run).toContain(
      'npm run ops -- keys rotate --shop rms#a --stage prod --region ap-northeast-1 --profile shop',
    );
  });

  it('a function that is off, with the command that goes on once it is on, and none that asks for a key', () => {
    const off = { cause: 'credentials', scope: 'rms#a', since: start, by: 'import', note: 'ES04-01.' } as const;
    const state = { kind: 'paused', lagMs: hourMs, pause: { ...off, code: 'key.function-off' } } as const;
    const outcomes = diagnose({}, wellAround({}, [wellShop('a', { state })]));
    expect(outcomes).toContainEqual({
      kind: 'wrong',
      check: 'shops',
      what: 'rms#a is paused since 2026-11-24 15:45:00: the mall does not let the shop use a function',
      why: 'ES04-01. What waits is imported when the pause ends.',
      fix: {
        say: expect.stringMatching(/^No new key is needed.*利用機能編集/),
        run: ['npm run ops -- shops verify --shop rms#a --stage prod --region ap-northeast-1 --profile shop'],
      },
    });
  });

  describe('hundreds of shops with the same trouble, as one finding:', () => {
    const codes = Array.from({ length: 800 }, (_, index) => `shop-${String(index + 1).padStart(3, '0')}`);
    const shopsThat = (facts: (code: string) => Partial<ShopFacts>) =>
      wellAround(
        {},
        codes.map((code) => wellShop(code, facts(code))),
      );
    const names = 'rms#shop-001, rms#shop-002, rms#shop-003, rms#shop-004, rms#shop-005 and 795 other shops';
    const place = '--stage prod --region ap-northeast-1 --profile shop';

    it('an outage', () => {
      const pause = { cause: 'outage', scope: 'rms', since: start, by: 'health-probe', note: 'Silent.' } as const;
      const around = shopsThat(() => ({ state: { kind: 'paused', lagMs: hourMs, pause } }));
      expect(troubles({}, around)).toEqual({
        told: [`watch shops: ${names} are paused since 2026-11-24 15:45:00: the mall is down`],
        run: [],
      });
      expect(laidOut(reportLines(diagnose({}, around)), 100).length).toBeLessThan(40);
    });

    it('refused keys and functions that are off, apart from each other', () => {
      const around = shopsThat((code) => {
        const isOff = code <= 'shop-003';
        const pause = {
          cause: 'credentials',
          scope: `rms#${code}`,
          since: start - (isOff ? hourMs : 0),
          by: 'import',
          note: `RMS answered searchOrder of rms#${code}.`,
          code: isOff ? 'key.function-off' : 'key.refused',
        } as const;
        return { state: { kind: 'paused', lagMs: hourMs, pause } };
      });
      const { told, run } = troubles({}, around);
      expect(told).toEqual([
        'wrong shops: rms#shop-001, rms#shop-002, rms#shop-003 are paused since 2026-11-24 14:45:00: the mall does not let the shop use a function',
        'wrong shops: rms#shop-004, rms#shop-005, rms#shop-006, rms#shop-007, rms#shop-008 and 792 other shops are paused since 2026-11-24 15:45:00: the mall refuses the shop’s key',
      ]);
      expect(run).toEqual([
        `npm run ops -- pauses ${place}`,
        `npm run ops -- shops verify --shop <shop> ${place}`,
        `npm run ops -- pauses ${place}`,
        `npm run ops -- keys rotate --shop <shop> ${place}`,
      ]);
    });

    it('people’s pauses, each of a shop', () => {
      const around = shopsThat((code) => {
        const pause = {
          cause: 'manual',
          scope: `rms#${code}`,
          since: start - (code === 'shop-001' ? 1_000 : 0),
          by: 'hanako',
          note: '倉庫移転',
        } as const;
        return { state: { kind: 'paused', lagMs: hourMs, pause } };
      });
      expect(troubles({}, around)).toEqual({
        told: [`watch shops: ${names} are paused since 2026-11-24 15:44:59 and later: a person paused it`],
        run: [`npm run ops -- pauses ${place}`],
      });
    });

    it('keys that have ended, and keys that end soon', () => {
      const around = shopsThat((code) => ({ keyExpiresAt: code <= 'shop-002' ? start - 1 : start + 3 * dayMs }));
      const { told, run } = troubles({}, around);
      expect(told).toEqual([
        'wrong licence keys: The keys of rms#shop-001, rms#shop-002 ended on 2026-11-24 15:44:59',
        'watch licence keys: The keys of rms#shop-003, rms#shop-004, rms#shop-005, rms#shop-006, rms#shop-007 and 793 other shops end on 2026-11-27 15:45:00, the first in 3 days',
      ]);
      expect(run.slice(0, 2)).toEqual([
        `npm run ops -- keys list ${place}`,
        `npm run ops -- keys rotate --shop <shop> ${place}`,
      ]);
    });
  });

  it('keys that end soon, have ended, or have an unknown end', () => {
    const shops = [
      wellShop('a', { keyExpiresAt: start + 14 * dayMs }),
      wellShop('b', { keyExpiresAt: start - 1 }),
      wellShop('c', { keyExpiresAt: null }),
      wellShop('d', { keyExpiresAt: start + 14 * dayMs + 1 }),
    ];
    expect(troubles({}, wellAround({}, shops)).told).toEqual([
      'wrong licence keys: The key of rms#b ended on 2026-11-24 15:44:59',
      'watch licence keys: The key of rms#a ends on 2026-12-08 15:45:00, in 14 days',
      'watch licence keys: The end of the key is unknown for 1 shop: rms#c',
    ]);
  });

  it('"Look at: the end of the key is unknown" of a shop of Shopify, whose keys do not end: nothing', () => {
    const b = wellShop('b', { keyExpiresAt: null });
    const shops = [wellShop('a'), { ...b, shop: { ...b.shop, key: 'shopify#b', mall: 'shopify' } } as const];
    expect(troubles({}, wellAround({}, shops)).told).toEqual([]);
    expect(troubles({}, wellAround({}, shops.slice(1))).told).toEqual([]);
  });

  it('no shop at all', () => {
    expect(troubles({}, wellAround({}, [])).told).toEqual(['watch shops: There is no shop yet']);
  });

  it('a merchant without a contact', () => {
    const around = wellAround();
    const stored = { ...(around.stored as Stored), shops: known([wellShop('a')]), merchants: known([]) };
    expect(troubles({}, { ...around, stored }).told).toEqual([
      'watch merchants: 1 merchant cannot be written to: kado',
    ]);
  });
});
