import { randomBytes } from 'node:crypto';
import type { Resources } from '../assembly/resources.ts';
import { type Operation, ServiceError } from '../wire/aws-json.ts';
import { keyIdOf, open, type SealedFor, seal } from './sealed-blob.ts';

interface Key {
  readonly id: string;
  readonly arn: string;
  /** Every name by which a request may call it. */
  readonly names: readonly string[];
}

/**
 * The operations of KMS that seal and open, for the keys of the templates: Encrypt, Decrypt and GenerateDataKey, bound to their
 * encryption context. Grants, policies, rotation and asymmetric keys are left out.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 */
export function keyOperations(resources: Resources, master: Buffer): Readonly<Record<string, Operation>> {
  const keys = keysOf(resources);
  const keyNamed = (name: unknown): Key => {
    const key = keys.find(({ names }) => names.includes(String(name)));
    if (key === undefined) throw new ServiceError('NotFoundException', `The templates have no key "${String(name)}".`);
    return key;
  };
  const sealFor = (input: Record<string, unknown>, plain: Buffer) => {
    const key = keyNamed(input.KeyId);
    const blob = seal(master, plain, { keyId: key.id, context: contextOf(input) });
    return { KeyId: key.arn, CiphertextBlob: blob.toString('base64') };
  };
  return {
    'TrentService.Encrypt': (input) => ({
      ...sealFor(input, bytesOf(input, 'Plaintext')),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
    'TrentService.GenerateDataKey': (input) => {
      const plain = randomBytes(lengthOf(input));
      return { ...sealFor(input, plain), Plaintext: plain.toString('base64') };
    },
    'TrentService.Decrypt': (input) => {
      const blob = bytesOf(input, 'CiphertextBlob');
      const key = keys.find(({ id }) => id === keyIdOf(blob));
      if (key === undefined)
        throw new ServiceError('InvalidCiphertextException', 'No key of the templates sealed this.');
      if (input.KeyId !== undefined && keyNamed(input.KeyId) !== key) {
        throw new ServiceError('IncorrectKeyException', 'Another key than the one named sealed this.');
      }
      const plain = open(master, blob, { keyId: key.id, context: contextOf(input) });
      if (plain === null)
        throw new ServiceError(
          'InvalidCiphertextException',
          'The encryption context or the blob is not the one that was sealed.',
        );
      return { KeyId: key.arn, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
  };
}

function keysOf(resources: Resources): Key[] {
  const aliases = resources.ofType('AWS::KMS::Alias').map(({ name, arn, properties }) => ({
    names: [name, arn],
    target: properties.text('TargetKeyId'),
  }));
  return resources.ofType('AWS::KMS::Key').map(({ name: id, arn }) => ({
    id,
    arn,
    names: [id, arn, ...aliases.filter(({ target }) => target === id || target === arn).flatMap(({ names }) => names)],
  }));
}

function contextOf(input: Record<string, unknown>): SealedFor['context'] {
  return (input.EncryptionContext ?? {}) as Record<string, string>;
}

function bytesOf(input: Record<string, unknown>, member: string): Buffer {
  const bytes = Buffer.from(String(input[member] ?? ''), 'base64');
  if (bytes.length === 0) throw new ServiceError('ValidationException', `${member} is empty.`);
  return bytes;
}

/** Either a number of bytes, or a kind of key. */
function lengthOf(input: Record<string, unknown>): number {
  if (input.KeySpec === 'AES_256') return 32;
  if (input.KeySpec === 'AES_128') return 16;
  const count = Number(input.NumberOfBytes);
  if (Number.isInteger(count) && count >= 1 && count <= 1024) return count;
  throw new ServiceError('ValidationException', 'Give KeySpec AES_256 or AES_128, or NumberOfBytes from 1 to 1024.');
}
