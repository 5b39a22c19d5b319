import { describe, expect, it } from 'vitest';
import { levelsSetBy } from '../../../../simulator/index.ts';
import { simulator } from '../../../../simulator/shopify/index.ts';
import { codes, DAY, levels, openMall, SET, SHOP, set } from './mall.ts';

const RICE = 'kome-0005';
const TEA = 'sencha-0880';

describe('inventorySetQuantities', () => {
  it('sets levels where they are what the caller takes them for', () => {
    const mall = openMall();
    const payload = set(mall, levels(mall, [{ sku: RICE, to: 7, from: 100 }]));
    expect(payload.userErrors).toEqual([]);
    expect(payload.inventoryAdjustmentGroup.changes[0]).toMatchObject({
      name: 'available',
      delta: -93,
      item: { sku: RICE },
    });
    expect(mall.level(RICE)).toBe(7);
  });

  it('compares nothing where null stands in place of a level', () => {
    const mall = openMall();
    expect(set(mall, levels(mall, [{ sku: RICE, to: 7 }])).userErrors).toEqual([]);
    expect(mall.level(RICE)).toBe(7);
  });

  it('is stale once an order has come, and sets nothing of the call', () => {
    const mall = openMall();
    mall.add(1, { lines: [{ sku: RICE, units: 2 }] });
    const payload = set(
      mall,
      levels(mall, [
        { sku: TEA, to: 5, from: 100 },
        { sku: RICE, to: 7, from: 100 },
      ]),
    );
    expect(payload).toEqual({
      inventoryAdjustmentGroup: null,
      userErrors: [
        {
          code: 'CHANGE_FROM_QUANTITY_STALE',
          field: ['input', 'quantities', '1', 'changeFromQuantity'],
          message: 'The changeFromQuantity argument no longer matches the persisted quantity.',
        },
      ],
    });
    expect([mall.level(TEA), mall.level(RICE)]).toEqual([100, 98]);
  });

  it('sets the others beside a wrong one where a setting says so', () => {
    const mall = openMall({ settings: { stock: { oneWrong: 'others' } } });
    const payload = set(
      mall,
      levels(mall, [
        { sku: TEA, to: 5, from: 100 },
        { sku: RICE, to: 7, from: 99 },
      ]),
    );
    expect(codes(payload)).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
    expect([mall.level(TEA), mall.level(RICE)]).toEqual([5, 100]);
  });

  it.each([
    ['INVALID_INVENTORY_ITEM', { item: 'gid://shopify/InventoryItem/1', to: 1 }],
    ['INVALID_INVENTORY_ITEM', { item: '12', to: 1 }],
    ['INVALID_LOCATION', { sku: RICE, to: 1, location: 'gid://shopify/Location/1' }],
    ['INVALID_QUANTITY_NEGATIVE', { sku: RICE, to: -1 }],
    ['INVALID_QUANTITY_TOO_HIGH', { sku: RICE, to: 1_000_000_001 }],
    ['CHANGE_FROM_QUANTITY_STALE', { sku: RICE, to: 1, from: 99 }],
  ])('%s', (code, row) => {
    const mall = openMall();
    expect(codes(set(mall, levels(mall, [row])))).toEqual([code]);
    expect(mall.level(RICE)).toBe(100);
  });

  it.each([
    ['INVALID_NAME', { name: 'committed' }],
    ['INVALID_REASON', { reason: 'because' }],
    ['INVALID_REFERENCE_DOCUMENT', { referenceDocumentUri: 'a job' }],
    ['INVALID_REFERENCE_DOCUMENT', { referenceDocumentUri: 'gid://shopify/Order/1' }],
  ])('%s of the call', (code, more) => {
    const mall = openMall();
    expect(codes(set(mall, levels(mall, [{ sku: RICE, to: 1 }], more)))).toEqual([code]);
    expect(mall.level(RICE)).toBe(100);
  });

  it('refuses the same item twice, and the parent of a bundle', () => {
    const mall = openMall({ shop: { locations: 2 } });
    const twice = set(
      mall,
      levels(mall, [
        { sku: RICE, to: 1 },
        { sku: RICE, to: 2 },
      ]),
    );
    expect(codes(twice)).toEqual(['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR']);
    mall.control.setStock(SHOP, { sku: RICE, isBundle: true });
    expect(codes(set(mall, levels(mall, [{ sku: RICE, to: 1 }])))).toEqual(['NON_MUTABLE_INVENTORY_ITEM']);
  });

  it('refuses an item that the location does not stock up to 2026-07, and has no code for that since', () => {
    const mall = openMall();
    mall.control.setStocked(SHOP, { sku: TEA }, false);
    const asked = (version: string) => {
      const input = levels(mall, [{ sku: TEA, to: 1 }]);
      return codes(mall.ask(SET, { input, key: version }, { version }).body.data.inventorySetQuantities);
    };
    expect(asked('2026-07')).toEqual(['ITEM_NOT_STOCKED_AT_LOCATION']);
    mall.control.changeSettings({ stock: { notStocked: 'silent' } });
    expect(asked('2026-04')).toEqual([]);
    expect(asked('2026-10')).toEqual([]);
    const code = '{ __type(name: "InventorySetQuantitiesUserErrorCode") { enumValues { name } } }';
    expect(mall.ask(code).body.data.__type.enumValues).not.toContainEqual({ name: 'ITEM_NOT_STOCKED_AT_LOCATION' });
  });

  it('keeps what is set at a location that does not stock the item, and shows it once the item is stocked there', () => {
    const mall = openMall();
    const stocked = (isStocked: boolean) => mall.control.setStocked(SHOP, { sku: TEA }, isStocked);
    stocked(false);
    expect(codes(set(mall, levels(mall, [{ sku: TEA, to: 7 }])))).toEqual([]);
    expect(mall.level(TEA)).toBeNull();
    stocked(true);
    expect(mall.level(TEA)).toBe(7);
    stocked(false);
    mall.control.changeSettings({ stock: { setElsewhere: 'stocks' } });
    set(mall, levels(mall, [{ sku: TEA, to: 5 }]));
    expect(mall.level(TEA)).toBe(5);
  });

  it('takes less than nothing where a setting says so, but not as little as it likes', () => {
    const mall = openMall({ settings: { stock: { negative: 'accept' } } });
    expect(codes(set(mall, levels(mall, [{ sku: RICE, to: -1_000_000_001 }])))).toEqual(['INVALID_QUANTITY_TOO_LOW']);
    expect(codes(set(mall, levels(mall, [{ sku: RICE, to: -2 }])))).toEqual([]);
    expect(mall.level(RICE)).toBe(-2);
  });

  it('takes at most 250 entries', () => {
    const mall = openMall();
    const rows = Array.from({ length: 251 }, (_, index) => ({ item: `gid://shopify/InventoryItem/${index}`, to: 1 }));
    const { body } = mall.ask(SET, { input: levels(mall, rows), key: 'one' });
    expect(body.errors[0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.',
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    });
  });

  it('wants the level that it starts from, and a key, from 2026-04 on', () => {
    const mall = openMall();
    const [row] = levels(mall, [{ sku: RICE, to: 1 }]).quantities;
    const { changeFromQuantity: _, ...bare } = row ?? { changeFromQuantity: null };
    const input = { name: 'available', reason: 'correction', quantities: [bare] };
    const withoutKey = SET.replace(' @idempotent(key: $key)', '').replace(', $key: String!', '');
    const refused = (query: string, variables: object, version: string) => mall.ask(query, variables, { version }).body;
    expect(refused(SET, { input, key: 'one' }, '2026-04').errors[0]).toMatchObject({
      message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.',
      extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
    });
    const body = refused(withoutKey, { input: levels(mall, [{ sku: RICE, to: 1 }]) }, '2026-04');
    expect(body.errors[0]).toMatchObject({
      message: 'The @idempotent directive is required for this mutation but was not provided.',
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(body.data).toEqual({ inventorySetQuantities: null });
    expect(mall.level(RICE)).toBe(100);
    const before = refused(withoutKey, { input: levels(mall, [{ sku: RICE, to: 1 }]) }, '2026-01');
    expect(before.data.inventorySetQuantities.userErrors).toEqual([]);
    const compared = refused(withoutKey, { input }, '2026-01').data.inventorySetQuantities;
    expect(codes(compared)).toEqual(['COMPARE_QUANTITY_REQUIRED']);
  });
});

describe('an idempotency key', () => {
  it('carries a call out once, and answers it again in the same words', () => {
    const mall = openMall();
    const input = levels(mall, [{ sku: RICE, to: 7, from: 100 }]);
    const first = set(mall, input, 'one');
    mall.control.setStock(SHOP, { sku: RICE, quantity: 50 });
    expect(set(mall, input, 'one')).toEqual(first);
    expect(mall.level(RICE)).toBe(50);
  });

  it('is compared anew where a setting says so, as was seen once', () => {
    const mall = openMall({ settings: { idempotency: { sameCall: 'again' } } });
    const input = levels(mall, [{ sku: RICE, to: 7, from: 100 }]);
    set(mall, input, 'one');
    expect(codes(set(mall, input, 'one'))).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
  });

  it('refuses another input, whatever the order of its fields', () => {
    const mall = openMall();
    const input = levels(mall, [{ sku: RICE, to: 7, from: 100 }]);
    set(mall, input, 'one');
    const turned = { quantities: input.quantities, reason: input.reason, name: input.name };
    expect(set(mall, turned, 'one').userErrors).toEqual([]);
    expect(codes(set(mall, levels(mall, [{ sku: RICE, to: 8, from: 7 }]), 'one'))).toEqual([
      'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
    ]);
    expect(mall.level(RICE)).toBe(7);
  });

  it('that failed wants another one from 2026-10 on', () => {
    const mall = openMall();
    const input = levels(mall, [{ sku: RICE, to: 7, from: 99 }]);
    expect(codes(set(mall, input, 'one'))).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
    expect(codes(set(mall, input, 'one'))).toEqual(['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED']);
    const before = mall.ask(SET, { input, key: 'one' }, { version: '2026-07' }).body.data.inventorySetQuantities;
    expect(codes(before)).toEqual(['CHANGE_FROM_QUANTITY_STALE']);
  });

  it('is forgotten after a day', () => {
    const mall = openMall();
    set(mall, levels(mall, [{ sku: RICE, to: 7 }]), 'one');
    mall.pass(DAY);
    set(mall, levels(mall, [{ sku: RICE, to: 8 }]), 'one');
    expect(mall.level(RICE)).toBe(8);
  });
});

describe('stock', () => {
  it('is taken by an order and committed, and leaves with the parcel', () => {
    const mall = openMall();
    const row = () => mall.control.stock(SHOP).find(({ sku }) => sku === RICE);
    const [id = ''] = mall.add(1, { lines: [{ sku: RICE, units: 3 }] });
    expect(row()).toMatchObject({ available: 97, committed: 3 });
    mall.control.moveOrder(SHOP, id, 'FULFILLED');
    expect(row()).toMatchObject({ available: 97, committed: 0 });
  });

  it('comes back with a cancel, with what an edit takes out, and with a refund that says so', () => {
    const mall = openMall();
    const [cancelled = '', edited = '', refunded = '', kept = ''] = mall.add(4, { lines: [{ sku: RICE, units: 2 }] });
    const lineOf = (id: string) => mall.order(id).lines[0]?.lineId ?? 0;
    expect(mall.level(RICE)).toBe(92);
    mall.control.cancelOrder(SHOP, cancelled);
    mall.control.cancelOrder(SHOP, cancelled);
    expect(mall.level(RICE)).toBe(94);
    mall.control.editOrder(SHOP, edited, { units: { [lineOf(edited)]: 1 } });
    expect(mall.level(RICE)).toBe(95);
    mall.control.refundOrder(SHOP, refunded, { lineId: lineOf(refunded), units: 1 });
    expect(mall.level(RICE)).toBe(96);
    mall.control.refundOrder(SHOP, kept, { restock: false });
    expect(mall.level(RICE)).toBe(96);
    expect(mall.control.stock(SHOP).find(({ sku }) => sku === RICE)?.committed).toBe(1 + 1);
  });

  it('is read by SKU, by location and by name', () => {
    const mall = openMall({ shop: { locations: 2, sameSkus: 5 } });
    const shown = mall.data(
      `query read($location: ID!) { inventoryItems(first: 5, query: "sku:'tsya-2201-s-nv' OR sku:${RICE}") { nodes { sku tracked
        inventoryLevel(locationId: $location) { quantities(names: ["available", "on_hand"]) { name quantity } }
        inventoryLevels(first: 5) { nodes { location { name } } } } } }`,
      { location: `gid://shopify/Location/${mall.locationId}` },
    );
    const rows = shown.inventoryItems.nodes;
    // Two variants have the first SKU.
    expect(rows.map(({ sku }: { sku: string }) => sku).sort()).toEqual([RICE, 'tsya-2201-s-nv', 'tsya-2201-s-nv']);
    expect(rows[0].inventoryLevel.quantities).toEqual([
      { name: 'available', quantity: 100 },
      { name: 'on_hand', quantity: 100 },
    ]);
    expect(rows[0].inventoryLevels.nodes).toHaveLength(2);
    const variants = mall.data(
      `{ productVariants(first: 2, query: "sku:${RICE}") { nodes { sku inventoryItem { id } } } }`,
    );
    expect(variants.productVariants.nodes).toEqual([{ sku: RICE, inventoryItem: { id: mall.itemOf(RICE) } }]);
  });

  it('of an item that is not counted is no level, and no order takes from it', () => {
    const mall = openMall();
    mall.control.setStock(SHOP, { sku: RICE, tracked: false });
    mall.add(1, { lines: [{ sku: RICE, units: 2 }] });
    expect(mall.level(RICE)).toBeNull();
    expect(mall.control.stock(SHOP).find(({ sku }) => sku === RICE)?.available).toBe(100);
  });

  it('falls below 0 where a shop sells on', () => {
    const mall = openMall({ settings: { stock: { soldOut: 'sell-anyway', initialQuantity: 1 } } });
    mall.add(1, { lines: [{ sku: RICE, units: 3 }] });
    expect(mall.level(RICE)).toBe(-2);
  });
});

describe('what a call asks of stock, as an observer reads it', () => {
  const { stockCallOf } = simulator;
  const path = `/${SHOP}/admin/api/2026-10/graphql.json`;

  it('is every level that is to be shown, by SKU, and for whom', () => {
    const mall = openMall();
    const input = levels(mall, [
      { sku: RICE, to: 3 },
      { sku: TEA, to: 0 },
    ]);
    const call = stockCallOf({ path, body: JSON.stringify({ query: SET, variables: { input, key: 'one' } }) });
    expect(call).toMatchObject({ kind: 'set', shop: SHOP });
    expect(levelsSetBy(call)).toEqual(
      new Map([
        [RICE, 3],
        [TEA, 0],
      ]),
    );
  });

  it('is a reading of the SKUs that a search names', () => {
    const query = 'query($query:String!){inventoryItems(first:250,query:$query){nodes{id}}}';
    const body = JSON.stringify({ query, variables: { query: `sku:"${RICE}" OR sku:${TEA}` } });
    expect(stockCallOf({ path, body })).toEqual({
      ...{ kind: 'read', shop: SHOP },
      levels: new Map([
        [RICE, null],
        [TEA, null],
      ]),
    });
  });

  it('is no level where it only reads, or asks for something else', () => {
    const reading = { path, body: JSON.stringify({ query: '{ inventoryItems(first: 1) { nodes { id } } }' }) };
    expect(stockCallOf(reading)).toMatchObject({ kind: 'read', shop: SHOP });
    expect(levelsSetBy(stockCallOf(reading))).toBeNull();
    expect(stockCallOf({ path, body: JSON.stringify({ query: '{ shop { id } }' }) })).toBeNull();
    for (const body of ['', '{', 'null', '{"query":"{"}']) expect(stockCallOf({ path, body })).toBeNull();
  });
});
