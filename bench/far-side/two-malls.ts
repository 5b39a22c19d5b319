import type { YahooCredential } from '../../malls/yahoo/site.ts';
import { serve } from '../../simulator/index.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { createYahoo, type YahooSimulator } from '../../simulator/yahoo/index.ts';

/** The malls that are measured. */
export const benchMalls = ['rms', 'yahoo'] as const;
export type BenchMall = (typeof benchMalls)[number];

/** A call as its mall saw it. */
export interface MallCall {
  readonly mall: BenchMall;
  /** The function's name, the last word of its address: `bulk-upsert`, `setStock`, `searchOrder`. */
  readonly name: string;
  /** When it came, by the mall's clock. */
  readonly at: number;
}

/** 楽天 and Yahoo!ショッピング, simulated, with a shop of one merchant each. */
export interface TwoMalls {
  readonly rms: RmsSimulator;
  readonly yahoo: YahooSimulator;
  readonly urls: Readonly<Record<BenchMall, string>>;
  /** Every call since the list was last emptied, in the order in which they came. */
  readonly calls: MallCall[];
  /** From now on both refuse what comes faster than they allow. */
  enforceRates(): void;
  stop(): Promise<void>;
}

/** Starts both. `now` is their clock. */
export async function startTwoMalls(now: () => number): Promise<TwoMalls> {
  const calls: MallCall[] = [];
  const watch = (mall: BenchMall) => ({
    port: 0,
    onExchange: ({ at, request: { path } }: { readonly at: number; readonly request: { readonly path: string } }) => {
      const name = path
        .replace(/\?.*$/, '')
        .split('/')
        .findLast((word) => word !== '');
      calls.push({ mall, name: name ?? '', at });
    },
  });
  const transport = { connection: 'keep-alive' } as const;
  // What is counted would differ from run to run.
  const reading = { missedShare: 0 };
  // A line that was taken out of an order is gone, so that an order of one line can be made of any.
  const rms = createRms({ now, seed: 5, settings: { transport, reading, edit: { removedLines: 'gone' } } });
  const yahoo = createYahoo({ now, seed: 5, settings: { transport, reading, throttle: { enforce: false } } });
  const served = { rms: await serve(rms, watch('rms')), yahoo: await serve(yahoo, watch('yahoo')) };
  return {
    rms,
    yahoo,
    urls: { rms: served.rms.url, yahoo: served.yahoo.url },
    calls,
    enforceRates() {
      for (const { control } of [rms, yahoo]) control.changeSettings({ throttle: { enforce: true } });
    },
    async stop() {
      await Promise.all([served.rms.stop(), served.yahoo.stop()]);
    },
  };
}

/** The keys of a shop that was just opened at the simulated Yahoo!ショッピング. */
export function yahooCredential(yahoo: YahooSimulator, sellerId: string): YahooCredential {
  const { clientId, clientSecret, refreshToken, publicKey, publicKeyVersion } = yahoo.control.addShop({ sellerId });
  const at = yahoo.control.nowMs();
  return {
    mall: 'yahoo',
    clientId,
    clientSecret,
    refreshToken,
    consentedAt: at,
    publicKey,
    publicKeyVersion: String(publicKeyVersion),
    publicKeyIssuedAt: at,
  };
}
