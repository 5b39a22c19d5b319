import { beforeAll, describe, expect, it } from 'vitest';
import type { Found } from '../../proving/privacy/search.ts';
import { searchedIn } from '../../proving/worlds/privacy/drills.ts';
import { leaked, leaks } from '../../proving/worlds/privacy/leaks.ts';

describe('whatever a drill writes down outside of the rows of orders', () => {
  it('what a drill writes outside the rows of orders has no name, address, telephone, mail, card, remark or key, in whatever form', async () => {
    const { found, planted, searched, unexpected } = await searchedIn(null, { shops: 10, skus: 10 });
    expect(unexpected).toEqual([]);
    expect(found).toEqual([]);
    for (const what of ['name', 'address', 'telephone', 'zip', 'mail']) expect(planted[what]).toBeGreaterThan(200);
    expect(planted).toMatchObject({ key: expect.any(Number), card: expect.any(Number), remark: expect.any(Number) });
    expect(planted.key).toBeGreaterThanOrEqual(2 * 12 + 2 * 10);
    for (const where of ['log lines', 'queue messages', 'mails', 'table accepted', 'table pushNews']) {
      expect(searched[where]?.things, where).toBeGreaterThan(10);
    }
    for (const where of [
      'incidentsById',
      'timelinesByIncident',
      'pushesByShop',
      'evidenceById',
      'noticesById',
      'sentMailsById',
      'news',
    ]) {
      expect(searched[`table ${where}`]?.things, where).toBeGreaterThan(0);
    }
  });

  describe('is found to leak, where a leak is planted:', () => {
    let found: readonly Found[];
    beforeAll(async () => {
      ({ found } = await searchedIn(leaks, { shops: 2, skus: 5 }));
    });

    it.each(leaked)('$form', ({ what, where }) => {
      expect(found.filter((one) => one.what === what && one.where === where).length).toBeGreaterThan(0);
    });
  });
});
