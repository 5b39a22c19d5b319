import { type Claim, claimId, type Held, type StandingClaim } from '../../../../core/model/claim.ts';
import { bareSku, type Movement, type SkuRow } from '../../../../core/model/sku.ts';
import type { LedgerEntry, StockLedger } from '../../../../core/ports/stock.ts';

/** The part of the ledger that the rules of levels use. */
export type LevelLedger = Pick<
  StockLedger,
  'putClaim' | 'putMovement' | 'markDirty' | 'skuRows' | 'entries' | 'changeSku' | 'keepCheckpoint'
>;

/** A ledger of plain maps that records what was read. */
export interface FakeLedger extends LevelLedger {
  readonly reads: string[];
}

export function fakeLedger(): FakeLedger {
  const claims = new Map<string, StandingClaim>();
  const movements = new Map<string, Movement>();
  const rows = new Map<string, SkuRow>();
  const reads: string[] = [];
  const rowOf = (merchant: string, sku: string): SkuRow => rows.get(`${merchant}\n${sku}`) ?? bareSku(merchant, sku);
  const change = (merchant: string, sku: string, facts: Partial<SkuRow>): void => {
    const row = { ...rowOf(merchant, sku), ...facts };
    rows.set(`${merchant}\n${sku}`, row);
  };
  const trailOf = (standing: StandingClaim | undefined, { version, quantity }: Claim): Held[] => {
    const before = standing?.trail ?? [];
    return [...before.filter(([earlier]) => earlier !== version), [version, quantity]];
  };

  return {
    reads,
    async putClaim(claim) {
      const standing = claims.get(claimId(claim));
      const isOwn = standing?.version === claim.version && standing.writer === claim.writer;
      if (standing && standing.version >= claim.version && !isOwn) return { outcome: 'refused', standing };
      const trail = trailOf(standing, claim);
      claims.set(claimId(claim), { ...claim, trail });
      return { outcome: 'written', before: trail.at(-2)?.[1] ?? null };
    },
    async putMovement(movement) {
      const id = JSON.stringify([movement.merchant, movement.sku, movement.at, movement.id]);
      const standing = movements.get(id);
      if (standing) return { outcome: 'standing', standing };
      movements.set(id, movement);
      return { outcome: 'written' };
    },
    async markDirty(merchant, sku, at, deep) {
      const { mark, epoch, dirtySince } = rowOf(merchant, sku);
      const up = deep === 'deep' ? 1 : 0;
      change(merchant, sku, { mark: mark + 1, epoch: epoch + up, dirtySince: dirtySince ?? at });
    },
    async skuRows(merchant, skus) {
      reads.push(`rows ${skus.join(' ')}`);
      return skus.map((sku) => rowOf(merchant, sku));
    },
    async entries(merchant, sku, from) {
      reads.push(`entries ${sku}${from === undefined ? '' : ' from its boundary'}`);
      const since = from ?? Number.NEGATIVE_INFINITY;
      const ofClaims = [...claims.values()]
        .filter((claim) => claim.merchant === merchant && claim.sku === sku && claim.orderedAt >= since)
        .map((claim): LedgerEntry => ({ kind: 'claim', claim }));
      const ofMovements = [...movements.values()]
        .filter((movement) => movement.merchant === merchant && movement.sku === sku && movement.at >= since)
        .map((movement): LedgerEntry => ({ kind: 'movement', movement }));
      return [...ofMovements, ...ofClaims];
    },
    async changeSku(merchant, sku, facts, at) {
      const { mark, epoch, dirtySince, inSets } = rowOf(merchant, sku);
      const grown = [...new Set([...inSets, ...(facts.inSets ?? [])])];
      change(merchant, sku, {
        ...facts,
        inSets: grown,
        mark: mark + 1,
        epoch: epoch + 1,
        dirtySince: dirtySince ?? at,
      });
    },
    async keepCheckpoint(merchant, sku, epoch, checkpoint) {
      if (rowOf(merchant, sku).epoch !== epoch) return 'changed';
      change(merchant, sku, { checkpoint });
      return 'kept';
    },
  };
}
