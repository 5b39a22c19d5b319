import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
const commonName = Buffer.from('0603550403', 'hex');
const subjectAltName = Buffer.from('0603551d11', 'hex');
const loopback = Buffer.from([127, 0, 0, 1]);
const [integer, bitString, octetString, utf8, sequence, set, utcTime, version, extensions, ipAddress] = [
  0x02, 0x03, 0x04, 0x0c, 0x30, 0x31, 0x17, 0xa0, 0xa3, 0x87,
];

/**
 * A certificate for 127.0.0.1 that signs itself, for a far side that speaks TLS as a mall does. X.509 version 3 in DER, which
 * Node can read and cannot write. https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSigned(): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(sequence, ecdsaWithSha256);
  const name = der(sequence, der(set, der(sequence, commonName, der(utf8, Buffer.from('127.0.0.1')))));
  const validity = der(
    sequence,
    der(utcTime, Buffer.from('200101000000Z')),
    der(utcTime, Buffer.from('491231000000Z')),
  );
  const names = der(sequence, subjectAltName, der(octetString, der(sequence, der(ipAddress, loopback))));
  const toBeSigned = der(
    sequence,
    der(version, der(integer, Buffer.from([2]))),
    der(integer, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(extensions, der(sequence, names)),
  );
  const signature = der(bitString, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const certificate = der(sequence, toBeSigned, algorithm, signature);
  const lines = certificate.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** A tag, the length of what follows, and what follows. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
