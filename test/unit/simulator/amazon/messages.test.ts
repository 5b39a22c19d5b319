import { expect, it } from 'vitest';
import { amazonDesk } from '../../../../malls/amazon/desk.ts';
import { amazonInProcess, sellerId } from '../../malls/amazon/in-process.ts';

const queueArn = 'arn:aws:sqs:ap-northeast-1:111122223333:hints';

/** The messages about twenty new orders, with what befell each, without their ids. */
async function sentOfOrders(decrementAtOrder: boolean) {
  const notifications = { lateShare: 0, lostShare: 0.3, forgedShare: 0.5, delayMinMs: 0, delayMaxMs: 60_000 };
  const { amazon, clock, shop } = amazonInProcess({ notifications, stock: { decrementAtOrder } });
  await shop(undefined, false, amazonDesk).subscribeHints?.(queueArn);
  amazon.control.addOrders(sellerId, { count: 20 });
  clock.at += 60_000;
  const sent = amazon.control.takeNotifications();
  const ofOrders = sent.filter((message) => 'queueArn' in message);
  return { levels: sent.length - ofOrders.length, ofOrders: ofOrders.map(({ body }) => withoutId(body)) };
}

const withoutId = (body: string): string => body.replace(/"NotificationId":"[^"]*/, '').slice(0, 1_000);

it('what befalls a message about an order is the same, whatever is told of levels beside', async () => {
  const [beside, alone] = [await sentOfOrders(true), await sentOfOrders(false)];
  expect([beside.levels > 0, alone.levels]).toEqual([true, 0]);
  expect(alone.ofOrders.length).toBeGreaterThan(10);
  expect(beside.ofOrders).toEqual(alone.ofOrders);
});
