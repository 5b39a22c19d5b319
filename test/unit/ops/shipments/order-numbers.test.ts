import { describe, expect, it } from 'vitest';
import { orderNumberOf } from '../../../../ops/pushes/shipments/read-line.ts';

describe('the order number of a line', () => {
  it.each([
    ['370015-20261129-0202707138', '370015-20261129-0202707138'],
    ['#1001', '#1001'],
    ['＃１００１', '#1001'],
  ])('%s is taken as %s: every line of Shopify was refused', (written, orderNumber) => {
    expect(orderNumberOf({ line: 2, cells: { orderNumber: written }, all: [] })).toEqual({ orderNumber });
  });

  it.each(['', '10#01', '受注 1001'])('"%s" is none', (orderNumber) => {
    expect(orderNumberOf({ line: 2, cells: { orderNumber }, all: [] })).toHaveProperty('problem.field', 'orderNumber');
  });
});
