import { createSecretKey, type KeyObject } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { dataKeyApp } from '../core/ports/index.ts';
import { bytes, bytesOf, entryKey, number } from './dynamodb/attributes.ts';
import { Expression } from './dynamodb/expression.ts';
import { type Item, putItem, readItem, type Table } from './dynamodb/table.ts';
import { answerOf } from './failures.ts';

const dataKeyFormat = 1;

/**
 * KMS's error if the encrypted data key does not belong to this key.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
const undecryptable = 'InvalidCiphertextException';

/** The data keys that credentials are sealed under, one per shard, kept encrypted beside the leases and pauses. */
export interface DataKeys {
  /** Opens a data key; null when there is none of this number, or KMS cannot decrypt it. One call to KMS a key and process. */
  open(keyNumber: number): Promise<KeyObject | null>;
  /** Opens a data key, and creates it if there is none. Two concurrent callers get the same one. */
  openOrMake(keyNumber: number): Promise<KeyObject | null>;
}

/**
 * @param keyId the KMS key that creates and opens data keys
 * @param control the table that keeps the encrypted ones
 */
export function kmsDataKeys(kms: KMSClient, keyId: string, control: Table): DataKeys {
  const opened = new Map<number, Promise<KeyObject | null>>();

  const decrypt = async (keyNumber: number): Promise<KeyObject | null> => {
    const item = await readItem(control, dataKeyItemKey(keyNumber));
    if (item === null) return null;
    const input = {
      KeyId: keyId,
      CiphertextBlob: bytesOf(item, 'encrypted'),
      EncryptionContext: contextOf(keyNumber),
    };
    const reply = await answerOf('KMS', 'Decrypt', () => kms.send(new DecryptCommand(input)), undecryptable);
    // Imported once: with raw bytes each opening would take five times as long.
    return reply?.Plaintext === undefined ? null : createSecretKey(reply.Plaintext);
  };

  /** If a key could not be read, the next call tries again. */
  const open = async (keyNumber: number): Promise<KeyObject | null> => {
    const opening = opened.get(keyNumber) ?? decrypt(keyNumber);
    opened.set(keyNumber, opening);
    try {
      const key = await opening;
      if (key === null) opened.delete(keyNumber);
      return key;
    } catch (error) {
      opened.delete(keyNumber);
      throw error;
    }
  };

  const make = async (keyNumber: number): Promise<void> => {
    const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: contextOf(keyNumber) } as const;
    const made = await answerOf('KMS', 'GenerateDataKey', () => kms.send(new GenerateDataKeyCommand(input)));
    const encrypted = made?.CiphertextBlob;
    if (encrypted === undefined) return;
    const expression = new Expression();
    const noDataKey = expression.condition(expression.absent('encrypted'));
    const item = { ...dataKeyItemKey(keyNumber), format: number(dataKeyFormat), encrypted: bytes(encrypted) };
    // Refused if another process created the key in between: that key is used.
    await putItem(control, item, noDataKey);
  };

  return {
    open,
    async openOrMake(keyNumber) {
      const there = opened.has(keyNumber) || (await readItem(control, dataKeyItemKey(keyNumber))) !== null;
      if (!there) await make(keyNumber);
      return open(keyNumber);
    },
  };
}

function dataKeyItemKey(keyNumber: number): Item {
  return entryKey('data-keys', String(keyNumber).padStart(5, '0'));
}

/** KMS opens a data key only for the number it was made for, and its log names the number. */
function contextOf(keyNumber: number): Record<string, string> {
  return { app: dataKeyApp, dataKey: String(keyNumber) };
}
