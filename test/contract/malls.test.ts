import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterOf, mallNames } from '../../malls/registry.ts';
import { amazonSubject } from './malls/amazon-subject.ts';
import { type FaultRow, faultPage } from './malls/fault-page.ts';
import { ordersContract } from './malls/orders.contract.ts';
import { type Ending, type Played, playFault } from './malls/play-fault.ts';
import { rmsSubject } from './malls/rms-subject.ts';
import { shopifySubject } from './malls/shopify-subject.ts';
import { shipUnder, statusContract } from './malls/status.contract.ts';
import { stockContract } from './malls/stock.contract.ts';
import { commonFaults, type FaultName, type MallSubject, ownFaults } from './malls/subject.ts';
import { yahooSubject } from './malls/yahoo-subject.ts';

const subjects: readonly MallSubject[] = [amazonSubject, rmsSubject, shopifySubject, yahooSubject];

it('the contract of malls is held against every mall there is', () => {
  expect(subjects.map(({ mall }) => mall)).toEqual([...mallNames]);
});

/** Statuses are not sent to every mall. */
const changesOrders = ({ mall }: MallSubject): boolean => adapterOf(mall).traits.capabilities.includes('status');

describe.each(subjects)('the client of $title', (subject) => {
  ordersContract(subject);
  stockContract(subject);
  if (changesOrders(subject)) statusContract(subject);
});

describe('calls that change orders and go wrong', () => {
  it.each(commonFaults)('a failed call that changes orders means the same at every mall: %s', async (fault) => {
    const endings = [];
    for (const subject of subjects.filter(changesOrders)) endings.push(await shipUnder(subject, fault));
    const [first] = endings;
    expect(first).not.toBeNull();
    for (const ending of endings) expect(ending).toEqual(first);
    if (first?.open === false) expect(first.changed).toBe('never');
  });
});

const isTaken = ({ code, retry }: Pick<Ending, 'code' | 'retry'>): boolean =>
  retry === null && (code === 'set' || code === 'unproven');

/**
 * The page is this test's own output. After a change that is meant, take the text it prints, or run it once with
 * `TSUNAGI_WRITE_STOCK_FAULTS=1`, and look at the difference.
 */
const page = new URL('../../docs/malls/stock-faults.md', import.meta.url);

describe('calls for stock that go wrong', () => {
  const rowOf = async (fault: FaultName): Promise<FaultRow> => {
    const malls = new Map<string, Played | null>();
    for (const subject of subjects) malls.set(subject.title, await playFault(subject, fault));
    return { fault, malls };
  };
  const common: FaultRow[] = [];
  const own: FaultRow[] = [];
  const playedIn = ({ malls }: FaultRow): Played[] => [...malls.values()].filter((played) => played !== null);

  it.each(commonFaults)('a failed call for stock means the same at every mall: %s', async (fault) => {
    const row = await rowOf(fault);
    common.push(row);
    expect(playedIn(row)).toHaveLength(subjects.length);
    const meanings = playedIn(row).map(({ read, set }) =>
      [read, set].map(({ code, retry, open }) =>
        // A level that was taken: some malls say that it is set, others are read.
        isTaken({ code, retry }) ? { code: 'taken', retry } : { code, retry, open },
      ),
    );
    expect(new Set(meanings.map((meaning) => JSON.stringify(meaning))).size).toBe(1);
  });

  it.each(ownFaults)('a failed call for stock is known where the mall knows it: %s', async (fault) => {
    const row = await rowOf(fault);
    own.push(row);
    expect(playedIn(row).length).toBeGreaterThan(0);
  });

  it('a failed call for stock never leaves a level set that core takes for closed, and reading sets none', () => {
    for (const { fault, malls } of [...common, ...own]) {
      for (const played of malls.values()) {
        if (!played) continue;
        expect({ fault, set: played.read.set }).toEqual({ fault, set: 'never' });
        if (played.set.retry !== null && played.set.set !== 'never')
          expect({ fault, ...played.set }).toMatchObject({ open: true });
      }
    }
  });

  it('the page of stock faults has all failed calls for stock', () => {
    const titles = subjects.map(({ title }) => title);
    const text = faultPage(titles, common, own);
    console.info(text);
    if (process.env.TSUNAGI_WRITE_STOCK_FAULTS !== undefined) writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
