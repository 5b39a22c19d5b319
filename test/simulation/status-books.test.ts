import { describe, expect, it } from 'vitest';
import type { PushContent } from '../../core/model/push.ts';
import type { Push } from '../../proving/memory/push.ts';
import { untrueEnd } from '../../proving/worlds/status-books.ts';
import type { World } from '../../proving/worlds/world.ts';

const at = Date.UTC(2026, 1, 6);

/** A change that was taken back and is said to be at the mall all the same. */
const lateOne = (content: PushContent): Push => ({
  shop: 'rms#shop-1',
  orderNumber: '1-1',
  id: 'one',
  content,
  requestedAt: at,
  by: 'hanako',
  version: 5,
  writer: 'p1.0',
  state: { kind: 'failed', at, reason: 'done-after-withdrawal', who: 'ops' },
  trail: [],
});

/** A world whose mall shows this memo, and no sub-status. */
const worldWith = (memo: string, edited: readonly string[]): World =>
  ({
    rms: {
      control: { order: () => ({ orderProgress: 300, model: { memo, subStatusId: null, PackageModelList: [] } }) },
    },
    store: { pushesByShop: new Map() },
    statusWatch: { edited: new Set(edited) },
  }) as unknown as World;

describe('a change that is said to be at the mall though it was taken back', () => {
  const memo = { kind: 'memo', text: '熨斗' } as const;

  it('a change that is said to be at the mall though it was taken back is untrue where the mall has it not', () => {
    expect(untrueEnd(worldWith('', []), lateOne(memo), undefined)).toHaveLength(1);
    expect(untrueEnd(worldWith('', ['rms#shop-1#1-2']), lateOne(memo), undefined)).toHaveLength(1);
    expect(untrueEnd(worldWith('熨斗', []), lateOne(memo), undefined)).toEqual([]);
  });

  it('a taken back change is not judged where another memo was written since it was read; what is not a memo is judged', () => {
    expect(untrueEnd(worldWith('', ['rms#shop-1#1-1']), lateOne(memo), undefined)).toEqual([]);
    const subStatus = { kind: 'sub-status', subStatusId: '1' } as const;
    expect(untrueEnd(worldWith('', ['rms#shop-1#1-1']), lateOne(subStatus), undefined)).toHaveLength(1);
  });
});
