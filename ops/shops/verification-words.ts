import { dayMs, type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';
import type { FunctionVerdict } from '../../core/tenants/index.ts';
import { counted } from '../terminal/count.ts';

/** What a verdict's words depend on. */
export interface VerdictContext {
  readonly shop: Pick<Shop, 'key'>;
  readonly switches: MallSwitches;
  readonly now: EpochMs;
}

/** What a verdict means and what to do, in a sentence. */
export function verdictText(verdict: FunctionVerdict, { shop, switches, now }: VerdictContext): string {
  switch (verdict.kind) {
    case 'works':
      return verdict.keyExpiry === undefined ? 'works' : `works; the key ends ${endText(verdict.keyExpiry.at, now)}`;
    case 'switched-off':
      return switches.whenOff;
    case 'key-expired':
      return `key expired at ${jstText(verdict.at)}: let the shop issue the next one, then ${rotate(shop)}`;
    case 'key-refused':
      return `key wrong, replaced or expired: look it up at the mall, then ${rotate(shop)}`;
    case 'key-unreadable':
      return `the stored key does not open: store it again, ops shops key --shop ${shop.key}`;
    case 'unusable':
      return verdict.reason;
    case 'unasked':
      return `the mall cannot be asked now: ${verdict.reason}`;
  }
}

const rotate = ({ key }: Pick<Shop, 'key'>): string => `ops keys rotate --shop ${key}`;

function endText(at: EpochMs, now: EpochMs): string {
  return `${jstText(at)}, in ${counted(Math.floor((at - now) / dayMs), 'day')}`;
}
