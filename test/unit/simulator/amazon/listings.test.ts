import { describe, expect, it } from 'vitest';
import { amazonDesk } from '../../../../malls/amazon/desk.ts';
import { createAmazon } from '../../../../simulator/amazon/index.ts';
import { amazonInProcess, began, sellerId as seller } from '../../malls/amazon/in-process.ts';

/* Required fields and usage plans are those of Amazon's model of the Listings Items API 2021-08-01 (`@sp-api-sdk/listings-items-api-2021-08-01`). */

function opened() {
  const clock = { at: began };
  const amazon = createAmazon({ now: () => clock.at, seed: 1 });
  const { clientId, clientSecret, refreshToken } = amazon.control.addShop({ sellerId: seller });
  const ask = (method: string, path: string, headers: Record<string, string>, body = '') => {
    const outcome = amazon.handle({ method, path, headers, body });
    if (outcome.ending !== 'answer') throw new Error(outcome.ending);
    return { status: outcome.status, value: JSON.parse(outcome.body) };
  };
  const form = {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  };
  const { value } = ask('POST', '/auth/o2/token', {}, new URLSearchParams(form).toString());
  const token = { 'x-amz-access-token': value.access_token };
  const place = `/listings/2021-08-01/items/${seller}`;
  return {
    clock,
    call: (method: string, path: string, body = '') =>
      ask(method, `${place}${path}marketplaceIds=A1VC38T7YXB528`, token, body),
  };
}

const patchOf = (quantity: unknown): string =>
  JSON.stringify({
    productType: 'PRODUCT',
    patches: [
      {
        ...{ op: 'merge', path: '/attributes/fulfillment_availability' },
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
      },
    ],
  });

describe('the simulated Listings Items API of Amazon', () => {
  it('has what the model requires of a summary and of an issue', () => {
    const { call } = opened();
    const { value } = call('GET', '/kome-0005?includedData=summaries&');
    expect(value.summaries).toEqual([
      {
        ...{ marketplaceId: 'A1VC38T7YXB528', productType: 'PRODUCT', status: ['BUYABLE', 'DISCOVERABLE'] },
        ...{ createdDate: expect.stringMatching(/^2025-/), lastUpdatedDate: expect.any(String) },
      },
    ]);
    const { value: answer } = call('PATCH', '/kome-0005?', patchOf('none'));
    expect(answer).toMatchObject({ sku: 'kome-0005', status: 'INVALID', submissionId: expect.any(String) });
    expect(answer.issues).toMatchObject([{ severity: 'ERROR', categories: ['INVALID_ATTRIBUTE'] }]);
  });

  it('answers a PATCH of an SKU that the seller has not with INVALID: the model has no 404 of it', () => {
    const { call } = opened();
    expect(call('PATCH', '/gone?', patchOf(1))).toMatchObject({ status: 200, value: { status: 'INVALID' } });
    expect(call('GET', '/gone?').status).toBe(404);
  });

  it('takes five searches in a row and one more each fifth of a second, and ten readings of one SKU', () => {
    const { call, clock } = opened();
    const searches = () => call('GET', '?').status;
    expect(Array.from({ length: 6 }, searches)).toEqual([200, 200, 200, 200, 200, 429]);
    clock.at += 200;
    expect([searches(), searches()]).toEqual([200, 429]);
    const readings = () => call('GET', '/kome-0005?').status;
    expect(Array.from({ length: 11 }, readings).filter((status) => status === 200)).toHaveLength(10);
  });

  it('is read by the client at the pace that it asks for itself, without a refusal', async () => {
    const { amazon, clock, shop } = amazonInProcess({ throttle: { enforce: true } });
    const { stock, traits } = shop(undefined, false, amazonDesk);
    const skus = amazon.control.stock(seller).map(({ sellerSku }) => sellerSku);
    for (let turn = 0; turn < 20; turn++) {
      clock.at += 1_000 / traits.stock.callsPerSecond.read;
      expect((await stock.read(skus.slice(0, 20))).size).toBe(20);
      clock.at += 1_000 / traits.stock.callsPerSecond.read;
      expect((await stock.list?.(null))?.items).toHaveLength(20);
    }
  });
});
