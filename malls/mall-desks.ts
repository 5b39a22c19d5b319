import type { MallName } from '../core/model/index.ts';
import { byName } from './by-name.ts';
import * as desks from './desks.ts';
import type { MallDesk, SiteAddress } from './mall.ts';

/** Every mall, for people's tools. */
export const mallDesks = byName<MallDesk>(desks);

/** The malls that a deployment works with where it names none. */
export const standardMalls: readonly MallName[] = mallDesks.names.filter((mall) => !mallDesks.of(mall).isOptional);

/** Every address of every mall that a deployment may change; `name` is what the mall's client calls it. */
export const mallAddresses: readonly (SiteAddress & { readonly mall: MallName; readonly name: string })[] =
  mallDesks.names.flatMap((mall) =>
    Object.entries(mallDesks.of(mall).site).map(([name, address]) => ({ mall, name, ...address })),
  );
