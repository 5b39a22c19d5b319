import { expect, it } from 'vitest';
import { isSameItem } from '../../../aws/dynamodb/versioned.ts';

it('an item whose map DynamoDB gave back in another order counted as changed by another writer', () => {
  const bytes = { B: new Uint8Array([1, 2, 3]) };
  const sent = { address: { M: { kind: { S: 'slack' }, setAt: { N: '1' }, sealed: bytes } } };
  const stored = {
    address: { M: { sealed: { B: new Uint8Array([1, 2, 3]) }, setAt: { N: '1' }, kind: { S: 'slack' } } },
  };
  expect(isSameItem(sent, stored)).toBe(true);
  expect(isSameItem(sent, { address: { M: { ...stored.address.M, setAt: { N: '2' } } } })).toBe(false);
  expect(isSameItem(sent, { address: { M: { ...stored.address.M, sealed: { B: new Uint8Array([1, 2]) } } } })).toBe(
    false,
  );
  expect(isSameItem({ list: { L: [{ S: 'a' }, { S: 'b' }] } }, { list: { L: [{ S: 'b' }, { S: 'a' }] } })).toBe(false);
});
