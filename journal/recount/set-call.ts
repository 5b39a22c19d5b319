import type { ExchangeEntry } from '../entry.ts';

/** Whether a call set levels of stock, and the mall took it: bulk.upsert of RMS, setStock of Yahoo (`docs/malls/`). */
export function isSetCall({ mall, request, outcome }: ExchangeEntry): boolean {
  const name = mall === 'yahoo' ? /\/setStock(\?|$)/ : /\/inventories\/bulk-upsert\/?(\?|$)/;
  return name.test(request.path) && outcome.ending === 'answer' && Math.floor(outcome.status / 100) === 2;
}
