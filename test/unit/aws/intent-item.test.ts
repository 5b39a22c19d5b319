import { expect, it } from 'vitest';
import { intentItem } from '../../../aws/dynamodb/intents.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { noon, orderNumberOf } from '../../contract/fixtures.ts';

it('an intent of 100 orders with ten claims each takes a small part of the 400 KB an item may have', () => {
  const orderNumbers = Array.from({ length: 100 }, (_, index) => orderNumberOf(index * 37));
  const claims = orderNumbers.flatMap((orderNumber, order) =>
    Array.from({ length: 10 }, (_, line) => ({
      merchant: 'hanamori',
      sku: `tea-${(order * 7919 + line * 104729) % 100000}`,
      shop: 'rms#hanamori' as const,
      orderNumber,
      lineId: String(300000000 + order * 1000 + line),
      orderedAt: noon - order * minuteMs,
    })),
  );
  const item = intentItem({ id: 'run-1', shop: 'rms#hanamori', at: noon, orderNumbers, claims });
  expect(item.packed?.B?.length).toBeLessThan(20_000);
});
