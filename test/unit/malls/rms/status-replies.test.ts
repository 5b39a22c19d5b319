import { describe, expect, it } from 'vitest';
import { mayBeApplied } from '../../../../core/kernel/errors.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import type { RmsStatusApi } from '../../../../malls/rms/order-status-api.ts';
import { failureOf, said } from './status-mall.ts';

/** A door whose mall answers every call like this. */
function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): RmsStatusApi {
  return openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential: { serviceSecret: 'aaa', licenseKey: 'bbb' },
    baseUrl: 'https://rms.example',
    transport: async () => ({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    now: () => 0,
  }).status;
}

const message = (messageType: string, code: string, more: object = {}): object => ({
  messageType,
  messageCode: `ORDER_EXT_API_${code}`,
  message: '本文',
  ...more,
});
const list = (...messages: readonly object[]): object => ({ MessageModelList: messages });

describe('an answer of RMS to a change', () => {
  it('carries the id of the request when there is one', async () => {
    const body = list(message('INFO', 'UPDATE_ORDERMEMO_INFO_101'));
    const requestid = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
    expect((await answering(200, body, { requestid }).setMemo('1', 'x')).requestId).toBe(requestid);
    expect((await answering(200, body).setMemo('1', 'x')).requestId).toBeNull();
    expect((await answering(200, body, { requestid: '山田 太郎' }).setMemo('1', 'x')).requestId).toBeNull();
  });

  it.each([200, 400])('without an order number is about the one order of the call, under %i', async (status) => {
    const body = list(message('ERROR', 'CONFIRM_ORDER_ERROR_105'));
    const answer = {
      kind: 'refused',
      reason: 'amount-unset',
      code: 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_105',
      words: '本文',
    };
    expect(await said(answering(status, body).confirm(['1']), '1')).toEqual(answer);
  });

  it.each([200, 400])('without an order number about several orders refuses the call, under %i', async (status) => {
    const body = list(message('ERROR', 'UPDATE_ORDERSUBSTATUS_ERROR_011'));
    const failure = await failureOf(answering(status, body).setSubStatus(['1', '2'], '3'));
    expect(failure).toMatchObject({
      code: 'mall.refused',
      retry: 'never',
      context: { status, mallCodes: ['ORDER_EXT_API_UPDATE_ORDERSUBSTATUS_ERROR_011'] },
    });
    expect(failure.context.orderNumber).toBeUndefined();
    expect(mayBeApplied(failure)).toBe(false);
  });

  it.each([200, 400])('about some of the orders says nothing of the others, under %i', async (status) => {
    const body = list(message('ERROR', 'CONFIRM_ORDER_ERROR_102', { orderNumber: '2' }));
    const { orders } = await answering(status, body).confirm(['1', '2', '3']);
    expect([...orders.keys()]).toEqual(['2']);
  });

  it('about orders that were not asked for is ignored', async () => {
    const body = list(
      message('INFO', 'CONFIRM_ORDER_INFO_101', { orderNumber: '9' }),
      message('INFO', 'CONFIRM_ORDER_INFO_101', { orderNumber: '1' }),
    );
    expect([...(await answering(200, body).confirm(['1', '2'])).orders.keys()]).toEqual(['1']);
  });

  it('is a failure of the mall when it speaks of its system, even about one order of many', async () => {
    const body = list(
      message('INFO', 'CONFIRM_ORDER_INFO_101', { orderNumber: '1' }),
      message('ERROR', 'CONFIRM_ORDER_ERROR_900', { orderNumber: '2' }),
    );
    for (const status of [200, 400]) {
      const failure = await failureOf(answering(status, body).confirm(['1', '2']));
      expect(failure).toMatchObject({ code: 'mall.failing', retry: 'later' });
      expect(mayBeApplied(failure)).toBe(true);
    }
  });

  it('refuses an order of which one row was refused, by the message whose meaning is known', async () => {
    const body = list(
      message('INFO', 'UPDATE_ORDERSHIPPING_INFO_101', { dataNumber: 1, shippingDetailId: 5 }),
      message('ERROR', 'UPDATE_ORDERSHIPPING_ERROR_101', { dataNumber: 2 }),
      message('ERROR', 'UPDATE_ORDERSHIPPING_ERROR_102', { dataNumber: 3 }),
    );
    const ship = answering(200, body).ship('1', [{ kind: 'remove', basketId: '7', rowId: '8' }]);
    expect(await said(ship, '1')).toMatchObject({ reason: 'order-cancelled', code: expect.stringMatching(/_102$/) });
  });

  it('with a warning is accepted: what became of it is seen when the order is read', async () => {
    const body = list(message('WARNING', 'UPDATE_ORDERSHIPPING_WARNING_101'));
    const ship = answering(200, body).ship('1', [{ kind: 'remove', basketId: '7', rowId: '8' }]);
    expect(await said(ship, '1')).toEqual({ kind: 'accepted', code: 'ORDER_EXT_API_UPDATE_ORDERSHIPPING_WARNING_101' });
  });

  it('with an unknown code is refused otherwise, in one line of the mall’s words, and not too many', async () => {
    const text = `一行目\r\n\t二行目\u0007 ${'𠮷'.repeat(300)}`;
    const body = list({ messageType: 'ERROR', messageCode: '山田 太郎', message: text });
    const answer = await said(answering(400, body).cancel('1', { reason: 'buyer-other', restoresStock: 'no' }), '1');
    if (answer?.kind !== 'refused') throw new Error('expected a refusal');
    expect(answer).toMatchObject({ reason: 'otherwise', code: 'no-code' });
    expect([...answer.words]).toHaveLength(200);
    expect(answer.words).toMatch(/^一行目 二行目 𠮷+$/u);
  });

  it.each([
    ['an empty list', list()],
    ['null for a list', { MessageModelList: null }],
  ])('with %s says nothing of the order', async (_name, body) => {
    expect((await answering(200, body).setMemo('1', 'x')).orders.size).toBe(0);
  });

  it.each([
    ['no list', {}],
    ['a list of something else', { MessageModelList: ['OK'] }],
    ['JSON that breaks off', '{"MessageModelList":[{"messageType":"INF'],
  ])('with %s cannot be read, and leaves open what happened', async (_name, body) => {
    const failure = await failureOf(answering(200, body).setMemo('1', '秘密のメモ'));
    expect(failure).toMatchObject({ code: 'mall.unreadable', context: { orderNumber: '1' } });
    expect(mayBeApplied(failure)).toBe(true);
    expect(`${failure.message} ${JSON.stringify(failure.context)}`).not.toContain('秘密');
  });

  it.each([404, 405, 415])('with %i refuses the call, and made no change', async (status) => {
    const failure = await failureOf(answering(status, { Results: { errorCode: 'ES04-03' } }).setMemo('1', 'x'));
    expect(failure).toMatchObject({ code: 'mall.refused', retry: 'never' });
    expect(mayBeApplied(failure)).toBe(false);
  });

  it('from the gateway under 400 is no word about the order', async () => {
    const failure = await failureOf(answering(400, { errors: [{ code: 'C007', message: 'x' }] }).setMemo('1', 'x'));
    expect(failure).toMatchObject({ code: 'mall.refused', context: { mallCodes: ['C007'] } });
  });
});
