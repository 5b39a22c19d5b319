import { TsunagiError } from '../../core/kernel/errors.ts';
import type { Credential, Vault } from '../../core/ports/shops.ts';

interface Envelope {
  readonly shop: string;
  readonly version: number;
  /** Makes two sealings of the same credential differ, as a fresh nonce does. */
  readonly sealing: number;
  readonly credential: Credential;
}

/** A vault that keeps the credential as it is, but still opens it only for the shop and version it was sealed for. */
export function memoryVault(): Vault {
  let sealings = 0;
  return {
    async seal(shop, _shard, version, credential) {
      sealings += 1;
      const envelope: Envelope = { shop, version, sealing: sealings, credential };
      return { version, sealed: new TextEncoder().encode(JSON.stringify(envelope)) };
    },

    async open(shop, sealed) {
      const envelope = envelopeOf(sealed.sealed);
      if (envelope?.shop !== shop || envelope.version !== sealed.version) {
        throw new TsunagiError('key.unreadable', 'after-pause', `The credential of ${shop} does not open.`, { shop });
      }
      return { ...envelope.credential };
    },
  };
}

/** What was read already: a shop is opened at every visit. */
const envelopes = new WeakMap<Uint8Array, Envelope>();

function envelopeOf(bytes: Uint8Array): Envelope | null {
  const known = envelopes.get(bytes) ?? readEnvelope(bytes);
  if (known) envelopes.set(bytes, known);
  return known;
}

function readEnvelope(bytes: Uint8Array): Envelope | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Envelope;
  } catch {
    return null;
  }
}
