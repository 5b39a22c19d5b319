import type { GraphQLEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { progressNames } from '../../../../malls/shopify/columns.ts';
import { shopifyLabels } from '../../../../malls/shopify/labels.ts';
import { progressOf } from '../../../../malls/shopify/progress.ts';
import { apiVersion } from '../../../../malls/shopify/site.ts';
import { shopifyTraits } from '../../../../malls/shopify/traits.ts';
import { schemaOf } from '../../../../simulator/shopify/schema.ts';
import { order } from './scripted.ts';

describe('orders of Shopify', () => {
  it.each(['VOIDED', 'EXPIRED', 'REFUNDED'])(
    'whose money is %s are no orders to ship, whatever is left of them',
    (paid) => {
      const progressWith = (displayFulfillmentStatus: string): string =>
        progressOf({ cancelledAt: null, displayFinancialStatus: paid, displayFulfillmentStatus });
      const progress = `PAYMENT_${paid}`;
      expect(['UNFULFILLED', 'PARTIALLY_FULFILLED', 'ON_HOLD'].map(progressWith)).toEqual([
        progress,
        progress,
        progress,
      ]);
      expect(['FULFILLED', 'FULFILLMENT_NOT_REQUIRED'].map(progressWith)).toEqual([
        'FULFILLED',
        'FULFILLMENT_NOT_REQUIRED',
      ]);
      expect(shopifyTraits.unshipped).not.toContain(progress);
      expect(shopifyLabels.ready).not.toContain(progress);
      expect(shopifyTraits.isSettled(progress)).toBe(true);
      expect(progressNames[progress]).toMatch(/支払い|返金/);
    },
  );

  it('have a name and a stage in every status of the version that is asked for', () => {
    const statuses = (name: string): string[] => {
      const type = schemaOf(apiVersion).getType(name) as GraphQLEnumType;
      return type.getValues().map((value) => value.name);
    };
    const shown = statuses('OrderDisplayFulfillmentStatus').flatMap((displayFulfillmentStatus) =>
      statuses('OrderDisplayFinancialStatus').map((displayFinancialStatus) => ({
        ...order('#1'),
        ...{ displayFulfillmentStatus, displayFinancialStatus, fulfillments: [] },
      })),
    );
    const states = shown.map((model) => shopifyTraits.stateIn?.(JSON.stringify(model)));
    const unknown = states.filter((state) => state?.stage === 'unknown' || !(`${state?.progress}` in progressNames));
    expect(states.length).toBe(88);
    expect(unknown.map((state) => state?.progress)).toEqual([]);
  });
});
