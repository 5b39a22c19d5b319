import { expect, it } from 'vitest';
import type { Parcel } from '../../../../core/model/push.ts';
import { openOneOrder, parcel, ship } from './one-order.ts';

const withoutNumber: Parcel = { ...parcel(''), trackingNumber: null };
const twice = ['parcels: got the tracking number of parcel 1 in parcel 2 again, expected it once'];

it.each([
  ['twice', [parcel('1111'), parcel(' 1111')], twice],
  ['twice, once with another carrier', [parcel('1111'), parcel('1111', undefined, '1002')], twice],
  ['twice, once for a destination', [{ ...parcel('1111'), basketId: '1' }, parcel('1111')], twice],
  ['for two destinations', ['1', '2'].map((basketId) => ({ ...parcel('1111'), basketId })), []],
  ['beside another', [parcel('1111'), parcel('2222')], []],
  ['never, of two parcels without one', [withoutNumber, withoutNumber], []],
])(
  'a request is refused where the mall would show a parcel twice: it has a number %s',
  async (_, parcels, problems) => {
    const asked = await (await openOneOrder()).ask(ship(...parcels));
    expect(asked.kind === 'refused' ? asked.problems.map(String) : []).toEqual(problems);
  },
);
