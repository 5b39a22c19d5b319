import { jstText } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { KeyRotation } from '../../core/tenants/index.ts';
import { jstIsoOrNull, jstTextOr } from '../terminal/time.ts';

/** How handing in a key ended, for people. */
export function rotationLines({ key }: Shop, rotation: KeyRotation, dryRun: boolean): string[] {
  const nothing = dryRun ? ['Dry run: nothing was stored.'] : [];
  switch (rotation.kind) {
    case 'rotated': {
      const until = jstTextOr(rotation.checked.expiry?.at, 'a day the mall does not tell');
      const has = dryRun ? 'would have' : 'has';
      return [`${key} ${has} key version ${rotation.version}, which works until ${until}.`, ...nothing];
    }
    case 'unchanged':
      return [`${key} has this key already, as version ${rotation.version}. Nothing was to be done.`];
    case 'overtaken':
      return [`A key of ${key} was stored concurrently. If yours is the newer one, run this again.`];
    case 'pending': {
      const why =
        rotation.why === 'refused'
          ? 'The mall refuses the new key. A key that was issued just now is refused for 10 to 30 minutes; one with a slip of the keyboard for ever.'
          : 'The mall cannot be asked now, so nothing is known of the new key.';
      const waits = dryRun
        ? 'It would wait beside the one before, and the import would try it.'
        : `It waits beside the one before since ${jstText(rotation.since)}, and the import tries it every two minutes: ops keys list.`;
      return [why, waits, ...nothing];
    }
  }
}

/** The same for a program. */
export function rotationJson({ key, credential }: Shop, rotation: KeyRotation, dryRun: boolean): object {
  return {
    shop: key,
    state: rotation.kind,
    dryRun,
    keyVersion: rotation.kind === 'rotated' && !dryRun ? rotation.version : credential.version,
    keyExpiresAt: rotation.kind === 'rotated' ? jstIsoOrNull(rotation.checked.expiry?.at) : null,
    pendingSince: rotation.kind === 'pending' ? jstIsoOrNull(rotation.since) : null,
    pendingBecause: rotation.kind === 'pending' ? rotation.why : null,
  };
}
